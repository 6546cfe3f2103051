package io.miniss.runtime.timer;

import java.util.Arrays;
import java.util.Objects;
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
 * <h2>Order</h2>
 *
 * Armed timers are a binary heap [1] ordered by deadline, then by creation. Each timer knows its
 * place, so {@link #cancel} removes it in O(log n), and a fresh one in O(1): most time-outs are
 * cancelled before they are due, many in the turn that created them.
 *
 * <p>Both arrays are replaced by a copy when as many timers have come as they have slots. With G1, to store a
 * reference in an old object costs a fence (see {@link io.miniss.runtime.shared.OwnerReference}), and starting and
 * cancelling a timer is some three stores. So the arrays stay young, for one slot copied a timer at most.
 *
 * <p>[1] J. W. J. Williams, Algorithm 232: Heapsort, CACM 7(6), 1964.
 */
public final class TimerQueue {
  /** The fewest timers between two copies of an array. */
  private static final int RENEWAL = 256;

  /** Arrays with more slots are not copied: G1 may count them as old from the start. */
  private static final int MOST_RENEWED = 1 << 16;

  private @Nullable Timer[] fresh = new Timer[16];
  private int freshCount;

  /** After how many timers more the array is copied. */
  private int freshLeft = RENEWAL;

  private @Nullable Timer[] heap = new Timer[16];
  private int heapSize;
  private int heapLeft = RENEWAL;
  private long nextSequence;

  /** A timer that fires once, at least {@code delayNanos} from now. */
  public Timer after(long delayNanos, Runnable action) {
    Timer timer = new Timer(action);
    start(timer, delayNanos);
    return timer;
  }

  /** A timer that fires at least every {@code periodNanos}, which must be positive. */
  public Timer every(long periodNanos, Runnable action) {
    Timer timer = new Timer(action, periodNanos);
    start(timer, timer.periodNanos);
    return timer;
  }

  /** Starts {@code timer}, which is not in a queue: it fires at least {@code delayNanos} from now. */
  public void start(Timer timer, long delayNanos) {
    if (freshCount == fresh.length || --freshLeft == 0) {
      fresh = roomFor(freshCount, fresh);
      freshLeft = timersUntilRenewal(fresh);
    }
    timer.nanos = delayNanos;
    timer.sequence = nextSequence++;
    timer.fresh = true;
    timer.index = freshCount;
    fresh[freshCount++] = timer;
  }

  /** Takes {@code timer} out; does nothing if it has fired or was cancelled. */
  public void cancel(Timer timer) {
    int index = timer.index;
    if (index == Timer.NOWHERE) {
      return;
    }
    timer.index = Timer.NOWHERE;
    if (timer.fresh) {
      Timer last = Objects.requireNonNull(fresh[--freshCount]);
      fresh[freshCount] = null;
      if (last != timer) {
        fresh[index] = last;
        last.index = index;
      }
    } else {
      removeFromHeap(index);
    }
  }

  /** Whether a fresh timer waits for a reading of the clock. */
  public boolean hasFresh() {
    return freshCount > 0;
  }

  /** How many timers will still fire. */
  public int size() {
    return freshCount + heapSize;
  }

  /** Gives every fresh timer its deadline, counted from {@code nowNanos}. */
  public void arm(long nowNanos) {
    for (int i = 0; i < freshCount; i++) {
      Timer timer = Objects.requireNonNull(fresh[i]);
      fresh[i] = null;
      timer.fresh = false;
      timer.nanos = nowNanos + Math.min(timer.nanos, Long.MAX_VALUE / 2);
      insert(timer);
    }
    freshCount = 0;
  }

  /**
   * The first timer that is due at {@code nowNanos}, or null. A timer that repeats is armed again,
   * for the first multiple of its period that lies after {@code nowNanos}: ticks that were missed
   * are skipped, not made up for.
   */
  public @Nullable Timer pollDue(long nowNanos) {
    if (heapSize == 0) {
      return null;
    }
    Timer first = Objects.requireNonNull(heap[0]);
    if (first.nanos - nowNanos > 0) {
      return null;
    }
    removeFromHeap(0);
    if (first.periodNanos > 0) {
      long late = nowNanos - first.nanos;
      first.nanos += first.periodNanos * (late / first.periodNanos + 1);
      insert(first);
    } else {
      first.index = Timer.NOWHERE;
    }
    return first;
  }

  /** Whether an armed timer waits for its deadline. */
  public boolean hasDeadline() {
    return heapSize > 0;
  }

  /**
   * The deadline of the first armed timer.
   *
   * @throws IllegalStateException if none is armed
   */
  public long nextDeadlineNanos() {
    if (heapSize == 0) {
      throw new IllegalStateException("no timer is armed");
    }
    return Objects.requireNonNull(heap[0]).nanos;
  }

  private void insert(Timer timer) {
    if (heapSize == heap.length || --heapLeft == 0) {
      heap = roomFor(heapSize, heap);
      heapLeft = timersUntilRenewal(heap);
    }
    siftUp(heapSize++, timer);
  }

  /** A new array with the first {@code count} of {@code full}, and room for one more. */
  private static @Nullable Timer[] roomFor(int count, @Nullable Timer[] full) {
    return Arrays.copyOf(full, count == full.length ? 2 * count : full.length);
  }

  private static int timersUntilRenewal(@Nullable Timer[] array) {
    return array.length <= MOST_RENEWED ? Math.max(RENEWAL, array.length) : Integer.MAX_VALUE;
  }

  private void removeFromHeap(int index) {
    Timer last = Objects.requireNonNull(heap[--heapSize]);
    heap[heapSize] = null;
    if (index == heapSize) {
      return;
    }
    siftDown(index, last);
    if (heap[index] == last) {
      siftUp(index, last);
    }
  }

  private void siftUp(int start, Timer timer) {
    int index = start;
    while (index > 0) {
      int parentIndex = (index - 1) >>> 1;
      Timer parent = Objects.requireNonNull(heap[parentIndex]);
      if (!timer.isBefore(parent)) {
        break;
      }
      place(index, parent);
      index = parentIndex;
    }
    place(index, timer);
  }

  private void siftDown(int start, Timer timer) {
    int index = start;
    int firstLeaf = heapSize >>> 1;
    while (index < firstLeaf) {
      int childIndex = 2 * index + 1;
      Timer child = Objects.requireNonNull(heap[childIndex]);
      if (childIndex + 1 < heapSize) {
        Timer right = Objects.requireNonNull(heap[childIndex + 1]);
        if (right.isBefore(child)) {
          childIndex++;
          child = right;
        }
      }
      if (!child.isBefore(timer)) {
        break;
      }
      place(index, child);
      index = childIndex;
    }
    place(index, timer);
  }

  private void place(int index, Timer timer) {
    heap[index] = timer;
    timer.index = index;
  }
}
