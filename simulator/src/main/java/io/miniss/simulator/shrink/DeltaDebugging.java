package io.miniss.simulator.shrink;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Minimizes a list that fails [1]: tries to leave out ever smaller chunks, until no single element can
 * be left out or the predicate's budget is spent.
 *
 * <p>[1] A. Zeller, R. Hildebrandt: Simplifying and isolating failure-inducing input, IEEE TSE 28(2),
 * 2002.
 */
final class DeltaDebugging {
  private DeltaDebugging() {}

  /** The smallest sublist found of which {@code fails} still holds; it holds of {@code all}. */
  static <T> List<T> minimize(List<T> all, Predicate<List<T>> fails) {
    if (all.isEmpty() || fails.test(List.of())) {
      return List.of();
    }
    List<T> kept = new ArrayList<>(all);
    int chunk = Math.max(1, kept.size() / 2);
    while (true) {
      boolean removed = false;
      for (int from = 0; from < kept.size();) {
        int to = Math.min(kept.size(), from + chunk);
        List<T> without = new ArrayList<>(kept.subList(0, from));
        without.addAll(kept.subList(to, kept.size()));
        if (fails.test(without)) {
          kept = without;
          removed = true;
        } else {
          from = to;
        }
      }
      if (chunk == 1 && !removed) {
        return kept;
      }
      chunk = Math.max(1, Math.min(chunk / 2, kept.size()));
    }
  }
}
