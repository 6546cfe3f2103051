package io.miniss.simulator.engine;

import io.miniss.simulator.text.WovenFrames;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which frames of a stack are the user's, and how much of a stack a report shows. */
public final class UserFrames {
  /** In place of the frames between the innermost ones and the user's. */
  private static final String LEFT_OUT = "...";

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
          "io.miniss.simulator.weave.",
          "io.miniss.weave.",
          "org.junit.",
          "junit.framework.",
          "org.opentest4j.",
          "org.assertj.",
          "org.hamcrest.",
          "org.mockito.",
          "com.google.common.truth.",
          "kotlin.",
          "net.jqwik.");

  /** What calls the user's code in each run: virtual threads and test frameworks. */
  private static final List<String> CALLERS =
      List.of(
          "java.lang.VirtualThread",
          "java.lang.reflect.",
          "jdk.internal.reflect.",
          "net.jqwik.",
          "org.junit.");

  /** Where the harness is. User code may be there, too. */
  private static final List<String> HARNESS =
      List.of("io.miniss.simulator.", "io.miniss.properties.", "io.miniss.weave.");

  /** What of the simulator is between the engine and the user's code, or hears of that and asks where it is. */
  private static final Set<String> TYPES =
      Set.of(
          "io.miniss.simulator.BothEnds",
          "io.miniss.simulator.CarriedRun",
          "io.miniss.simulator.Simulation",
          "io.miniss.simulator.Simulator",
          "io.miniss.simulator.junit.SimulatedTest",
          "io.miniss.simulator.replay.ReplayStrategy",
          "io.miniss.simulator.scenario.World",
          "io.miniss.properties.Simulations",
          "io.miniss.properties.jqwik.Exploration",
          "io.miniss.properties.jqwik.PlannedRun",
          "io.miniss.properties.jqwik.PropertyRuns",
          "io.miniss.properties.jqwik.SimulatedTry",
          "io.miniss.properties.jqwik.WovenProperty");

  private UserFrames() {}

  /** Whether {@code frame} is of the user's code. */
  static boolean contain(StackTraceElement frame) {
    return !isMachinery(frame.getClassName()) && !WovenFrames.isGenerated(frame.getMethodName());
  }

  /** The innermost of them in {@code stack}, or null if there is none. */
  static @Nullable StackTraceElement innermost(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (contain(frame)) {
        return frame;
      }
    }
    return null;
  }

  /** Whether {@code type} does not belong to the user's code. */
  static boolean isMachinery(String type) {
    return isOfTheHarness(type) || PACKAGES.stream().anyMatch(type::startsWith);
  }

  /** Whether {@code type} is between the engine and the user's code. */
  static boolean isOfTheHarness(String type) {
    int nested = type.indexOf('$');
    return TYPES.contains(nested < 0 ? type : type.substring(0, nested));
  }

  /** Whether frames of {@code type} are the same in every stack, so that a report leaves them out. */
  public static boolean isSameInAll(String type) {
    return CALLERS.stream().anyMatch(type::startsWith)
        || (isMachinery(type) && HARNESS.stream().anyMatch(type::startsWith));
  }

  /** The first {@code max} of {@code frames}, a line each, and the innermost of the user's if it is not among these. */
  public static List<String> excerpt(List<StackTraceElement> frames, int max) {
    List<String> lines = new ArrayList<>();
    boolean showsUser = false;
    for (StackTraceElement frame : frames) {
      if (lines.size() < max) {
        lines.add(line(frame));
        showsUser |= contain(frame);
      } else if (!showsUser && contain(frame)) {
        lines.add(LEFT_OUT);
        lines.add(line(frame));
        break;
      }
    }
    return lines;
  }

  private static String line(StackTraceElement frame) {
    return "at " + WovenFrames.original(frame);
  }
}
