package io.miniss.simulator.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import org.jspecify.annotations.Nullable;

/** Who waits for whom, where that is known: a thread for the end of another, or for a lock, a monitor or the
 * initialisation of a class that another one holds. */
final class WaitCycle {
  private WaitCycle() {}

  /** The first circle among {@code threads} in words, for example {@code t1 waits for t2, t2 waits for t1}. */
  static Optional<String> of(List<SimulatedThread> threads) {
    for (SimulatedThread first : threads) {
      List<SimulatedThread> chain = new ArrayList<>();
      SimulatedThread next = first;
      while (next != null && !chain.contains(next)) {
        chain.add(next);
        next = waitsFor(next, threads);
      }
      if (next == first) {
        return Optional.of(text(chain));
      }
    }
    return Optional.empty();
  }

  private static String text(List<SimulatedThread> circle) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < circle.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(circle.get(i).name).append(" waits for ");
      text.append(circle.get((i + 1) % circle.size()).name);
    }
    return text.toString();
  }

  /** The one of {@code threads} that {@code thread} waits for; null if there is none, or nobody knows. */
  static @Nullable SimulatedThread waitsFor(
      SimulatedThread thread, List<SimulatedThread> threads) {
    if (thread.awaited() instanceof SimulatedThread other) {
      return other;
    }
    Thread holder = lockHolder(thread);
    for (SimulatedThread each : threads) {
      if (each.thread == holder) {
        return each;
      }
    }
    return null;
  }

  /** Who holds the lock of the JDK that {@code thread} waits for; null if it waits for none. */
  static @Nullable Thread lockHolder(SimulatedThread thread) {
    AbstractOwnableSynchronizer lock =
        thread.state == SimulatedThread.State.BLOCKED
            || thread.state == SimulatedThread.State.PARKED
                ? LockHolders.lockAwaitedBy(thread.thread)
                : null;
    return lock == null ? null : LockHolders.owner(lock);
  }
}
