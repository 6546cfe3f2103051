package io.miniss.simulator.search;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.strategy.DepthFirst;
import io.miniss.simulator.strategy.DepthFirst.Reduction;
import io.miniss.simulator.strategy.RecordedChoices;
import io.miniss.simulator.strategy.Strategy;
import io.miniss.simulator.strategy.Switches;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs a small program in every interleaving with at most so many preemptions, or says that it met a
 * limit first. First without preemptions, then with at most one, and so on, so that the first failure
 * is one with the fewest preemptions; see {@link DepthFirst} for what is covered, and for what the
 * reduction trusts in.
 *
 * <p>Everything but the choices follows from the seed of the options, as in any run: a search covers
 * the interleavings of one workload with one set of random numbers. A failure is reported
 * as the run of its {@link Switches}, which bring it back.
 *
 * @param options the options of every run, whose strategy is not used
 * @param bound the most preemptions, or {@link DepthFirst#UNBOUNDED}
 * @param reduction what may be left out
 * @param mostRuns stop after so many runs, complete or not
 */
public record ExhaustiveSearch(
    SimulationOptions options, int bound, Reduction reduction, long mostRuns) {
  /** Checks that the options go together. */
  public ExhaustiveSearch {
    Objects.requireNonNull(options, "options");
    if (bound < 0) {
      throw new IllegalArgumentException("a bound is at least 0 preemptions: " + bound);
    }
    if (mostRuns < 1) {
      throw new IllegalArgumentException("a search takes at least 1 run: " + mostRuns);
    }
    if (reduction == Reduction.SLEEP && options.stepsCostTime()) {
      throw new IllegalArgumentException(
          "the reduction takes two steps to be independent, and while steps cost time none are:"
              + " either step-cost=off or no reduction");
    }
    if (reduction == Reduction.SLEEP && !options.faults().equals(Faults.none())) {
      throw new IllegalArgumentException(
          "the reduction takes two steps to be independent, and where faults happen none are:"
              + " either no faults or no reduction");
    }
  }

  /** A search without reduction. */
  public static ExhaustiveSearch of(SimulationOptions options, int bound, long mostRuns) {
    return new ExhaustiveSearch(options, bound, Reduction.NONE, mostRuns);
  }

  /**
   * What came of a search.
   *
   * @param runs how many runs it took, over all bounds up to the last
   * @param redundant how many of these were broken off because they could only repeat an earlier one
   * @param lastRuns how many runs of the last bound were not broken off: if it was completed, the
   *     number of interleavings, or of those that differ where there is a reduction
   * @param preemptions the last bound that was searched
   * @param coverage what the absence of a failure means
   * @param failure the first failed run, if one failed; its strategy is {@link Switches}
   */
  public record Outcome(
      long runs,
      long redundant,
      long lastRuns,
      int preemptions,
      Coverage coverage,
      Optional<SimulationResult> failure) {
    /** For people: what was found or covered, in how many runs. */
    public String text() {
      String what =
          switch (coverage) {
            case EVERYTHING -> "covered every interleaving";
            case WITHIN_BOUND ->
              "covered every interleaving with at most " + preemptions + " preemptions";
            case RUN_LIMIT ->
              "stopped at the limit of runs, with at most " + preemptions
                  + " preemptions not covered";
            case FAILED -> "failed with at most " + preemptions + " preemptions";
          };
      return what + ", in " + runs + " runs"
          + (redundant == 0 ? "" : ", " + redundant + " of which repeated others");
    }
  }

  /** What a search can say when it is over. */
  public enum Coverage {
    /** No interleaving is left, whatever its number of preemptions. */
    EVERYTHING,
    /** No interleaving is left within the bound. */
    WITHIN_BOUND,
    /** Interleavings are left within the bound. */
    RUN_LIMIT,
    /** A run failed, and the search stopped there. */
    FAILED
  }

  /**
   * Searches.
   *
   * @throws IllegalStateException if the same choices lead to different runs, or the reduction meets
   *     a lock that it does not understand
   */
  public Outcome run(Simulator.Body body) {
    Execution execution = new Execution(body);
    if (bound == DepthFirst.UNBOUNDED) {
      return execution.search(bound);
    }
    for (int preemptions = 0;; preemptions++) {
      Outcome outcome = execution.search(preemptions);
      if (outcome.coverage != Coverage.WITHIN_BOUND || preemptions == bound) {
        return outcome;
      }
    }
  }

  private final class Execution {
    private final Simulator.Body body;
    private long runs;
    private long redundant;

    Execution(Simulator.Body body) {
      this.body = body;
    }

    Outcome search(int preemptions) {
      DepthFirst search = new DepthFirst(preemptions, reduction);
      long complete = 0;
      do {
        if (runs == mostRuns) {
          return outcome(complete, preemptions, Coverage.RUN_LIMIT, null);
        }
        SimulationResult result = Simulator.run(options.withStrategy(search.next()), body);
        runs++;
        requireSound(search);
        if (search.lastWasRedundant()) {
          redundant++;
        } else if (result.isSuccess()) {
          complete++;
        } else {
          return outcome(complete + 1, preemptions, Coverage.FAILED, again(search, result));
        }
      } while (search.advance());
      return outcome(
          complete,
          preemptions,
          search.isCutByBound() ? Coverage.WITHIN_BOUND : Coverage.EVERYTHING,
          null);
    }

    private Outcome outcome(
        long complete, int preemptions, Coverage coverage, @Nullable SimulationResult failure) {
      return new Outcome(
          runs, redundant, complete, preemptions, coverage, Optional.ofNullable(failure));
    }

    private void requireSound(DepthFirst search) {
      String diverged = search.lastDiverged();
      if (diverged != null) {
        throw new IllegalStateException(
            "seed " + options.seed() + " does not follow from its choices: " + diverged
                + "; the determinism audit of a campaign says what differs");
      }
      if (reduction == Reduction.SLEEP && search.seesLocks()) {
        throw new IllegalStateException(
            "a thread waited in a lock of java.util.concurrent, which the reduction does not"
                + " understand: search without it");
      }
    }

    /** The failed run as a run by its switches, which is how everybody names a run. */
    private SimulationResult again(DepthFirst search, SimulationResult failed) {
      List<Switches.Switch> switches = new ArrayList<>();
      Strategy same = new RecordedChoices(search.lastChoices());
      Simulator.run(options.withStrategy(Switches.recorder(same, switches)), body);
      Switches bySwitches = new Switches(switches);
      SimulationResult again = Simulator.run(options.withStrategy(bySwitches), body);
      if (again.traceHash() != failed.traceHash()) {
        throw new IllegalStateException(
            "the failed run did not come back: " + bySwitches + ", seed " + options.seed()
                + "; the determinism audit of a campaign says what differs");
      }
      return again;
    }
  }
}
