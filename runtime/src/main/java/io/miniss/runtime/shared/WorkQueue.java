package io.miniss.runtime.shared;

import org.jspecify.annotations.Nullable;

/** A first-in first-out queue of {@link Work}, linked through the work itself. One thread only. */
public final class WorkQueue {
  private @Nullable Work head;
  private @Nullable Work tail;
  private int size;

  /** Appends {@code work}, which must be in no other queue. */
  public void add(Work work) {
    Work last = tail;
    if (last == null) {
      head = work;
    } else {
      last.next = work;
    }
    tail = work;
    size++;
  }

  /** Removes and returns the first work, or null. */
  public @Nullable Work poll() {
    Work first = head;
    if (first != null) {
      Work second = first.next;
      head = second;
      if (second == null) {
        tail = null;
      }
      first.next = null;
      size--;
    }
    return first;
  }

  /** Whether there is nothing in it. */
  public boolean isEmpty() {
    return head == null;
  }

  /** How much is in it. */
  public int size() {
    return size;
  }
}
