package io.miniss.benchmarks.lincheck;

import static io.miniss.benchmarks.lincheck.JdkQueue.CAPACITY;

import io.miniss.runtime.shared.SharedCounter;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** {@link JdkQueue} on our primitives. */
final class OurQueue implements Program.Subject {
  private final SharedReference<Integer> size;
  private final SharedCounter brokenSize;
  private final SharedCounter tail;
  private final SharedCounter accepted;
  private final SharedCounter polled;
  private final List<SharedReference<Object>> cells = new ArrayList<>();
  private final boolean broken;

  OurQueue(Scheduler scheduler, boolean broken) {
    this.size = new SharedReference<>(scheduler, "size", 0);
    this.brokenSize = new SharedCounter(scheduler, "size");
    this.tail = new SharedCounter(scheduler, "tail");
    this.accepted = new SharedCounter(scheduler, "accepted");
    this.polled = new SharedCounter(scheduler, "polled");
    for (int i = 0; i < CAPACITY; i++) {
      cells.add(new SharedReference<>(scheduler, "cell", null));
    }
    this.broken = broken;
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
    if (broken ? takeRoomBroken() : takeRoom()) {
      cells.get((int) tail.getAndAdd(1) % CAPACITY).setVolatile(this);
      accepted.getAndAdd(1);
    }
  }

  private void poll() {
    SharedReference<Object> cell = cells.get((int) polled.getVolatile() % CAPACITY);
    if (cell.getVolatile() != null) {
      cell.setVolatile(null);
      polled.getAndAdd(1);
      if (broken) {
        brokenSize.getAndAdd(-1);
      } else {
        giveRoom();
      }
    }
  }

  private boolean takeRoom() {
    for (Integer seen = size(); seen < CAPACITY; seen = size()) {
      if (size.compareAndSet(seen, seen + 1)) { // the same object: small numbers are cached
        return true;
      }
    }
    return false;
  }

  private void giveRoom() {
    for (Integer seen = size(); !size.compareAndSet(seen, seen - 1);) {
      seen = size();
    }
  }

  private Integer size() {
    return Objects.requireNonNull(size.getVolatile());
  }

  private boolean takeRoomBroken() {
    if (brokenSize.getVolatile() >= CAPACITY) {
      return false;
    }
    brokenSize.getAndAdd(1);
    return true;
  }

  @Override
  public boolean holds() {
    long left = cells.stream().filter(cell -> cell.getVolatile() != null).count();
    return accepted.getVolatile() == polled.getVolatile() + left;
  }
}
