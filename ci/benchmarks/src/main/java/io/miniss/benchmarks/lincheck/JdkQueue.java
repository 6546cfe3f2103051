package io.miniss.benchmarks.lincheck;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * A queue of two cells that many offer to and one polls from. A producer takes room, then a place, then
 * fills it; where more take room than there is, an element is overwritten.
 */
public abstract class JdkQueue extends JdkSubject {
  static final int CAPACITY = 2;

  final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger tail = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger polled = new AtomicInteger();
  private final AtomicReferenceArray<Object> cells = new AtomicReferenceArray<>(CAPACITY);

  /** Appends an element, if there is room. */
  @Operation
  public final void offer() {
    if (takeRoom()) {
      cells.set(tail.getAndAdd(1) % CAPACITY, this);
      accepted.getAndAdd(1);
    }
  }

  /** Removes the oldest element, if it is there. */
  @Operation
  public final void poll() {
    int cell = polled.get() % CAPACITY;
    if (cells.get(cell) != null) {
      cells.set(cell, null);
      polled.getAndAdd(1);
      giveRoom();
    }
  }

  /** Whether there was room, which is taken now. */
  abstract boolean takeRoom();

  abstract void giveRoom();

  @Override
  @Operation
  public boolean holds() {
    int left = 0;
    for (int i = 0; i < CAPACITY; i++) {
      left += cells.get(i) == null ? 0 : 1;
    }
    return accepted.get() == polled.get() + left;
  }

  /** Without the bug. */
  public static final class Sound extends JdkQueue {
    @Override
    boolean takeRoom() {
      for (int seen = size.get(); seen < CAPACITY; seen = size.get()) {
        if (size.compareAndSet(seen, seen + 1)) {
          return true;
        }
      }
      return false;
    }

    @Override
    void giveRoom() {
      for (int seen = size.get(); !size.compareAndSet(seen, seen - 1);) {
        seen = size.get();
      }
    }
  }

  /** With the bug. */
  public static final class Broken extends JdkQueue {
    @Override
    boolean takeRoom() {
      if (size.get() >= CAPACITY) {
        return false;
      }
      size.getAndAdd(1);
      return true;
    }

    @Override
    void giveRoom() {
      size.getAndAdd(-1);
    }
  }
}
