package io.miniss.runtime.timer;

import org.jspecify.annotations.Nullable;

/**
 * The timers of one core; one thread only.
 *
 * <h2>Never early, without reading the clock</h2>
 *
 * A delay counts from the call that created the timer, but reading the clock there would cost more
 * than everything else. So a new timer is <em>fresh</em>: it holds its delay, and {@link #arm} turns
 * all fresh delays into deadlines with the owner's next reading, which is later than the creation.
 * The deadline is therefore never early, and late by at most one turn of the owner's loop.
 *
 * <h2>Order, for those that come near</h2>
 *
 * Timers fire ordered by deadline, then by creation. Most time-outs are cancelled long before they are due, so
 * only what is due before the <em>horizon</em> is kept in order, in a heap. The others, <em>far</em> ones, are in a
 * list without order, where starting and cancelling one is O(1). When the first of them may be due, the horizon
 * moves ahead of the present, as far as {@link Reach} says, and what is due before it goes from the list to the heap.
 * (Schedulers of simulations sort their events as lazily [1].)
 *
 * <p>[1] W. T. Tang, R. S. M. Goh, I. L.-J. Thng, Ladder queue: An O(1) priority queue structure for large-scale
 * discrete event simulation, ACM TOMACS 15(3), 2005.
 */
public final class TimerQueue {
  /** Far timers before the mark, fresh ones behind it. */
  private final TimerList list = new TimerList();

  /** None of the far timers is due before; the first of them may have been cancelled. */
  private long farFrom;

  /** What is due before goes to the heap; not after any far timer. */
  private long horizon;

  private boolean hasHorizon;

  private final Reach reach = new Reach();

  /** How many have become far since the list was looked through. */
  private long cameSince;

  private final TimerHeap near = new TimerHeap();
  private long nextSequence;

  /** A timer that fires once, at least {@code delayNanos} from now. */
  public Timer after(long delayNanos, Runnable action) {
    Timer timer = new Timer(action);
    start(timer, delayNanos);
    return timer;
  }

  /** A timer that fires at least every {@code periodNanos}, which must be positive. */
  public Timer every(long periodNanos, Runnable action) {
    PeriodicTimer timer = new PeriodicTimer(action, periodNanos);
    start(timer);
    return timer;
  }

  /** Starts {@code timer}, which is not in a queue. */
  public void start(PeriodicTimer timer) {
    start(timer, timer.periodNanos());
  }

  /** Starts {@code timer}, which is not in a queue: it fires at least {@code delayNanos} from now. */
  public void start(Timer timer, long delayNanos) {
    timer.nanos = delayNanos;
    timer.sequence = nextSequence++;
    list.add(timer);
  }

  /** Takes {@code timer} out; does nothing if it has fired or was cancelled. */
  public void cancel(Timer timer) {
    if (timer.place >= 0) {
      list.remove(timer);
    } else if (timer.isPending()) {
      near.remove(timer);
    }
  }

  /** Whether a fresh timer waits for a reading of the clock. */
  public boolean hasFresh() {
    return list.sizeBehind() > 0;
  }

  /** How many timers will still fire. */
  public int size() {
    return list.sizeBefore() + list.sizeBehind() + near.size();
  }

  /** Gives every fresh timer its deadline, counted from {@code nowNanos}. */
  public void arm(long nowNanos) {
    if (!hasFresh()) {
      return;
    }
    if (list.sizeBefore() == 0) {
      farFrom = nowNanos + Long.MAX_VALUE / 2;
    }
    if (!hasHorizon) {
      hasHorizon = true;
      horizon = nowNanos;
    }
    for (int slot = list.mark(), end = list.end(); slot < end; slot++) {
      Timer timer = list.get(slot);
      if (timer != null) {
        timer.nanos = nowNanos + Math.min(timer.nanos, Long.MAX_VALUE / 2);
        if (timer.nanos - horizon < 0) {
          becomeNear(timer);
        } else {
          farFrom = earlier(farFrom, timer.nanos);
        }
      }
    }
    cameSince += list.sizeBehind();
    list.markAll();
  }

  private void becomeNear(Timer timer) {
    list.remove(timer);
    near.add(timer);
  }

  private static long earlier(long deadline, long other) {
    return deadline - other < 0 ? deadline : other; // deadlines wrap: compare differences, never values
  }

  /**
   * The first timer that is due at {@code nowNanos}, or null. A timer that repeats is armed again,
   * for the first multiple of its period that lies after {@code nowNanos}: ticks that were missed
   * are skipped, not made up for.
   */
  public @Nullable Timer pollDue(long nowNanos) {
    if (list.sizeBefore() > 0 && farFrom - nowNanos <= 0) {
      moveHorizon(nowNanos);
    }
    Timer first = near.first();
    if (first == null || first.nanos - nowNanos > 0) {
      return null;
    }
    near.remove(first);
    if (first instanceof PeriodicTimer periodic) {
      periodic.skipTo(nowNanos);
      near.add(periodic);
    }
    return first;
  }

  private void moveHorizon(long nowNanos) {
    int seen = list.mark();
    int before = list.sizeBefore();
    horizon = nowNanos + reach.nanos();
    farFrom = nowNanos + Long.MAX_VALUE / 2;
    for (int slot = list.mark() - 1; slot >= 0; slot--) {
      Timer timer = list.get(slot);
      if (timer != null) {
        if (timer.nanos - horizon < 0) {
          becomeNear(timer);
        } else {
          farFrom = earlier(farFrom, timer.nanos);
        }
      }
    }
    reach.looked(seen, cameSince + before - list.sizeBefore());
    cameSince = 0;
    list.trim();
  }

  /** Whether an armed timer waits for its deadline. */
  public boolean hasDeadline() {
    return list.sizeBefore() + near.size() > 0;
  }

  /**
   * When the next look at {@link #pollDue} is worth while: at the deadline of the first armed timer, or before if
   * that of another was cancelled.
   *
   * @throws IllegalStateException if none is armed
   */
  public long nextDeadlineNanos() {
    Timer first = near.first();
    if (list.sizeBefore() > 0) {
      return first == null ? farFrom : earlier(farFrom, first.nanos);
    }
    if (first == null) {
      throw new IllegalStateException("no timer is armed");
    }
    return first.nanos;
  }
}
