package io.miniss.scenarios.zoo.measure;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.search.ExhaustiveSearch;
import io.miniss.simulator.search.ExhaustiveSearch.Coverage;
import io.miniss.simulator.search.ExhaustiveSearch.Outcome;
import io.miniss.simulator.shrink.Shrinker;

/**
 * What the exhaustive search says about the smallest workload in which the bug was found: first no
 * preemptions, then one, and so on, as far as the runs last. Nothing is left out as redundant.
 * Steps cost no time, unless the bug cannot happen so.
 *
 * @param workload seed and sizes
 * @param buggy of the bug as it shipped
 * @param fixed of the fixed one
 */
public record Proof(SimulationOptions workload, Outcome buggy, Outcome fixed) {
  private static final int AS_FAR_AS_IT_GOES = 1_000;

  /** Shrinks what was found, and searches in its workload. */
  static Proof of(Find found, Scenario buggy, Scenario fixed, long runs) {
    FailureReport smallest =
        Campaign.explain(buggy, found.failed().orElseThrow())
            .shrink(buggy, Shrinker.DEFAULT_RUNS, Shrinker.COMMAND_LIMIT);
    SimulationOptions workload =
        smallest.traced().options().withSizes(smallest.traced().sizes());
    Proof timeless = search(workload.withStepsCostTime(false), buggy, fixed, runs);
    return timeless.isVacuous() ? search(workload, buggy, fixed, runs) : timeless;
  }

  private static Proof search(
      SimulationOptions workload, Scenario buggy, Scenario fixed, long runs) {
    ExhaustiveSearch search = ExhaustiveSearch.of(workload, AS_FAR_AS_IT_GOES, runs);
    return new Proof(workload, search.run(buggy::run), search.run(fixed::run));
  }

  /** Whether the bug cannot happen at all where it was searched for. */
  public boolean isVacuous() {
    return buggy.coverage() == Coverage.EVERYTHING;
  }

  /** Whether every interleaving of the fixed one passes. */
  public boolean isComplete() {
    return fixed.coverage() == Coverage.EVERYTHING;
  }

  /** Whether a run of the fixed one failed. */
  public boolean isRefuted() {
    return fixed.failure().isPresent();
  }

  /** How many numbers of preemptions were covered in the fixed one: with 0 only, it is 1. */
  public int bounds() {
    return isComplete() ? fixed.preemptions() + 1 : fixed.preemptions();
  }

  /** How many runs that took. */
  public long runs() {
    return isComplete() ? fixed.runs() : fixed.runs() - fixed.lastRuns();
  }
}
