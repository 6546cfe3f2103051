package io.miniss.runtime.timer;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Armed timers, ordered by deadline, then by creation: a binary heap [1]. Each timer knows its place, so it is
 * removed in O(log n). One thread only.
 *
 * <p>The array is replaced by a copy when as many timers have come as it has slots, so that it stays young: with G1,
 * to store a reference in an old object costs a fence (see {@link io.miniss.runtime.shared.OwnerReference}).
 *
 * <p>[1] J. W. J. Williams, Algorithm 232: Heapsort, CACM 7(6), 1964.
 */
final class TimerHeap {
  /** The fewest timers between two copies. */
  private static final int RENEWAL = 256;

  /** An array with more slots is not copied: G1 may count it as old from the start. */
  private static final int MOST_RENEWED = 1 << 16;

  private @Nullable Timer[] heap = new Timer[16];
  private int size;

  /** After how many timers more the array is copied. */
  private int left = RENEWAL;

  int size() {
    return size;
  }

  /** The first timer, or null. */
  @Nullable Timer first() {
    return heap[0];
  }

  /** Adds {@code timer}, which is in no queue. */
  void add(Timer timer) {
    if (size == heap.length || --left == 0) {
      heap = Arrays.copyOf(heap, size == heap.length ? 2 * size : heap.length);
      left = heap.length <= MOST_RENEWED ? Math.max(RENEWAL, heap.length) : Integer.MAX_VALUE;
    }
    siftUp(size++, timer);
  }

  /** Removes {@code timer}, which is here. */
  void remove(Timer timer) {
    int index = ~timer.place;
    timer.place = Timer.NOWHERE;
    Timer last = Objects.requireNonNull(heap[--size]);
    heap[size] = null;
    if (index == size) {
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
    int firstLeaf = size >>> 1;
    while (index < firstLeaf) {
      int childIndex = 2 * index + 1;
      Timer child = Objects.requireNonNull(heap[childIndex]);
      if (childIndex + 1 < size) {
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
    timer.place = ~index;
  }
}
