package io.miniss.simulator.search;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.strategy.Interest;
import io.miniss.simulator.strategy.Surw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which locations threads share: at least two access them, and at least one of these changes them; and how often each
 * thread accesses them. A bug that depends on the order of accesses to one location depends on one of these.
 */
final class SharedLocations {
  /** So many are kept: those with the most accesses. */
  private static final int MOST = 8;

  /** By word: the accesses in all runs in which it was shared. */
  private final Map<String, Accesses> accesses = new TreeMap<>();

  /** All threads that there were, as each of them may come to each location. */
  private final Accesses none = new Accesses();

  /** Of the run that is going on, by the number of the location. */
  private @Nullable Use[] uses = new Use[32];

  private static final class Use {
    final SharedLocation location;
    final int thread;
    boolean isShared;
    boolean isChanged;
    final Accesses accesses = new Accesses();

    Use(SharedLocation location, int thread) {
      this.location = location;
      this.thread = thread;
    }
  }

  /** A run begins. */
  void begins() {
    endRun();
  }

  void started(int thread) {
    none.add(thread, 0);
  }

  void accessed(int thread, Access access, SharedLocation location) {
    int id = location.locationId();
    if (id >= uses.length) {
      uses = Arrays.copyOf(uses, Math.max(id + 1, 2 * uses.length));
    }
    Use use = uses[id];
    if (use == null) {
      use = new Use(location, thread);
      uses[id] = use;
    }
    use.accesses.add(thread, 1);
    use.isShared |= use.thread != thread;
    use.isChanged |= access.writes();
  }

  private void endRun() {
    for (Use use : uses) {
      if (use != null && use.isShared && use.isChanged) {
        accesses.merge(Surw.word(use.location), use.accesses, Accesses::plus);
      }
    }
    Arrays.fill(uses, null);
  }

  /** The locations that were shared in the {@code runs} so far, the most used first. */
  List<Interest> interests(int runs) {
    endRun();
    List<Map.Entry<String, Accesses>> entries = new ArrayList<>(accesses.entrySet());
    entries.sort(
        Comparator.comparingLong(
            (Map.Entry<String, Accesses> each) -> -each.getValue().sum()));
    return entries.stream()
        .limit(MOST)
        .map(each -> new Interest(each.getKey(), each.getValue().plus(none).average(runs)))
        .toList();
  }
}
