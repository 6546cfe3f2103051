package io.miniss.properties;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.strategy.Pct;
import io.miniss.simulator.strategy.RandomWalk;
import io.miniss.simulator.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Which interleavings one try of a property runs under: a few seeds that follow from one.
 *
 * <p>A few and not one, because a smaller workload interleaves differently under the same seed: with
 * several seeds a try, shrinking the workload seldom loses the failure. The seed itself is not shrunk:
 * a smaller number is no simpler run.
 *
 * @param seed where the seeds of the runs come from
 * @param runs how many runs
 * @param cores how many cores each run has
 * @param strategy who runs next
 * @param faults what goes wrong
 */
public record Interleavings(long seed, int runs, int cores, Strategy strategy, Faults faults) {
  /** A workload takes some thousands; more is a livelock, which is to be known soon. */
  private static final long MAX_STEPS = 100_000;

  /** Without faults. */
  public Interleavings(long seed, int runs, int cores, Strategy strategy) {
    this(seed, runs, cores, strategy, Faults.none());
  }

  /** Checks the numbers. */
  public Interleavings {
    if (runs < 1 || cores < 1) {
      throw new IllegalArgumentException(
          "interleavings have at least 1 run and 1 core: " + runs + " runs, " + cores + " cores");
    }
  }

  /** The options of each run, the first with this seed itself. */
  public List<SimulationOptions> options() {
    List<SimulationOptions> each = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      each.add(
          SimulationOptions.seed(run == 0 ? seed : SplitMix64.mix(seed + run))
              .withCores(cores)
              .withStrategy(strategy)
              .withFaults(faults)
              .withMaxSteps(MAX_STEPS));
    }
    return each;
  }

  /** The same with faults. */
  public Interleavings withFaults(Faults newFaults) {
    return new Interleavings(seed, runs, cores, strategy, newFaults);
  }

  /** Any seed. Not shrunk. */
  public static Arbitrary<Long> seeds() {
    return Arbitraries.randomValue(Random::nextLong);
  }

  /** Random walks and PCT of several depths. Not shrunk. */
  public static Arbitrary<Strategy> strategies() {
    Arbitrary<Strategy> walk = Arbitraries.just(new RandomWalk());
    Arbitrary<Strategy> pct =
        Combinators.combine(
            Arbitraries.integers().between(1, 5), Arbitraries.of(100, 400, 1_600))
            .as(Pct::new);
    return Arbitraries.oneOf(List.of(walk, pct)).dontShrink();
  }

  /** {@code runs} interleavings on {@code minCores} to {@code maxCores} cores. Only the cores shrink. */
  public static Arbitrary<Interleavings> of(int runs, int minCores, int maxCores) {
    return Combinators.combine(
        seeds(), Arbitraries.integers().between(minCores, maxCores), strategies())
        .as((seed, cores, strategy) -> new Interleavings(seed, runs, cores, strategy))
        .withoutEdgeCases();
  }

  /** {@code runs} interleavings on 1 to 4 cores. */
  public static Arbitrary<Interleavings> of(int runs) {
    return of(runs, 1, 4);
  }
}
