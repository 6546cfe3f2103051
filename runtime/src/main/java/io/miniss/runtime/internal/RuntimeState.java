package io.miniss.runtime.internal;

import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.CoreContext;
import io.miniss.runtime.future.EndCell;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.future.RuntimeContext;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * What the cores, tasks and futures of one runtime share. It knows none of them: {@link CoreGroup} makes
 * the cores. Any thread.
 */
public final class RuntimeState implements RuntimeContext {
  private final RuntimeConfig config;
  private final Scheduler scheduler;
  private final Clock clock;
  private final Termination termination;
  private final FailureReporter failures;
  private final SharedFlag stopRequested;
  private final FutureCell<ShutdownReport> terminated;
  private final SharedLong placements;
  private final SharedLong sleepers;
  private final SettlingRounds settling;

  /** The cores, by index, and which of them is next; set before the first core starts. */
  private CorePort[] ports = {};

  private @Nullable PlacementOrder placement;

  RuntimeState(RuntimeConfig config) {
    this.config = config;
    scheduler = config.scheduler();
    clock = config.clock();
    Lifecycle lifecycle = new Lifecycle(scheduler);
    ExternalCounts external = new ExternalCounts(scheduler);
    placements = new SharedLong(scheduler, "external placements");
    SharedLong acknowledged =
        new SharedLong(scheduler, "cores that acknowledged the shutdown");
    SharedLong exited = new SharedLong(scheduler, "cores that have exited");
    sleepers = new SharedLong(scheduler, "sleeping cores");
    failures = new FailureReporter(scheduler, config.failureHandler());
    stopRequested = new SharedFlag(scheduler, "stop request");
    terminated = new EndCell<>(this);
    settling = new SettlingRounds(scheduler);
    termination =
        new Termination(
            clock, lifecycle, external, acknowledged, exited, stopRequested, terminated, settling);
  }

  /** Says where the cores are reached, by index; before the first of them starts. */
  void connect(CorePort[] cores, PlacementOrder order) {
    ports = cores;
    placement = order;
  }

  RuntimeConfig config() {
    return config;
  }

  Termination termination() {
    return termination;
  }

  FailureReporter failures() {
    return failures;
  }

  /** How many tasks of external threads have been placed in turn. */
  SharedLong placements() {
    return placements;
  }

  /** How many cores have announced that they sleep; may be too high, never too low. */
  SharedLong sleepers() {
    return sleepers;
  }

  SettlingRounds settling() {
    return settling;
  }

  // ---- for tasks ----

  boolean isStopRequested() {
    return stopRequested.getAcquire();
  }

  /** The calling thread has cancelled a task before it started. */
  void countCancelledWhileQueued() {
    CoreContext here = CoreContext.current();
    boolean isOwnCore = here != null && here.runtime() == this;
    termination.countCancelledWhileQueued(isOwnCore ? (EndingCore) here : null);
  }

  // ---- the context of futures ----

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public FutureCell<ShutdownReport> terminated() {
    return terminated;
  }

  @Override
  public boolean runOnSomeCore(Work work) {
    PlacementOrder order = placement;
    return order != null && ports[order.nextExternal()].deliver(work);
  }

  @Override
  public void reportFailure(Throwable failure, String where) {
    failures.report(failure, where);
  }
}
