package io.miniss.simulator.engine;

import io.miniss.simulator.fault.Fault;
import io.miniss.simulator.strategy.Chooser;
import io.miniss.simulator.strategy.Diverged;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which thread of a run goes on: the strategy's choices, waits and wake-ups. */
final class Switching implements SimulatedThread.Turns {
  private final Chooser chooser;
  private final RunParts parts;
  private final ThreadTable threads;
  private final RunnableThreads runnable;
  private final Checks checks;
  private final RunObserver observer;
  private final boolean isObserved;
  private final RunEnd end;

  /** Chosen to run next by the thread that is giving up control. */
  private @Nullable SimulatedThread chosen;

  /** How many threads are in waits that an interrupt ends. */
  private int interruptibleWaits;

  Switching(
      Chooser chooser,
      RunParts parts,
      ThreadTable threads,
      Checks checks,
      RunObserver observer,
      RunEnd end) {
    this.chooser = chooser;
    this.parts = parts;
    this.threads = threads;
    this.runnable = threads.runnable();
    this.checks = checks;
    this.observer = observer;
    this.isObserved = observer.isHeard();
    this.end = end;
  }

  // ---- choosing ----

  /** Asks the strategy; null, and a failure, if it follows a record and cannot. */
  @Nullable SimulatedThread chosenByStrategy() {
    SimulatedThread next;
    try {
      next = runnable.get(chooser.choose(runnable));
    } catch (Diverged diverged) {
      parts.outcome()
          .fail(
              FailureKind.DIVERGENCE,
              "replay",
              Objects.requireNonNull(diverged.getMessage()),
              diverged);
      return null;
    } catch (RuntimeException thrown) {
      parts.outcome().failByDefect(thrown);
      return null;
    }
    if (isObserved) {
      observer.chosen(runnable.lastThread(), runnable.running() == null, next.id);
    }
    return next;
  }

  /** The thread to run next, or null if none can run or the run has failed. Called by the carrier. */
  @Nullable SimulatedThread next() {
    SimulatedThread next = chosen;
    chosen = null;
    if (next != null) {
      return next;
    }
    if (runnable.count() == 0 && !jumpToNextDeadline()) {
      return null;
    }
    if (runnable.count() > 1) {
      return chosenByStrategy();
    }
    chooser.soleCandidate(runnable);
    return runnable.get(0);
  }

  private boolean jumpToNextDeadline() {
    Deadlines deadlines = threads.deadlines();
    if (deadlines.isEmpty()) {
      return false;
    }
    do {
      parts.clock().passUntil(deadlines.nextNanos());
      threads.wakeDue(parts.clock().now());
    } while (runnable.count() == 0); // a bound was too early: its thread has been woken since
    return true;
  }

  // ---- switching ----

  /** {@code me}, which runs, gives up control to {@code next}. */
  void switchTo(SimulatedThread me, SimulatedThread next) {
    chosen = next;
    if (!me.yieldControl()) {
      chosen = null;
      chooser.pinned(me.id);
    }
    end.throwIfEnded();
  }

  /** The running thread is off its CPU for a while, by a fault. */
  void stall(SimulatedThread me) {
    me.wakeNanos = parts.clock().now() + parts.faults().stallNanos();
    me.timed = true;
    me.delayed = true;
    leaveRunnable(me, SimulatedThread.State.BUSY); // what it is about to do stays announced
  }

  @Override
  public void block(SimulatedThread me, SimulatedThread.State state) {
    end.throwIfEnded();
    try {
      checks.checkInvariants(); // what it has done since its last point is visible to nobody before this
      me.clear();
      leaveRunnable(me, state);
    } catch (StackOverflowError full) {
      parts.outcome().overflowed(me.name, full);
      throw full;
    }
  }

  private void leaveRunnable(SimulatedThread me, SimulatedThread.State state) {
    threads.leaveRunnable(me, state);
    if (me.timed) {
      threads.deadlines().began(me);
    }
    if (isObserved) {
      observer.waits(me.id);
    }
    if (!me.yieldControl()) {
      throw parts.escapes()
          .escape(
              "pinned",
              "thread " + me.name + " waits while a native frame or class initializer pins it");
    }
    end.throwIfEnded();
  }

  @Override
  public boolean stoppedOutsideEngine(SimulatedThread thread) {
    Thread.State state = thread.thread.getState();
    if (state == Thread.State.TERMINATED) {
      return false;
    }
    // First: another look at the stack would hand over a thread whose monitor has just been left.
    if (parts.outside().hasWaited(thread.thread, state)) {
      return true;
    }
    parts.escapes().failIfInExit(thread.thread, state);
    threads.leaveRunnable(thread, SimulatedThread.State.BLOCKED);
    thread.clear();
    chooser.blocked(thread.id);
    parts.escapes().failIfEscaped(thread.thread, state);
    if (state == Thread.State.WAITING) {
      SpuriousWakes.begins(parts, thread.thread, thread.id);
    }
    return false;
  }

  // ---- waking ----

  @Override
  public void makeRunnable(SimulatedThread thread) {
    threads.makeRunnable(thread);
  }

  @Override
  public void unparked(SimulatedThread thread) {
    SimulatedThread me = threads.running();
    boolean ended = parts.outcome().hasEnded();
    threads.noteUnpark();
    if (!ended) {
      chooser.unparked(me == null ? -1 : me.id, thread.id);
    }
    if (thread.state != SimulatedThread.State.PARKED) {
      return;
    }
    if (me != null && !ended) {
      observer.woke(me.id, thread.id);
    }
    if (!ended && parts.faults().happens(Fault.LATE_UNPARK, thread.id)) {
      threads.deadlines().endBy(thread, parts.clock().now() + parts.faults().latenessNanos());
      thread.delayed = true;
    } else {
      threads.makeRunnable(thread);
    }
  }

  @Override
  public void interruptibleWaits(int more) {
    interruptibleWaits += more;
  }

  /**
   * An interrupt is a call of the JDK's, which the engine does not see. So it ends a wait when the
   * thread that interrupted has given up control.
   */
  void wakeInterrupted() {
    if (interruptibleWaits == 0) {
      return;
    }
    for (int i = 0; i < threads.count(); i++) {
      SimulatedThread thread = threads.get(i);
      if (thread.isParkedAndInterrupted()) {
        threads.makeRunnable(thread);
      }
    }
  }

  @Override
  public @Nullable SimulatedThread running() {
    return threads.running();
  }

  @Override
  public SimulatedThread runningThread() {
    return threads.runningThread();
  }
}
