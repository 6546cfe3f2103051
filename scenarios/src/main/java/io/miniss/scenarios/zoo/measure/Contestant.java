package io.miniss.scenarios.zoo.measure;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.search.EventProfile;
import io.miniss.simulator.search.ExhaustiveSearch;
import io.miniss.simulator.search.ExhaustiveSearch.NotSearchableException;
import io.miniss.simulator.strategy.DepthFirst.Reduction;
import io.miniss.simulator.strategy.Pct;
import io.miniss.simulator.strategy.Pos;
import io.miniss.simulator.strategy.RandomWalk;
import io.miniss.simulator.strategy.Strategy;
import io.miniss.simulator.strategy.Surw;
import java.util.List;
import java.util.Optional;

/** A way to search for a bug. */
public enum Contestant {
  /** What {@code explore} and {@code zoo} do with {@code --faults none}: seeds, and a short search in turn with the first. */
  PORTFOLIO("portfolio(steps=n)"),
  /** A random walk. */
  RANDOM("random"),
  /** Few changes of priorities. */
  PCT_3("pct(depth=3,steps=n)"),
  /** More of them. */
  PCT_5("pct(depth=5,steps=n)"),
  /** Partial orders. */
  POS("pos"),
  /** The uniform walk, told how many accesses each thread makes. */
  URW("urw(events=...)"),
  /** The selectively uniform walk, told nothing but the length. */
  SURW("surw(events=n,among=4)"),
  /** All interleavings of the workload of the campaign's first seed, in order. */
  DEPTH_FIRST("depth first");

  /** The contestant that has to find every bug. */
  public static final Contestant DEFAULT = PORTFOLIO;

  private static final int PROFILE_RUNS = 20;
  private static final int LOCATIONS = 4;

  /** The most preemptions of a depth-first search. */
  static final int PREEMPTIONS = 3;

  private final String title;

  Contestant(String title) {
    this.title = title;
  }

  /** As it is written in a table; n is the length of a run. */
  public String title() {
    return title;
  }

  /** One campaign of at most {@code runs} runs on one thread, from the options' seed on. */
  Find search(Scenario buggy, SimulationOptions options, long runs) {
    return switch (this) {
      case DEPTH_FIRST -> searchInOrder(buggy, options.withStepsCostTime(false), runs);
      case PORTFOLIO -> explore(buggy, options.withStrategy(strategy(buggy, options)), runs);
      default -> sample(buggy, options.withStrategy(strategy(buggy, options)), runs);
    };
  }

  /** The strategy, with what it wants to be told about a program. */
  Strategy strategy(Scenario scenario, SimulationOptions options) {
    return switch (this) {
      case PORTFOLIO -> EventProfile.portfolio(options, scenario::run);
      case RANDOM, DEPTH_FIRST -> new RandomWalk();
      case PCT_3 -> new Pct(3, steps(scenario, options));
      case PCT_5 -> new Pct(5, steps(scenario, options));
      case POS -> new Pos();
      case URW -> Surw.uniform(EventProfile.of(options, PROFILE_RUNS, scenario::run));
      case SURW ->
        new Surw(List.of(steps(scenario, options)), List.of(), LOCATIONS);
    };
  }

  private static int steps(Scenario scenario, SimulationOptions options) {
    return EventProfile.steps(options, scenario::run);
  }

  private static Find explore(Scenario buggy, SimulationOptions options, long runs) {
    Campaign.Result result =
        new Campaign(
            buggy, options, options.seed(), runs, Optional.empty(), 1, Campaign.DEFAULT_AUDIT)
            .run(progress -> {});
    return new Find(
        result.searched() + result.progress().runs(),
        result.failure().map(FailureReport::traced));
  }

  private static Find sample(Scenario buggy, SimulationOptions options, long runs) {
    for (long run = 1; run <= runs; run++) {
      SimulationResult result =
          Simulator.run(options.withSeed(options.seed() + run - 1), buggy::run);
      if (!result.isSuccess()) {
        return new Find(run, Optional.of(result));
      }
    }
    return new Find(runs, Optional.empty());
  }

  private static Find searchInOrder(Scenario buggy, SimulationOptions options, long runs) {
    ExhaustiveSearch.Outcome outcome;
    try {
      outcome =
          new ExhaustiveSearch(options, PREEMPTIONS, Reduction.SLEEP, runs).run(buggy::run);
    } catch (NotSearchableException locks) {
      outcome = ExhaustiveSearch.of(options, PREEMPTIONS, runs).run(buggy::run);
    }
    return new Find(outcome.runs(), outcome.failure());
  }
}
