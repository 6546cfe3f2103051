package io.miniss.simulator.engine;

import io.miniss.simulator.text.ThrownText;
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
  /** The name of an {@link FailureKind#ESCAPE} that has none of its own. */
  static final String ESCAPE = "escape";

  /** The name of an {@link FailureKind#ESCAPE} that took too long in real time. */
  static final String WATCHDOG = "watchdog";

  /** Takes down what {@code cause} says, so that no report meets user code. */
  public RunFailure {
    cause = cause == null ? null : ThrownText.of(cause).safe();
  }

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

  /** The innermost line of the user's code that the cause names; empty if there is none. */
  public String place() {
    return cause == null ? "" : StackFrames.place(cause.getStackTrace());
  }

  @Override
  public String toString() {
    return kind + " " + name + " at step " + step + ": " + message;
  }
}
