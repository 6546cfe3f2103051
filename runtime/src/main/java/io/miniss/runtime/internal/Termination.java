package io.miniss.runtime.internal;

import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.future.WaitEnd;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.util.TimeLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a runtime, in one place: who may still submit, whether all accepted tasks have ended, what
 * the cores are asked to do, and the report. Any thread.
 *
 * <h2>Admission and the end</h2>
 *
 * No accepted task may be left behind, so "all accepted tasks have ended" must be decided while tasks
 * are still being submitted.
 *
 * <ul>
 *   <li><em>Cores</em> decide admission by a plain field of their own. {@link #shutdown} sends each
 *       core a request; once all have acknowledged, no core admits anything any more, and {@link
 *       TaskCounts} show all that they have admitted. So a spawn on a core costs no fence.
 *   <li><em>External threads</em> first count themselves in ({@link ExternalCounts#admitted}), then
 *       read the phase; if it is no longer RUNNING they count themselves out again ({@link
 *       ExternalCounts#withdrawn}). Either they see the new phase, or {@link #allEnded} sees their
 *       count.
 * </ul>
 *
 * {@link #allEnded} reads all counts of ends, then all counts of admissions. Both only grow and an
 * end is counted after its admission, so if the first sum equals the second, then between the two
 * readings nothing was admitted that had not ended. A core checks whenever it is about to sleep
 * while draining, and whoever counts an end without being a core (a cancel or a withdrawal by an
 * external thread) wakes core 0 afterwards, so the last end is always followed by a check.
 *
 * <p>Continuations may be on their way then: the cores exit by {@link SettlingRounds}.
 */
final class Termination {
  static final String STOP_REASON = "the runtime's drain deadline passed";

  private final Clock clock;
  private final Lifecycle lifecycle;
  private final ExternalCounts external;
  private final SharedLong acknowledged;
  private final SharedLong exited;
  private final SharedFlag stopRequested;
  private final FutureCell<ShutdownReport> terminated;
  private final SettlingRounds settling;

  /** By index; set before the first core starts. */
  private EndingCore[] cores = {};

  Termination(
      Clock clock,
      Lifecycle lifecycle,
      ExternalCounts external,
      SharedLong acknowledged,
      SharedLong exited,
      SharedFlag stopRequested,
      FutureCell<ShutdownReport> terminated,
      SettlingRounds settling) {
    this.clock = clock;
    this.lifecycle = lifecycle;
    this.external = external;
    this.acknowledged = acknowledged;
    this.exited = exited;
    this.stopRequested = stopRequested;
    this.terminated = terminated;
    this.settling = settling;
  }

  /** Says which cores have to end; before the first of them starts. */
  void setCores(EndingCore[] all) {
    cores = all;
    settling.setCores(all);
  }

  Phase phase() {
    return lifecycle.phase();
  }

  // ---- admissions and ends ----

  /**
   * Counts a task of an external thread in.
   *
   * @return its sequence number, from 1
   * @throws RejectedTaskException if the runtime is shutting down
   */
  long admitExternal() {
    long sequence = external.admitted.getAndAdd(1) + 1;
    Phase phase = lifecycle.phase();
    if (phase != Phase.RUNNING) {
      countWithdrawn(null);
      throw new RejectedTaskException("a runtime that is " + phase + " takes no tasks");
    }
    return sequence;
  }

  /** Counts an admission that came to nothing, of core {@code here} or, if null, of an external thread. */
  void countWithdrawn(@Nullable EndingCore here) {
    if (here != null) {
      here.counts().countWithdrawn();
    } else {
      external.withdrawn.getAndAdd(1);
      wakeForCheck();
    }
  }

  /** Counts a task that never started, cancelled by core {@code here} or, if null, by an external thread. */
  void countCancelledWhileQueued(@Nullable EndingCore here) {
    if (here != null) {
      here.counts().countCancelled();
    } else {
      external.cancelled.getAndAdd(1);
      wakeForCheck();
    }
  }

  /** No core has changed the count of ends: while draining, one of them has to look. */
  private void wakeForCheck() {
    if (!lifecycle.isRunning()) {
      cores[0].wake();
    }
  }

  private boolean allEnded() {
    long ended = external.withdrawn.getVolatile() + external.cancelled.getVolatile();
    for (EndingCore core : cores) {
      ended += core.counts().endedVolatile();
    }
    long admitted = external.admitted.getVolatile();
    for (EndingCore core : cores) {
      admitted += core.counts().admittedVolatile();
    }
    return ended == admitted;
  }

  // ---- what ends the runtime ----

  /**
   * Stops intake; with a limit, cancels what has not ended after it.
   *
   * @param here the core that the caller is, or null
   */
  void shutdown(TimeLimit limit, @Nullable EndingCore here) {
    boolean first = lifecycle.isRunning() && lifecycle.beginShutdown(clock.nanos());
    if (!first && !limit.isLimited()) {
      return;
    }
    for (EndingCore core : cores) {
      if (core != here) {
        core.requestDrain(limit);
      } else if (core.drain(limit)) { // at once, so that what the caller submits next is rejected
        acknowledgeDrain();
      }
    }
  }

  /**
   * Stops, waits, gives up at the limits; a call of an external thread. An interrupt ends the drain limit
   * early and stays raised.
   */
  ShutdownReport close(long drainNanos, long cancelNanos) {
    TimeLimit drainLimit = TimeLimit.ofNanos(drainNanos);
    shutdown(drainLimit, null);
    if (terminated.awaitInterruptibly(drainLimit) != WaitEnd.DONE) {
      requestStop();
      if (!terminated.isDoneWithin(TimeLimit.ofNanos(cancelNanos))) {
        giveUp();
      }
    }
    return terminated.join();
  }

  /** Whether everything that has not ended is to be cancelled. */
  SharedFlag stopFlag() {
    return stopRequested;
  }

  /** Cancels everything that has not ended. Any number of times. */
  void requestStop() {
    if (stopRequested.compareAndSet(false, true)) {
      for (EndingCore core : cores) {
        core.requestStop();
      }
    }
  }

  /** Only the first {@code started} cores could be started: those end, and with them the runtime. */
  void abandonStart(int started) {
    lifecycle.beginShutdown(clock.nanos());
    lifecycle.advance(Phase.DRAINING, Phase.STOPPING);
    exited.getAndAdd(cores.length - started);
    if (started == 0) {
      finish(Phase.STOPPING);
    }
    for (int i = 0; i < started; i++) {
      cores[i].requestExit(true); // none has run anything
    }
  }

  // ---- what the cores tell ----

  /** A core has stopped intake. */
  void acknowledgeDrain() {
    acknowledged.getAndAdd(1);
  }

  /** A core is about to sleep while draining: ends the runtime if all accepted tasks have ended. */
  void stopIfAllEnded() {
    if (acknowledged.getVolatile() == cores.length
        && allEnded()
        && lifecycle.advance(Phase.DRAINING, Phase.STOPPING)) {
      for (EndingCore core : cores) {
        core.requestExit(false);
      }
    }
  }

  /** A core has ended its loop. */
  void coreExited() {
    if (exited.getAndAdd(1) + 1 == cores.length) {
      finish(Phase.STOPPING);
    }
  }

  /** The loop of a core has thrown, a defect of the runtime: nothing that the core holds can be saved. */
  void coreFailed() {
    lifecycle.beginShutdown(clock.nanos());
    giveUp();
  }

  /** Ends the runtime although tasks have not ended. */
  private void giveUp() {
    stopRequested.setVolatile(true); // so that no core starts what is left in its batch
    // If the cores are past the last task, at most their final continuations have not ended.
    if (finish(Phase.DRAINING) || finish(Phase.STOPPING)) {
      for (EndingCore core : cores) {
        core.requestExit(true);
        core.wakeSenders(); // nobody makes room for them as long as the core does not come back
      }
    }
  }

  private boolean finish(Phase from) {
    if (!lifecycle.advance(from, Phase.TERMINATED)) {
      return false;
    }
    terminated.tryComplete(report(from == Phase.STOPPING));
    return true;
  }

  /**
   * The account of all tasks. If {@code allEnded}, what has ended is all that was accepted: the count
   * of admissions may say one more for an external thread that has counted itself in, is about to see
   * the phase, and will count itself out again.
   */
  private ShutdownReport report(boolean allEnded) {
    long completed = 0;
    long failed = 0;
    long cancelled = external.cancelled.getVolatile();
    long withdrawn = external.withdrawn.getVolatile();
    for (EndingCore core : cores) {
      // Ends before admissions, as in allEnded: a core that close gave up on still counts.
      withdrawn += core.counts().withdrawnNow();
      completed += core.counts().completedNow();
      failed += core.counts().failedNow();
      cancelled += core.counts().cancelledNow();
    }
    long accepted = external.admitted.getVolatile() - withdrawn;
    List<String> unfinishedTasks = new ArrayList<>();
    for (EndingCore core : cores) {
      accepted += core.counts().admittedNow();
    }
    if (allEnded) {
      accepted = completed + failed + cancelled;
    }
    long unfinished = accepted - completed - failed - cancelled;
    if (unfinished > 0) {
      for (EndingCore core : cores) {
        core.describeUnfinished(unfinishedTasks);
      }
    }
    return new ShutdownReport(
        accepted,
        completed,
        failed,
        cancelled,
        unfinished,
        unfinishedTasks,
        stopRequested.getVolatile(),
        // Two threads' readings, which need not agree: see Clock.
        Duration.ofNanos(Math.max(0, clock.nanos() - lifecycle.shutdownNanos())));
  }
}
