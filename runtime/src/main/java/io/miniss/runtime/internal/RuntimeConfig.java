package io.miniss.runtime.internal;

import io.miniss.runtime.machine.PinningPolicy;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.task.FailureHandler;
import io.miniss.runtime.task.Placement;

/**
 * Everything the builder of a runtime has collected and checked.
 *
 * @param name what threads and logs carry
 * @param cores how many cores there are
 * @param capacities how much each queue holds
 * @param serving how a core chooses its work
 * @param idle how a core waits for work
 * @param limits how long things may take
 * @param daemon whether the process may end while the runtime has not been closed
 * @param pinning which CPUs the cores are bound to
 * @param failureHandler takes failures that nobody looks at
 * @param clock where time comes from
 * @param scheduler where threads come from
 */
public record RuntimeConfig(
    String name,
    int cores,
    Capacities capacities,
    Serving serving,
    Idle idle,
    Limits limits,
    boolean daemon,
    PinningPolicy pinning,
    FailureHandler failureHandler,
    Clock clock,
    Scheduler scheduler) {

  /**
   * How many tasks each queue holds.
   *
   * @param mailbox each queue that other threads send to
   * @param ready a core's own ready queue
   * @param backlog a core's backlog for one full queue
   */
  public record Capacities(int mailbox, int ready, int backlog) {}

  /**
   * How a core chooses its work.
   *
   * @param batch how much of one source it serves in one turn
   * @param stealing whether idle cores take stealable tasks from others
   * @param placement which core's queue a stealable task goes to
   */
  public record Serving(int batch, boolean stealing, Placement placement) {}

  /**
   * How a core waits for work.
   *
   * @param spins how many idle turns it spends with a spin hint
   * @param yields how many it then spends with offering the CPU to others
   * @param parking whether it then parks
   */
  public record Idle(int spins, int yields, boolean parking) {}

  /**
   * How long things may take, in nanoseconds.
   *
   * @param spawnNanos an external thread waits for room
   * @param drainNanos {@code close} lets accepted tasks finish
   * @param cancelNanos {@code close} waits for cancelled tasks to end
   * @param failureGraceNanos a failure waits for somebody to look at it
   * @param stallNanos user code may hold a core, or wait, before it is reported
   */
  public record Limits(
      long spawnNanos,
      long drainNanos,
      long cancelNanos,
      long failureGraceNanos,
      long stallNanos) {}
}
