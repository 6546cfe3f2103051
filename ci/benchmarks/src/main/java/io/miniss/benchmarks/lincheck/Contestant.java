package io.miniss.benchmarks.lincheck;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.search.EventProfile;
import io.miniss.simulator.search.ExhaustiveSearch;
import java.util.Optional;

/** A way to go through the interleavings of a {@link Program}. */
enum Contestant {
  /** Seeds, and a short search in turn with the first: what {@code explore} does by itself. */
  EXPLORE("miniss explore") {
    @Override
    long runs(Program program, int jobs) {
      Campaign.Result result = campaign(program.scenario(0, false), 0, SEEDS * jobs, jobs);
      result.failure().ifPresent(failure -> {
        throw new IllegalStateException(failure.text());
      });
      return result.searched() + result.progress().runs();
    }

    @Override
    int runsToFailure(Program program, int variant) {
      long firstSeed = (long) variant * MAX_RUNS;
      Campaign.Result result = campaign(program.scenario(variant, true), firstSeed, MAX_RUNS, 1);
      int runs = (int) (result.searched() + result.progress().runs());
      return result.failure().isPresent() ? runs : -runs;
    }
  },

  /** One interleaving after the other, those with the fewest preemptions first. */
  DEPTH_FIRST("miniss explore --exhaustive") {
    @Override
    long runs(Program program, int jobs) {
      return search(program.scenario(0, false)).runs();
    }

    @Override
    int runsToFailure(Program program, int variant) {
      ExhaustiveSearch.Outcome outcome = search(program.scenario(variant, true));
      return (int) (outcome.failure().isPresent() ? outcome.runs() : -outcome.runs());
    }
  },

  /** The model checker of Lincheck. */
  LINCHECK("Lincheck 3.7") {
    @Override
    long runs(Program program, int jobs) {
      return -LincheckRuns.run(program, 0, false);
    }

    @Override
    int runsToFailure(Program program, int variant) {
      return LincheckRuns.run(program, variant, true);
    }
  };

  /** The preemptions of a search, at most: more than any of the bugs needs. */
  private static final int PREEMPTIONS = 3;

  private static final int MAX_RUNS = 100_000;
  private static final long SEEDS = 100_000;

  private final String title;

  Contestant(String title) {
    this.title = title;
  }

  /** As it is written in a table. */
  String title() {
    return title;
  }

  /** Some tenths of a second of runs of the program without its bug; returns how many they were. */
  abstract long runs(Program program, int jobs);

  /** The runs up to the first failure, or the negative number of runs if there is none. */
  abstract int runsToFailure(Program program, int variant);

  private static Campaign.Result campaign(
      Scenario scenario, long firstSeed, long seeds, int jobs) {
    SimulationOptions base = SimulationOptions.seed(firstSeed);
    return new Campaign(
        scenario,
        base.withStrategy(EventProfile.portfolio(base, scenario::run)),
        firstSeed,
        seeds,
        Optional.empty(),
        jobs,
        Campaign.DEFAULT_AUDIT)
        .run(progress -> {});
  }

  private static ExhaustiveSearch.Outcome search(Scenario scenario) {
    return ExhaustiveSearch.of(SimulationOptions.seed(0), PREEMPTIONS, MAX_RUNS)
        .run(scenario::run);
  }
}
