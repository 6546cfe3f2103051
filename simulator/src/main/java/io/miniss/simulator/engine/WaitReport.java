package io.miniss.simulator.engine;

import java.util.List;

/** Who waits, and where: the words of a deadlock. */
final class WaitReport {
  private static final int MOST_FRAMES = 8;

  private WaitReport() {}

  static String of(List<SimulatedThread> threads, List<SimulatedFiber> fibers) {
    StringBuilder report = new StringBuilder();
    for (SimulatedThread thread : threads) {
      report.append("\n  ").append(thread.name).append(' ').append(doing(thread));
      if (thread.state == SimulatedThread.State.PARKED && thread.waitsAfter != null) {
        report.append(", after a look at ").append(thread.waitsAfter.describe());
      }
      report.append(lines(thread.thread.getStackTrace()));
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
    StringBuilder lines = new StringBuilder();
    int shown = 0;
    for (StackTraceElement frame : stack) {
      String type = frame.getClassName();
      boolean machinery =
          type.startsWith("io.miniss.simulator.engine.")
              || type.startsWith("java.lang.VirtualThread")
              || type.startsWith("jdk.internal.")
              || type.startsWith("java.lang.Thread");
      if (!machinery && shown < MOST_FRAMES) {
        lines.append("\n      at ").append(frame);
        shown++;
      }
    }
    return lines.toString();
  }

  static boolean isInObjectWait(StackTraceElement[] stack) {
    return stack.length > 2
        && (isObjectWait(stack[0]) || isObjectWait(stack[1]) || isObjectWait(stack[2]));
  }

  private static boolean isObjectWait(StackTraceElement frame) {
    return frame.getClassName().equals("java.lang.Object")
        && frame.getMethodName().startsWith("wait");
  }

  /** Whether it gave up control itself; who meets a monitor has that method's frame on top. */
  static boolean isInYield(StackTraceElement[] stack) {
    return stack.length > 0 && stack[0].getClassName().equals("java.lang.VirtualThread");
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
