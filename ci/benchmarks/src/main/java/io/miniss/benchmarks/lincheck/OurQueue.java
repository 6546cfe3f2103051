package io.miniss.benchmarks.lincheck;

import static io.miniss.benchmarks.lincheck.JdkQueue.CAPACITY;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** {@link JdkQueue} on our primitives. */
abstract class OurQueue implements Program.Subject {
  private final SharedLong tail;
  private final SharedLong accepted;
  private final SharedLong polled;
  private final List<SharedReference<Object>> cells = new ArrayList<>(CAPACITY);

  private OurQueue(Scheduler scheduler) {
    this.tail = new SharedLong(scheduler, "tail");
    this.accepted = new SharedLong(scheduler, "accepted");
    this.polled = new SharedLong(scheduler, "polled");
    for (int i = 0; i < CAPACITY; i++) {
      cells.add(new SharedReference<>(scheduler, "cell", null));
    }
  }

  @Override
  public void operate(String operation, int thread) {
    if (operation.equals("offer")) {
      offer();
    } else {
      poll();
    }
  }

  private void offer() {
    if (takeRoom()) {
      cells.get((int) tail.getAndAdd(1) % CAPACITY).setVolatile(this);
      accepted.getAndAdd(1);
    }
  }

  private void poll() {
    SharedReference<Object> cell = cells.get((int) polled.getVolatile() % CAPACITY);
    if (cell.getVolatile() != null) {
      cell.setVolatile(null);
      polled.getAndAdd(1);
      giveRoom();
    }
  }

  abstract boolean takeRoom();

  abstract void giveRoom();

  @Override
  public boolean holds() {
    int left = 0;
    for (SharedReference<Object> cell : cells) {
      left += cell.getVolatile() == null ? 0 : 1;
    }
    return accepted.getVolatile() == polled.getVolatile() + left;
  }

  /** Without the bug. */
  static final class Sound extends OurQueue {
    private final SharedReference<Integer> size;

    Sound(Scheduler scheduler) {
      super(scheduler);
      this.size = new SharedReference<>(scheduler, "size", 0);
    }

    @Override
    boolean takeRoom() {
      for (Integer seen = size(); seen < CAPACITY; seen = size()) {
        if (size.compareAndSet(seen, seen + 1)) { // the same object: small numbers are cached
          return true;
        }
      }
      return false;
    }

    @Override
    void giveRoom() {
      for (Integer seen = size(); !size.compareAndSet(seen, seen - 1);) {
        seen = size();
      }
    }

    private Integer size() {
      return Objects.requireNonNull(size.getVolatile());
    }
  }

  /** With the bug. */
  static final class Broken extends OurQueue {
    private final SharedLong size;

    Broken(Scheduler scheduler) {
      super(scheduler);
      this.size = new SharedLong(scheduler, "size");
    }

    @Override
    boolean takeRoom() {
      if (size.getVolatile() >= CAPACITY) {
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
