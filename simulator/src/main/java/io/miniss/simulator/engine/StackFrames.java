package io.miniss.simulator.engine;

import io.miniss.simulator.text.WovenFrames;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Where the user's code is that a stack belongs to, and where a thread waits. */
final class StackFrames {
  private static final int MAX_FRAMES = 8;
  private static final String ENGINE = "io.miniss.simulator.engine.";

  /** The class that calls the user's checks. */
  private static final String CHECKS = ENGINE + "Checks";

  /** How far up the caller of {@link Thread#yield} is. */
  private static final int YIELD_FRAMES = 6;

  private StackFrames() {}

  /**
   * The innermost line of the user's code, whichever assertions or test framework it went through; empty if
   * there is none. In a check it is a line of the check, not of the thread that happened to run when it was
   * called.
   */
  static String place(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().equals(CHECKS)) {
        return "";
      }
      if (UserFrames.contain(frame)) {
        return frame.getClassName() + ":" + frame.getLineNumber();
      }
    }
    return "";
  }

  /** The frames that say where, without those of the engine and the JDK's virtual threads. */
  static String lines(StackTraceElement[] stack) {
    return lines(stack, MAX_FRAMES);
  }

  /** The first {@code max} of them, and the innermost of the user's if it is not among these. */
  static String lines(StackTraceElement[] stack, int max) {
    List<StackTraceElement> frames =
        Arrays.stream(stack).filter(frame -> !isMachinery(frame)).toList();
    return UserFrames.excerpt(frames, max).stream()
        .map(line -> "\n      " + line)
        .collect(Collectors.joining());
  }

  /** Whether it says nothing of where a thread is. */
  private static boolean isMachinery(StackTraceElement frame) {
    String type = frame.getClassName();
    return type.startsWith(ENGINE)
        || UserFrames.isOfTheHarness(type)
        || type.startsWith("java.lang.VirtualThread")
        || type.startsWith("jdk.internal.")
        || type.startsWith("java.lang.reflect.")
        || isWeaving(type)
        || WovenFrames.isGenerated(frame.getMethodName())
        || type.startsWith("java.lang.Thread");
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
