package io.miniss.simulator.shrink;

import io.miniss.simulator.strategy.Switches.Switch;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes detours out of a list of context switches that fails: where one thread lets a second one run, and that a third
 * one, it lets the third one run at once. Leaving out single switches does not find that, as either of the two alone leads
 * elsewhere.
 */
final class Detours {
  private Detours() {}

  /** A list without them of which {@code fails} still holds; it holds of {@code all}. */
  static List<Switch> remove(List<Switch> all, Predicate<List<Switch>> fails) {
    List<Switch> kept = withoutThreads(all, fails);
    int at = 0;
    while (at < kept.size()) {
      List<Switch> shorter = withoutDetour(kept, at);
      if (shorter != null && fails.test(shorter)) {
        kept = shorter;
        at = Math.max(0, at - 1); // there may be one more
      } else {
        at++;
      }
    }
    return kept;
  }

  /** Leaves out all turns of a thread at once, of each where that is possible. */
  private static List<Switch> withoutThreads(List<Switch> all, Predicate<List<Switch>> fails) {
    List<Switch> kept = all;
    TreeSet<Integer> threads = new TreeSet<>();
    all.forEach(each -> threads.add(each.next()));
    for (int thread : threads) {
      List<Switch> without = new ArrayList<>(kept);
      for (int at = without.size() - 1; at >= 0; at--) {
        if (without.get(at).next() == thread) {
          List<Switch> shorter = withoutDetour(without, at);
          without = shorter == null ? without : shorter;
        }
      }
      if (without.size() < kept.size() && fails.test(without)) {
        kept = without;
      }
    }
    return kept;
  }

  /** The list without the turn to which switch number {@code at} leads; null if that turn ends without a switch. */
  private static @Nullable List<Switch> withoutDetour(List<Switch> all, int at) {
    Switch first = all.get(at);
    int back = at + 1;
    if (back == all.size() || all.get(back).thread() != first.next()) {
      return null;
    }
    int next = all.get(back).next();
    List<Switch> shorter = new ArrayList<>(all.subList(0, at));
    if (next != first.thread()) {
      shorter.add(new Switch(first.thread(), first.ownStep(), first.waits(), next));
    }
    shorter.addAll(all.subList(back + 1, all.size()));
    return shorter;
  }
}
