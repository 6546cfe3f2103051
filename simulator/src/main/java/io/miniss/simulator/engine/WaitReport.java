package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Awaited;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.text.SafeText;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Who waits, where, and for what: the message of a deadlock. */
final class WaitReport {
  private static final String SYSTEM_SCHEDULER = "io.miniss.runtime.spi.SystemScheduler";
  private static final String THREADED_RUNTIME =
      " for a runtime of real threads, which is no part of the simulation: build it with simulation.runtime()"
          + " instead of MultiCoreRuntime.builder()";

  /** So many threads are listed. */
  private static final int MAX_SHOWN = 100;

  private final List<SimulatedThread> threads;
  private final List<SimulatedFiber> fibers;

  private WaitReport(List<SimulatedThread> threads, List<SimulatedFiber> fibers) {
    this.threads = threads;
    this.fibers = fibers;
  }

  static String of(List<SimulatedThread> threads, List<SimulatedFiber> fibers) {
    return new WaitReport(threads, fibers).text();
  }

  private String text() {
    StringBuilder report = new StringBuilder();
    WaitCycle.of(threads, fibers)
        .ifPresent(cycle -> report.append("\n  in a circle: ").append(cycle));
    for (SimulatedThread thread : threads.subList(0, Math.min(threads.size(), MAX_SHOWN))) {
      report.append("\n  ").append(thread.name).append(' ').append(doing(thread));
      if (thread.state == SimulatedThread.State.PARKED) {
        report.append(reason(thread));
      }
      StackTraceElement[] stack = thread.stackTrace();
      if (isInThreadedRuntime(stack)) {
        report.append(THREADED_RUNTIME);
      }
      report.append(StackFrames.lines(stack));
    }
    if (threads.size() > MAX_SHOWN) {
      report.append("\n  and ").append(threads.size() - MAX_SHOWN).append(" more threads");
    }
    for (SimulatedFiber fiber : fibers) {
      if (fiber.thread().isAlive() && !fiber.isIdleLoop()) {
        report.append("\n  ").append(doing(fiber));
        report.append(StackFrames.lines(fiber.stackTrace()));
      }
    }
    return report.toString();
  }

  /** Whether a wait is one of the production scheduler, which no runtime of the simulation uses. */
  private static boolean isInThreadedRuntime(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .anyMatch(frame -> frame.getClassName().startsWith(SYSTEM_SCHEDULER));
  }

  /** What {@code thread}, which is parked, waits for, if that is known. */
  private String reason(RunThread thread) {
    RunThread awaited = thread.awaited();
    if (awaited != null && thread.awaitsEnd()) {
      return " until " + awaited.thread().getName() + " has ended";
    }
    Awaited said = thread.said();
    if (awaited == null && said != null) {
      return " and" + waitingFor(said);
    }
    SharedLocation location = thread.waitsAfter();
    String looked = location == null ? "" : SafeText.of(location::describe);
    if (awaited != null) {
      return " until " + awaited.thread().getName() + " releases " + looked;
    }
    if (thread.awaitsNotice()) {
      return " until somebody notifies " + looked;
    }
    String after = location == null ? "" : ", after a look at " + looked;
    List<Thread> holders = WaitCycle.lockHolders(thread);
    return holders.isEmpty() ? after : " and waits for a lock" + heldBy(holders) + after;
  }

  private static String inConcurrent(RunThread thread) {
    List<Thread> holders = WaitCycle.lockHolders(thread);
    return " waits in java.util.concurrent"
        + (holders.isEmpty() ? "" : " for a lock" + heldBy(holders));
  }

  private String doing(SimulatedFiber fiber) {
    if (fiber.isMounted()) {
      return fiber.carrier() + " runs " + fiber.label();
    }
    return fiber.label() + waiting(fiber);
  }

  private String waiting(SimulatedFiber fiber) {
    if (fiber.waitsForItsCore()) {
      return " can run when " + fiber.carrier() + " takes it";
    }
    if (fiber.givesBack()) {
      Awaited said = fiber.said();
      return said == null ? " waits" : waitingFor(said);
    }
    return fiber.isParked() ? " is parked" + reason(fiber) : inConcurrent(fiber);
  }

  private String waitingFor(Awaited said) {
    Thread holder = said.holder();
    return " waits for "
        + SafeText.of(said::describe)
        + derivation(said)
        + (holder == null ? "" : heldBy(List.of(holder)));
  }

  /** Of what runs in a fiber {@code said} is derived, if it is and does not say so itself. */
  private String derivation(Awaited said) {
    for (SimulatedFiber each : fibers) {
      Awaited end = each.endBefore(said);
      if (end != null) {
        return end == said || said.names(end) ? "" : ", derived from " + SafeText.of(end::describe);
      }
    }
    return "";
  }

  private static String heldBy(List<Thread> holders) {
    return holders.stream()
        .map(each -> each.getName() + (each.isAlive() ? "" : ", which has ended"))
        .collect(Collectors.joining(" and ", ", held by ", ""));
  }

  private static String doing(SimulatedThread thread) {
    return switch (thread.state) {
      case RUNNABLE -> "can run";
      case PARKED -> thread.timed ? "is parked with a deadline" : "is parked";
      case BUSY -> "spends virtual time";
      case BLOCKED -> inConcurrent(thread).strip();
      case ENDED -> "has ended";
    };
  }
}
