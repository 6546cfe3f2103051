package io.miniss.simulator.search;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.engine.RunListener;
import io.miniss.simulator.strategy.DelayBounded;
import io.miniss.simulator.strategy.Pct;
import io.miniss.simulator.strategy.Portfolio;
import io.miniss.simulator.strategy.RandomWalk;
import io.miniss.simulator.strategy.Strategies;
import io.miniss.simulator.strategy.Strategy;
import io.miniss.simulator.strategy.Surw;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a program is, how many accesses each of its threads makes, and what they share: what strategies want to be
 * told. The numbers are parameters of the strategy and so part of a replay line; a replay does not
 * profile again.
 */
public final class EventProfile {
  private static final long MIN_STEPS = 64;
  private static final long MAX_STEPS = 1L << 24;

  /** Of how many runs a strategy learns. */
  private static final int RUNS = 3;

  private EventProfile() {}

  /**
   * The strategy that {@code text} describes, where what it does not say is learned from some runs of {@code body}: the
   * {@code steps} of {@code pct}, {@code delay} and {@code portfolio}, the {@code events} of {@code urw}, {@code surw} and {@code
   * portfolio}, and the {@code shared} locations of {@code portfolio}. Everything that was learned is in the strategy's text, and so in replay lines.
   *
   * @throws IllegalArgumentException as {@link Strategies#parse}
   */
  public static Strategy complete(String text, SimulationOptions options, Simulator.Body body) {
    Strategy strategy = Strategies.parse(text);
    boolean saysSteps = text.contains("steps=");
    boolean saysEvents = text.contains("events=");
    return switch (strategy) {
      case Pct pct when !saysSteps -> new Pct(pct.depth(), length(options, body));
      case DelayBounded delay when !saysSteps ->
        new DelayBounded(delay.delays(), length(options, body));
      case Portfolio portfolio when !saysSteps && !saysEvents -> portfolio(options, body);
      case Surw surw when !saysEvents ->
        new Surw(of(options, RUNS, body, surw), surw.of(), surw.among());
      default -> strategy;
    };
  }

  /**
   * The strategy of a campaign for which nobody has named one: a portfolio that is told the length of a run, how
   * many accesses each thread makes, and which locations threads share.
   */
  public static Portfolio portfolio(SimulationOptions options, Simulator.Body body) {
    SimulationResult run = Simulator.run(options.withStrategy(new RandomWalk()), body);
    if (isStuck(run)) {
      return new Portfolio(steps(run), List.of(1));
    }
    Counts counts = new Counts(Surw.uniform(List.of(1)));
    SharedLocations shared = new SharedLocations();
    int runs = observe(options, RUNS, body, new Both(counts, shared));
    return new Portfolio(steps(run), counts.average(runs), shared.interests(runs));
  }

  /** Whether each further run may take as long as the watchdog waits, and leave one more thread behind, or fill the heap. */
  private static boolean isStuck(SimulationResult run) {
    return run.failure().filter(RunFailure::isHarmful).isPresent();
  }

  /** The length of a random walk from the options' seed. */
  private static int length(SimulationOptions options, Simulator.Body body) {
    long steps = Simulator.run(options.withStrategy(new RandomWalk()), body).steps();
    return (int) Math.clamp(steps, 1, MAX_STEPS);
  }

  /**
   * The length of a random walk from the options' seed, as a power of two, so that a small change of the
   * code keeps it.
   */
  public static int steps(SimulationOptions options, Simulator.Body body) {
    return steps(Simulator.run(options.withStrategy(new RandomWalk()), body));
  }

  private static int steps(SimulationResult run) {
    return (int) Math.max(MIN_STEPS, Long.highestOneBit(Math.min(run.steps(), MAX_STEPS)));
  }

  /**
   * The accesses of each thread for {@link Surw}: the average over some runs of a random walk from the options' seed on, by the number of the
   * thread, and at least 1. That of the first thread includes all others, as if it had started them.
   */
  public static List<Integer> of(SimulationOptions options, int runs, Simulator.Body body) {
    return of(options, runs, body, Surw.uniform(List.of(1)));
  }

  /** The same of the accesses that interest {@code walk}; with numbers of its own for the first threads only. */
  private static List<Integer> of(
      SimulationOptions options, int runs, Simulator.Body body, Surw walk) {
    Counts counts = new Counts(walk);
    return counts.average(observe(options, runs, body, counts));
  }

  /** Returns how many of {@code runs} there were. */
  private static int observe(
      SimulationOptions options, int runs, Simulator.Body body, RunListener listener) {
    if (runs < 1) {
      throw new IllegalArgumentException("a profile takes at least 1 run: " + runs);
    }
    for (int run = 0; run < runs; run++) {
      SimulationOptions next =
          options.withSeed(options.seed() + run).withStrategy(new RandomWalk());
      if (isStuck(Simulator.observe(next, body, listener))) {
        return run + 1;
      }
    }
    return runs;
  }

  /** Tells both counts. */
  private record Both(Counts counts, SharedLocations shared) implements RunListener {
    @Override
    public void begins() {
      shared.begins();
    }

    @Override
    public void started(int thread, String name) {
      counts.started(thread, name);
      shared.started(thread);
    }

    @Override
    public void step(
        long step, int thread, Access access, @Nullable SharedLocation location, long nanos) {
      counts.step(step, thread, access, location, nanos);
      if (location != null) {
        shared.accessed(thread, access, location);
      }
    }
  }

  /** Counts the accesses of each thread that interest a walk. */
  private static final class Counts implements RunListener {
    private final Surw walk;
    private final Accesses accesses = new Accesses();

    Counts(Surw walk) {
      this.walk = walk;
    }

    @Override
    public void started(int thread, String name) {
      accesses.add(thread, 0);
    }

    @Override
    public void step(
        long step, int thread, Access access, @Nullable SharedLocation location, long nanos) {
      if (location != null && walk.isInterestedIn(location)) {
        accesses.add(thread, 1);
      }
    }

    List<Integer> average(int runs) {
      return accesses.average(runs);
    }
  }
}
