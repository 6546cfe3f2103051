package io.miniss.simulator.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Who holds locks of which the JDK does not keep that, as woven code takes and releases them. */
final class LockHolds {
  private record Hold(Object lock, Thread by) {}

  private final List<Hold> all = new ArrayList<>(0);

  /** {@code by} holds {@code lock} once more. */
  void add(Object lock, Thread by) {
    all.add(new Hold(lock, by));
  }

  /** {@code by} gives up one hold of {@code lock}: its own, or one of a thread that has handed its stamp on. */
  void remove(Object lock, Thread by) {
    int found = -1;
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).lock == lock) {
        if (all.get(i).by == by) {
          all.remove(i);
          return;
        }
        found = i;
      }
    }
    if (found >= 0) {
      all.remove(found);
    }
  }

  /** Those that hold {@code lock}, in the order in which they have taken it. */
  List<Thread> of(Object lock) {
    Set<Thread> holders = new LinkedHashSet<>();
    for (Hold each : all) {
      if (each.lock == lock) {
        holders.add(each.by);
      }
    }
    return List.copyOf(holders);
  }
}
