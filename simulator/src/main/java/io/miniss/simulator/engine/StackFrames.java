package io.miniss.simulator.engine;

import io.miniss.simulator.text.WovenFrames;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Which frames of a stack are the user's, and where a thread waits. */
final class StackFrames {
  private static final int MAX_FRAMES = 8;
  private static final String ENGINE = "io.miniss.simulator.engine.";

  /** The class that calls the user's checks. */
  private static final String CHECKS = ENGINE + "Checks";

  /** How far up the caller of {@link Thread#yield} is. */
  private static final int YIELD_FRAMES = 6;

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
          "io.miniss.properties.jqwik.SimulatedTry");

  private StackFrames() {}

  /**
   * The innermost line of the user's code, whichever assertions or test framework it went through; empty if
   * there is none. In a check it is a line of the check, not of the thread that happened to run when it was
   * called.
   */
  static String place(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String type = frame.getClassName();
      if (type.equals(CHECKS)) {
        return "";
      }
      if (!isMachinery(type) && !WovenFrames.isGenerated(frame.getMethodName())) {
        return type + ":" + frame.getLineNumber();
      }
    }
    return "";
  }

  /** Whether {@code type} does not belong to the user's code. */
  static boolean isMachinery(String type) {
    return isOfTheHarness(type) || PACKAGES.stream().anyMatch(type::startsWith);
  }

  /** Whether {@code type} is between the engine and the user's code. */
  private static boolean isOfTheHarness(String type) {
    int nested = type.indexOf('$');
    return TYPES.contains(nested < 0 ? type : type.substring(0, nested));
  }

  /** The frames that say where, without those of the engine and the JDK's virtual threads. */
  static String lines(StackTraceElement[] stack) {
    return lines(stack, MAX_FRAMES);
  }

  /** The first {@code max} of them, and the innermost of the user's if it is not among these. */
  static String lines(StackTraceElement[] stack, int max) {
    StringBuilder lines = new StringBuilder();
    int shown = 0;
    boolean showsUser = false;
    for (StackTraceElement frame : stack) {
      String type = frame.getClassName();
      boolean machinery =
          type.startsWith(ENGINE)
              || isOfTheHarness(type)
              || type.startsWith("java.lang.VirtualThread")
              || type.startsWith("jdk.internal.")
              || type.startsWith("java.lang.reflect.")
              || isWeaving(type)
              || WovenFrames.isGenerated(frame.getMethodName())
              || type.startsWith("java.lang.Thread");
      if (machinery) {
        continue;
      }
      boolean isUser = !isOfTheJdk(frame);
      if (shown < max) {
        lines.append("\n      at ").append(WovenFrames.original(frame));
        shown++;
        showsUser |= isUser;
      } else if (isUser && !showsUser) {
        lines.append("\n      ...\n      at ").append(WovenFrames.original(frame));
        break;
      }
    }
    return lines.toString();
  }

  /** The frames from the innermost on that is not the JDK's; all if there is none. */
  static StackTraceElement[] withoutTheJdk(StackTraceElement[] stack) {
    for (int i = 0; i < stack.length; i++) {
      String type = stack[i].getClassName();
      if (!isOfTheJdk(stack[i]) && !type.startsWith(ENGINE) && !isWeaving(type)) {
        return Arrays.copyOfRange(stack, i, stack.length);
      }
    }
    return stack;
  }

  /** Whether it is inside {@code System.exit}. */
  static boolean isInExit(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().equals("java.lang.Runtime")
          && frame.getMethodName().equals("exit")) {
        return true;
      }
    }
    return false;
  }

  /** Whether woven code calls {@code type} in place of something else. */
  private static boolean isWeaving(String type) {
    return type.startsWith("io.miniss.simulator.weave.") || type.startsWith("io.miniss.weave.");
  }

  static boolean isInObjectWait(StackTraceElement[] stack) {
    return stack.length > 2
        && (isObjectWait(stack[0]) || isObjectWait(stack[1]) || isObjectWait(stack[2]));
  }

  private static boolean isObjectWait(StackTraceElement frame) {
    return frame.getClassName().equals("java.lang.Object")
        && frame.getMethodName().startsWith("wait");
  }

  /** Whether it waits in a piped stream. */
  static boolean isInPipe(StackTraceElement[] stack) {
    return isWaitOf(stack, "java.io.Piped");
  }

  /** Whether it waits for a reference. */
  static boolean isInReferenceQueue(StackTraceElement[] stack) {
    return isWaitOf(stack, "java.lang.ref.ReferenceQueue");
  }

  /** Whether the innermost frame that is none of {@link Object#wait} is of a class whose name so begins. */
  private static boolean isWaitOf(StackTraceElement[] stack, String type) {
    return Arrays.stream(stack)
        .filter(frame -> !frame.getClassName().equals("java.lang.Object"))
        .findFirst()
        .filter(frame -> isOfTheJdk(frame) && frame.getClassName().startsWith(type))
        .isPresent();
  }

  /** Whether it is inside code of the JDK that waits for a socket or a process. */
  static boolean isServedOutside(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String type = frame.getClassName();
      if (isOfTheJdk(frame)
          && (type.startsWith("sun.nio.ch.")
              || type.startsWith("jdk.internal.net.http.")
              || type.startsWith("java.lang.Process"))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether it gave up control itself; who meets a monitor has that method's frame on top, and who meets a
   * shared map that is being set up has the map's.
   */
  static boolean isInYield(StackTraceElement[] stack) {
    return stack.length > 0
        && stack[0].getClassName().equals("java.lang.VirtualThread")
        && !isInPark(stack)
        && Arrays.stream(stack).limit(YIELD_FRAMES).noneMatch(StackFrames::setsUpSharedTable);
  }

  /** Whether it was parking. */
  static boolean isInPark(StackTraceElement[] stack) {
    return stack.length > 0
        && stack[0].getClassName().equals("java.lang.VirtualThread")
        && stack[0].getMethodName().startsWith("park");
  }

  /** A map whose table is being set up by another thread: nobody of the run can be in the middle of that. */
  private static boolean setsUpSharedTable(StackTraceElement frame) {
    return frame.getClassName().equals("java.util.concurrent.ConcurrentHashMap")
        && frame.getMethodName().equals("initTable");
  }

  static boolean isOfTheJdk(StackTraceElement frame) {
    String module = frame.getModuleName();
    return module != null && (module.startsWith("java.") || module.startsWith("jdk."));
  }

  static Throwable withStack(StackTraceElement[] stack) {
    Throwable where = new Throwable("where it waits");
    where.setStackTrace(stack);
    return where;
  }
}
