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

  /**
   * A new queue with everything that is in this one, which is empty then.
   *
   * <p>With G1, up to JDK 25, storing a reference to a young object in an old one costs a full fence.
   * A queue that lives long is old and what is put in it young; one that is renewed now and then, by who
   * uses it much, stays young itself.
   */
  public WorkQueue renewed() {
    WorkQueue queue = new WorkQueue();
    queue.head = head;
    queue.tail = tail;
    queue.size = size;
    head = null;
    tail = null;
    size = 0;
    return queue;
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
