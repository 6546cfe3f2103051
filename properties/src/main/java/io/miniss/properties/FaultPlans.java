package io.miniss.properties;

import io.miniss.simulator.fault.Fault;
import io.miniss.simulator.fault.Faults;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * What goes wrong beneath a runtime, for jqwik to draw and to shrink: towards fewer kinds, each seldom.
 * A swarm, in contrast, is drawn by the seed of a run and does not shrink.
 */
public final class FaultPlans {
  private static final int MAX_KINDS = 4;

  /** One time in four, to one in a thousand: negated powers of two. */
  private static final int MIN_EXPONENT = 2;

  private static final int MAX_EXPONENT = 10;

  private FaultPlans() {}

  /** No faults, or up to four kinds of those that a program need not expect. */
  public static Arbitrary<Faults> mixes() {
    return mixesOf(
        Arrays.stream(Fault.values()).filter(Fault::isSwarming).toArray(Fault[]::new));
  }

  /** No faults, or some of {@code kinds}, at most four. */
  public static Arbitrary<Faults> mixesOf(Fault... kinds) {
    List<Fault> some = List.of(kinds);
    Arbitrary<Map.Entry<Fault, Double>> one =
        Combinators.combine(Arbitraries.of(some), probabilities()).as(Map::entry);
    return one.list()
        .uniqueElements(Map.Entry::getKey)
        .ofMaxSize(Math.min(MAX_KINDS, some.size()))
        .map(
            entries -> {
              Map<Fault, Double> mix = new EnumMap<>(Fault.class);
              entries.forEach(each -> mix.put(each.getKey(), each.getValue()));
              return Faults.withProbabilities(mix);
            });
  }

  /** Nothing, a swarm that the seed draws, or a mix. */
  public static Arbitrary<Faults> any() {
    return Arbitraries.frequencyOf(
        List.of(
            Tuple.of(1, Arbitraries.just(Faults.none())),
            Tuple.of(3, Arbitraries.just(Faults.swarm())),
            Tuple.of(3, mixes())));
  }

  /** Shrinks towards seldom. */
  private static Arbitrary<Double> probabilities() {
    return Arbitraries.integers()
        .between(MIN_EXPONENT, MAX_EXPONENT)
        .shrinkTowards(MAX_EXPONENT)
        .map(exponent -> 1.0 / (1 << exponent));
  }
}
