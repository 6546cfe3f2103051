package io.miniss.simulator.engine;

import io.miniss.simulator.text.ThrownText;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why a run failed.
 *
 * @param kind what is wrong
 * @param name the check or thread that it is about; the same name means the same failure
 * @param message in words
 * @param step after how many interleaving points
 * @param cause what was thrown, if anything was, and if it can be asked without harm; else a throwable
 *     that says the same ({@link ThrownText#safe})
 */
public record RunFailure(
    FailureKind kind, String name, String message, long step, @Nullable Throwable cause) {
  /**
   * Where no failure is at home: the JDK, the runtime, and the test frameworks and assertions that a
   * test's code is called by or calls.
   */
  private static final List<String> PACKAGES =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "io.miniss.runtime.",
          "io.miniss.simulator.engine.",
          "org.junit.",
          "junit.framework.",
          "org.opentest4j.",
          "org.assertj.",
          "org.hamcrest.",
          "org.mockito.",
          "com.google.common.truth.",
          "kotlin.",
          "net.jqwik.");

  /** What of the simulator is between the engine and the user's code. */
  private static final Set<String> TYPES =
      Set.of(
          "io.miniss.simulator.CarriedRun",
          "io.miniss.simulator.Simulation",
          "io.miniss.simulator.Simulator",
          "io.miniss.simulator.junit.SimulatedTest",
          "io.miniss.simulator.scenario.World",
          "io.miniss.properties.Simulations",
          "io.miniss.properties.jqwik.SimulatedTry");

  /** The name of an {@link FailureKind#ESCAPE} that took too long in real time. */
  static final String WATCHDOG = "watchdog";

  /** Takes down what {@code cause} says, so that no report meets user code. */
  public RunFailure {
    cause = cause == null ? null : ThrownText.of(cause).safe();
  }

  private static final String CHECKS = Checks.class.getName();

  /**
   * Whether {@code other} is the same failure, maybe in another run and at another step: same kind,
   * same name, same place in the user's code if it has one.
   */
  public boolean isSameAs(RunFailure other) {
    return kind == other.kind && name.equals(other.name) && place().equals(other.place());
  }

  /** The words of a {@link FailureKind#DEFECT}. */
  public static String ofDefect(Throwable thrown) {
    return (thrown instanceof VirtualMachineError
        ? "the simulator ran into a limit of the JVM: "
        : "the simulator itself has thrown, which is a defect of it: ")
        + ThrownText.of(thrown).describe();
  }

  /**
   * Whether it was the watchdog that ended the run: to run that again takes as long, and may leave one
   * more thread that does not come back.
   */
  public boolean isByWatchdog() {
    return kind == FailureKind.ESCAPE && name.equals(WATCHDOG);
  }

  /**
   * The innermost line of the user's code that the cause names, whichever assertions or test framework
   * it went through; empty if there is none. Of a check it is a line of the check, not of the thread
   * that happened to run when it was looked at.
   */
  public String place() {
    Throwable thrown = cause;
    if (thrown == null) {
      return "";
    }
    for (StackTraceElement frame : thrown.getStackTrace()) {
      String type = frame.getClassName();
      if (type.equals(CHECKS)) {
        return "";
      }
      if (!isMachinery(type)) {
        return type + ":" + frame.getLineNumber();
      }
    }
    return "";
  }

  private static boolean isMachinery(String type) {
    return isOfTheHarness(type) || PACKAGES.stream().anyMatch(type::startsWith);
  }

  /** Whether {@code type} is between the engine and the user's code. */
  static boolean isOfTheHarness(String type) {
    int nested = type.indexOf('$');
    return TYPES.contains(nested < 0 ? type : type.substring(0, nested));
  }

  @Override
  public String toString() {
    return kind + " " + name + " at step " + step + ": " + message;
  }
}
