package io.miniss.simulator.search;

import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.util.Durations;
import io.miniss.simulator.Carriers;
import io.miniss.simulator.SimulationInterruptedException;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.strategy.DepthFirst;
import io.miniss.simulator.strategy.DepthFirst.Reduction;
import io.miniss.simulator.strategy.RecordedChoices;
import io.miniss.simulator.strategy.Strategy;
import io.miniss.simulator.strategy.Switches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
 * @param time stop after so long, complete or not; nothing for as long as it takes
 */
public record ExhaustiveSearch(
    SimulationOptions options,
    int bound,
    Reduction reduction,
    long mostRuns,
    Optional<Duration> time) {
  private static final int PROGRESS_EVERY = 16;

  /** Checks that the options go together. */
  public ExhaustiveSearch {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(time, "time");
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

  /** A search that takes as long as it takes. */
  public ExhaustiveSearch(
      SimulationOptions options, int bound, Reduction reduction, long mostRuns) {
    this(options, bound, reduction, mostRuns, Optional.empty());
  }

  /** A search without reduction. */
  public static ExhaustiveSearch of(SimulationOptions options, int bound, long mostRuns) {
    return new ExhaustiveSearch(options, bound, Reduction.NONE, mostRuns);
  }

  /**
   * How far a search is.
   *
   * @param runs how many runs it has done
   * @param steps steps in these
   * @param preemptions the bound that is being searched, all lower ones being covered
   */
  public record Progress(long runs, long steps, int preemptions) {}

  /**
   * What came of a search.
   *
   * @param runs how many runs it took, over all bounds up to the last
   * @param lastRuns how many runs of the last bound: if it was completed, the number of interleavings,
   *     or of those that differ where there is a reduction
   * @param steps steps in all runs
   * @param preemptions the last bound that was searched
   * @param coverage what the absence of a failure means
   * @param failure the first failed run, if one failed; its strategy is {@link Switches}
   */
  public record Outcome(
      long runs,
      long lastRuns,
      long steps,
      int preemptions,
      Coverage coverage,
      Optional<SimulationResult> failure) {
    /** For people: what was found or covered, in how many runs. */
    public String text() {
      String what =
          switch (coverage) {
            case EVERYTHING -> "covered every interleaving of shared accesses";
            case NOTHING_INTERLEAVED -> Campaign.NOTHING_INTERLEAVED;
            case JDK_LOCKS ->
              "did not cover every interleaving, as a thread waited in a lock of the JDK, and to acquire or"
                  + " release one is no interleaving point";
            case WITHIN_BOUND -> covered(preemptions);
            case RUN_LIMIT -> "stopped at the limit of runs: " + coveredBefore();
            case TIME_LIMIT -> "stopped at the limit of time: " + coveredBefore();
            case STOPPED -> "stopped: " + coveredBefore();
            case FAILED -> "failed with " + counted(preemptions);
          };
      return String.format("%s, in %,d %s", what, runs, runs == 1 ? "run" : "runs");
    }

    private String coveredBefore() {
      return preemptions == DepthFirst.UNBOUNDED || preemptions == 0
          ? "no bound on preemptions is covered"
          : covered(preemptions - 1) + ", and not all with " + preemptions;
    }

    private static String covered(int preemptions) {
      return "covered every interleaving of shared accesses with " + counted(preemptions);
    }

    private static String counted(int preemptions) {
      return switch (preemptions) {
        case DepthFirst.UNBOUNDED -> "any number of preemptions";
        case 0 -> "no preemption";
        case 1 -> "at most 1 preemption";
        default -> "at most " + preemptions + " preemptions";
      };
    }
  }

  /**
   * What a search can say when it is over. An interleaving is one of accesses to {@code
   * io.miniss.runtime.shared} and of other points; accesses to plain fields and to free locks of the JDK are not included.
   */
  public enum Coverage {
    /** No interleaving is left, whatever its number of preemptions. */
    EVERYTHING,
    /** No interleaving is left within the bound. */
    WITHIN_BOUND,
    /** Interleavings are left within the bound. */
    RUN_LIMIT,
    /** The same, and it was time that was up. */
    TIME_LIMIT,
    /** The same, and it was the caller who did not want more. */
    STOPPED,
    /** There was more than one run, and no thread of any passed a point: nothing was interleaved. */
    NOTHING_INTERLEAVED,
    /** No choice is left, but threads met in locks of the JDK, at which there is no choice. */
    JDK_LOCKS,
    /** A run failed, and the search stopped there. */
    FAILED
  }

  /** What is run cannot be searched. */
  public static final class NotSearchableException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    NotSearchableException(String message) {
      super(message);
    }
  }

  /** The same seed and choices have led to two different runs: what is run is at fault. */
  public static final class NondeterminismException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private final long runs;
    private final transient SimulationResult run;

    NondeterminismException(long runs, SimulationResult run, String what) {
      super("seed " + run.options().seed() + " does not follow from its choices: " + what);
      this.runs = runs;
      this.run = run;
    }

    /** How many runs the search had done, this one included. */
    public long runs() {
      return runs;
    }

    /** The run that was not as another, as a failed one. */
    public SimulationResult failed() {
      RunFailure failure =
          new RunFailure(
              FailureKind.NONDETERMINISM,
              "determinism",
              Objects.requireNonNull(getMessage()),
              run.failure().map(RunFailure::step).orElse(run.steps()),
              run.failure().map(RunFailure::cause).orElse(null));
      return run.withFailure(failure);
    }
  }

  /** As {@link #runWhile}, to the end. */
  public Outcome run(Simulator.Body body) {
    return run(body, progress -> {});
  }

  /** As {@link #runWhile}, to the end; {@code onProgress} is called now and then. */
  public Outcome run(Simulator.Body body, Consumer<Progress> onProgress) {
    return runWhile(
        body,
        progress -> {
          if (progress.runs % PROGRESS_EVERY == 0) {
            onProgress.accept(progress);
          }
          return true;
        });
  }

  /**
   * Searches; {@code goesOn} is asked after each run that did not fail.
   *
   * @throws SimulationInterruptedException if the calling thread is interrupted; its status stays set
   * @throws NondeterminismException if the same choices lead to different runs
   * @throws NotSearchableException if the program has more threads than a search can tell apart, or the
   *     reduction meets a lock that it does not understand
   */
  public Outcome runWhile(Simulator.Body body, Predicate<Progress> goesOn) {
    Execution execution = new Execution(body, goesOn);
    return Carriers.call(() -> search(execution), execution::halted);
  }

  private Outcome search(Execution execution) {
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

  /**
   * A run of a search that did not come back, as the run of its switches. It is done once more, to see
   * them, and does not come back then either.
   *
   * @param options those of the search
   * @param halted the run as the search has done it
   */
  public static SimulationResult namedBySwitches(
      SimulationOptions options, Simulator.Body body, SimulationResult halted) {
    return namedBySwitches(
        options, body, halted, DepthFirst.choices(halted.options().strategy()));
  }

  private static SimulationResult namedBySwitches(
      SimulationOptions options,
      Simulator.Body body,
      SimulationResult halted,
      List<Integer> choices) {
    List<Switches.Switch> switches = new ArrayList<>();
    Strategy same = new RecordedChoices(choices);
    SimulationResult again =
        Simulator.run(options.withStrategy(Switches.recorder(same, switches)), body);
    SimulationResult failed = again.isSuccess() ? halted : again;
    return failed.withOptions(options.withStrategy(new Switches(switches)));
  }

  private final class Execution {
    private final Simulator.Body body;
    private final Predicate<Progress> goesOn;
    private final Clock clock = Clock.system();
    private final long start = clock.nanos();
    private long runs;
    private long steps;

    /** Whether a thread has waited in a lock of the JDK. */
    private boolean locks;

    private DepthFirst search = new DepthFirst(bound, reduction);

    Execution(Simulator.Body body, Predicate<Progress> goesOn) {
      this.body = body;
      this.goesOn = goesOn;
    }

    Outcome search(int preemptions) {
      search = search.withBound(preemptions);
      long complete = 0;
      do {
        if (runs == mostRuns) {
          return outcome(complete, preemptions, Coverage.RUN_LIMIT, null);
        }
        if (timeIsUp()) {
          return outcome(complete, preemptions, Coverage.TIME_LIMIT, null);
        }
        SimulationResult result = Simulator.run(options.withStrategy(search.next()), body);
        runs++;
        steps += result.steps();
        locks |= search.seesLocks();
        requireSound(result);
        if (result.isSuccess()) {
          complete++;
        } else {
          return outcome(complete + 1, preemptions, Coverage.FAILED, again(result));
        }
        if (!goesOn.test(new Progress(runs, steps, preemptions))) {
          return outcome(complete, preemptions, Coverage.STOPPED, null);
        }
      } while (search.advance());
      return outcome(
          complete,
          preemptions,
          search.isCutByBound() ? Coverage.WITHIN_BOUND : everything(),
          null);
    }

    private Coverage everything() {
      if (steps == 0 && runs > 1) {
        return Coverage.NOTHING_INTERLEAVED;
      }
      return locks ? Coverage.JDK_LOCKS : Coverage.EVERYTHING;
    }

    /** The last run of the search has not come back, or the same run when it was to be named. */
    Outcome halted(SimulationResult run) {
      runs++;
      SimulationResult named = namedBySwitches(options, body, run, search.lastChoices());
      return outcome(1, search.bound(), Coverage.FAILED, named);
    }

    private Outcome outcome(
        long complete, int preemptions, Coverage coverage, @Nullable SimulationResult failure) {
      return new Outcome(
          runs, complete, steps, preemptions, coverage, Optional.ofNullable(failure));
    }

    private boolean timeIsUp() {
      return time.isPresent()
          && clock.nanos() - start >= Durations.nanos("the search's time", time.get());
    }

    private void requireSound(SimulationResult result) {
      String diverged = search.lastDiverged();
      if (diverged != null) {
        throw new NondeterminismException(runs, result.withOptions(options), diverged);
      }
      String refused = search.lastRefused();
      if (refused != null) {
        throw new NotSearchableException(refused);
      }
      if (reduction == Reduction.SLEEP && search.seesLocks()) {
        throw new NotSearchableException(
            "a thread waited in a lock of java.util.concurrent, which the reduction does not"
                + " understand: search without it");
      }
      if (reduction == Reduction.SLEEP && search.seesPins()) {
        throw new NotSearchableException(
            "a thread was pinned by a native frame or a class initializer, which the reduction does not"
                + " understand: search without it");
      }
    }

    /** The failed run as a run by its switches, which is how everybody names a run. */
    private SimulationResult again(SimulationResult failed) {
      List<Switches.Switch> switches = new ArrayList<>();
      Strategy same = new RecordedChoices(search.lastChoices());
      Simulator.run(options.withStrategy(Switches.recorder(same, switches)), body);
      Switches bySwitches = new Switches(switches);
      SimulationResult again = Simulator.run(options.withStrategy(bySwitches), body);
      if (again.isSuccess() || again.traceHash() != failed.traceHash()) {
        throw new NondeterminismException(
            runs,
            failed.withOptions(options.withStrategy(bySwitches)),
            "a run failed (" + failed.failure().orElseThrow() + "), and " + bySwitches
                + " does not bring it back");
      }
      return again;
    }
  }
}
