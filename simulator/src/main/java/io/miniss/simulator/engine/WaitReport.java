package io.miniss.simulator.engine;

import io.miniss.simulator.text.SafeText;
import java.util.Arrays;
import java.util.List;

/** Who waits, and where: the words of a deadlock. */
final class WaitReport {
  private static final int MAX_FRAMES = 8;
  private static final String ENGINE = "io.miniss.simulator.engine.";

  /** How far up the caller of {@link Thread#yield} is. */
  private static final int YIELD_FRAMES = 6;

  private WaitReport() {}

  static String of(List<SimulatedThread> threads, List<SimulatedFiber> fibers) {
    StringBuilder report = new StringBuilder();
    for (SimulatedThread thread : threads) {
      report.append("\n  ").append(thread.name).append(' ').append(doing(thread));
      if (thread.state == SimulatedThread.State.PARKED && thread.waitsAfter != null) {
        report.append(", after a look at ").append(SafeText.of(thread.waitsAfter::describe));
      }
      report.append(lines(thread.stackTrace()));
    }
    for (SimulatedFiber fiber : fibers) {
      if (fiber.thread().isAlive() && !fiber.isIdleLoop()) {
        report.append("\n  ").append(fiber.thread().getName()).append(fiber.doing());
        report.append(lines(fiber.stackTrace()));
      }
    }
    return report.toString();
  }

  private static String doing(SimulatedThread thread) {
    return switch (thread.state) {
      case RUNNABLE -> "can run";
      case PARKED -> thread.timed ? "is parked with a deadline" : "is parked";
      case BUSY -> "spends virtual time";
      case BLOCKED -> "waits in java.util.concurrent";
      case ENDED -> "has ended";
    };
  }

  /** The frames that say where, without those of the engine and the JDK's virtual threads. */
  static String lines(StackTraceElement[] stack) {
    return lines(stack, MAX_FRAMES);
  }

  /** The first {@code most} of them, and the innermost of the user's if it is not among these. */
  static String lines(StackTraceElement[] stack, int most) {
    StringBuilder lines = new StringBuilder();
    int shown = 0;
    boolean showsUser = false;
    for (StackTraceElement frame : stack) {
      String type = frame.getClassName();
      boolean machinery =
          type.startsWith(ENGINE)
              || RunFailure.isOfTheHarness(type)
              || type.startsWith("java.lang.VirtualThread")
              || type.startsWith("jdk.internal.")
              || type.startsWith("java.lang.Thread");
      if (machinery) {
        continue;
      }
      boolean isUser = !isOfTheJdk(frame);
      if (shown < most) {
        lines.append("\n      at ").append(frame);
        shown++;
        showsUser |= isUser;
      } else if (isUser && !showsUser) {
        lines.append("\n      ...\n      at ").append(frame);
        break;
      }
    }
    return lines.toString();
  }

  /** The frames from the innermost on that is not the JDK's; all if there is none. */
  static StackTraceElement[] withoutTheJdk(StackTraceElement[] stack) {
    for (int i = 0; i < stack.length; i++) {
      if (!isOfTheJdk(stack[i]) && !stack[i].getClassName().startsWith(ENGINE)) {
        return Arrays.copyOfRange(stack, i, stack.length);
      }
    }
    return stack;
  }

  static boolean isInObjectWait(StackTraceElement[] stack) {
    return stack.length > 2
        && (isObjectWait(stack[0]) || isObjectWait(stack[1]) || isObjectWait(stack[2]));
  }

  private static boolean isObjectWait(StackTraceElement frame) {
    return frame.getClassName().equals("java.lang.Object")
        && frame.getMethodName().startsWith("wait");
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
        && Arrays.stream(stack).limit(YIELD_FRAMES).noneMatch(WaitReport::setsUpSharedTable);
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
