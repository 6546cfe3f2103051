package io.miniss.simulator.engine;

import io.miniss.simulator.text.SafeText;
import java.util.List;

/** Who waits, and where: the words of a deadlock. */
final class WaitReport {
  private WaitReport() {}

  static String of(List<SimulatedThread> threads, List<SimulatedFiber> fibers) {
    StringBuilder report = new StringBuilder();
    for (SimulatedThread thread : threads) {
      report.append("\n  ").append(thread.name).append(' ').append(doing(thread));
      if (thread.state == SimulatedThread.State.PARKED && thread.waitsAfter() != null) {
        report.append(", after a look at ").append(SafeText.of(thread.waitsAfter()::describe));
      }
      report.append(StackFrames.lines(thread.stackTrace()));
    }
    for (SimulatedFiber fiber : fibers) {
      if (fiber.thread().isAlive() && !fiber.isIdleLoop()) {
        report.append("\n  ").append(fiber.thread().getName()).append(fiber.doing());
        report.append(StackFrames.lines(fiber.stackTrace()));
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
}
