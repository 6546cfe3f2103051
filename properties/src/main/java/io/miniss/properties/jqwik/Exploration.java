package io.miniss.properties.jqwik;

import io.miniss.simulator.SimulationInterruptedException;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.otherjvm.OtherJvmAudit;
import io.miniss.simulator.otherjvm.Program;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.search.EventProfile;
import io.miniss.simulator.shrink.Shrinker;
import io.miniss.simulator.strategy.Strategy;
import io.miniss.simulator.weave.WeaveChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.FixedSeedMode;
import net.jqwik.api.lifecycle.PropertyAttributes;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.engine.SourceOfRandomness;
import org.jspecify.annotations.Nullable;

/** All tries of a property, each a run. Keeps how jqwik came to each, for the replay line. */
final class Exploration extends PropertyRuns {
  private static final System.Logger LOG = System.getLogger(Exploration.class.getName());

  /** Steps of all tries. */
  private long steps;

  /** While jqwik shrinks, a try is at least so many runs, as smaller parameters fail under other seeds. */
  private static final int RUNS_WHILE_SHRINKING = 20;

  /** A try that is so many times as long as the one that the strategy has learned from is learned from instead. */
  private static final int MUCH_LONGER = 4;

  private final String seed;
  private final int tries;
  private final StringBuilder shrinking = new StringBuilder();
  private int count;

  /** The calling thread was interrupted: no more tries are run. */
  private boolean interrupted;

  /** jqwik is done; where its time for shrinking was up, it still shrinks on a thread of its own. */
  private volatile boolean over;

  private volatile @Nullable Thread inTry;

  /** The first try that is a run and holds, to be done once more in another JVM; null if there is none. */
  private @Nullable SimulatedTry compared;

  private @Nullable SimulationOptions comparedOptions;

  private @Nullable SamplePath comparedPath;

  /** The strategy with what it has learned; null before the first try. */
  private @Nullable Strategy learned;

  /** The steps of the longest run of the try that the strategy has learned from. */
  private long learnedSteps;

  /** Of the last failure, which smaller parameters perhaps have as well; null before. */
  private @Nullable SimulationOptions failing;

  /** What the first failure is known by, as jqwik compares; null before. */
  private StackTraceElement @Nullable [] first;

  /**
   * Ends the shrinking that jqwik goes on with when its time is up, in the common pool, which other properties
   * need. The only error that jqwik does not take for a failed try is the lack of memory.
   */
  private static final class ShrinkingIsOver extends OutOfMemoryError {
    private static final long serialVersionUID = 1;

    ShrinkingIsOver() {
      super("the time for shrinking is over");
    }
  }

  Exploration(PropertyLifecycleContext context, SimulatedProperty simulated) {
    super(context, simulated);
    JqwikThread thread = JqwikThread.current();
    PropertyAttributes attributes = context.attributes();
    this.tries = thread.tries();
    this.seed =
        attributes
            .seed()
            .or(thread::seedOfFailure)
            .orElseGet(SourceOfRandomness::createRandomSeed);
    if (attributes.seed().isEmpty()) {
      // Known from the start, for the line; that is not the user's wish for always the same seed.
      attributes.setSeed(seed);
      attributes.setWhenFixedSeed(FixedSeedMode.ALLOW);
    }
    if (!thread.forgetsFailures()) {
      // Never the sample alone: there would be no way to say how it was come to.
      attributes.setAfterFailure(AfterFailureMode.PREVIOUS_SEED);
    }
  }

  @Override
  TryExecutionResult run(TryExecutor executor, List<Object> parameters) {
    if (over) {
      throw new ShrinkingIsOver();
    }
    if (interrupted) {
      return TryExecutionResult.satisfied(true);
    }
    inTry = Thread.currentThread();
    try {
      return explore(executor, parameters);
    } catch (SimulationInterruptedException e) {
      interrupted = true;
      return TryExecutionResult.satisfied(true);
    } finally {
      inTry = null;
    }
  }

  private TryExecutionResult explore(TryExecutor executor, List<Object> parameters) {
    SimulatedTry aTry = new SimulatedTry(simulated, executor, parameters);
    boolean isFirst = learned == null;
    if (isFirst) {
      learn(new SimulatedTry(simulated, executor, parameters));
    }
    List<SimulationOptions> planned =
        aTry.plan().map(plan -> List.of(withLearned(plan.options()))).orElseGet(this::planned);
    long longest = 0;
    SimulationResult worst = null;
    SimulationOptions options = planned.getFirst();
    for (int i = 0; i < planned.size() && !isConclusive(worst); i++) {
      SimulationResult result =
          first == null && i == 0 && count % Campaign.DEFAULT_AUDIT == 0
              ? Simulator.audit(planned.get(i), aTry::run)
              : Simulator.run(planned.get(i), aTry::run);
      steps += result.steps();
      longest = Math.max(longest, result.steps());
      if (aTry.invalid().isPresent()) { // then other interleavings are, as a rule
        return note(aTry, result, planned.get(i));
      }
      if (worst == null || !result.isSuccess()) {
        worst = result;
        options = planned.get(i);
      }
    }
    boolean isFirstFailure = first == null && !Objects.requireNonNull(worst).isSuccess();
    TryExecutionResult outcome = note(aTry, Objects.requireNonNull(worst), options);
    if (isFirst) {
      learnedSteps = longest;
    } else if (mayLearn(isFirstFailure, longest)) {
      learnedSteps = longest;
      learn(new SimulatedTry(simulated, executor, parameters));
    }
    return outcome;
  }

  /**
   * Whether a try is more typical of those to come than what was learned from. Tries differ in length; and smaller ones
   * of the first that fails are as that is. Where the seed is a parameter, the strategy stays then.
   */
  private boolean mayLearn(boolean isFirstFailure, long longest) {
    return first == null
        ? longest / MUCH_LONGER > learnedSteps
        : isFirstFailure && !simulated.hasPlan();
  }

  private void learn(SimulatedTry typical) {
    SimulationOptions options =
        typical.plan().map(PlannedRun::options).orElseGet(simulated::first);
    learned =
        ReplayLine.named(
            PlannedRun.NAME,
            () -> EventProfile.complete(simulated.strategy(), options, typical::run));
  }

  private SimulationOptions withLearned(SimulationOptions options) {
    return options.withStrategy(Objects.requireNonNull(learned));
  }

  /** The runs of the next try. */
  private List<SimulationOptions> planned() {
    int runs = simulated.runsPerTry(tries);
    SimulationOptions next = withLearned(simulated.first());
    SimulationOptions failed = failing;
    List<SimulationOptions> planned = new ArrayList<>();
    if (failed != null) {
      planned.add(failed);
      runs = Math.max(runs, RUNS_WHILE_SHRINKING);
    }
    long from = next.seed() + (failed == null ? (long) count * runs : 0);
    for (int i = 0; i < runs; i++) {
      planned.add(next.withSeed(from + i));
    }
    return planned;
  }

  /** Whether a try needs no run after {@code result}: while jqwik shrinks, only the first failure counts. */
  private boolean isConclusive(@Nullable SimulationResult result) {
    return result != null
        && !result.isSuccess()
        && (first == null
            || Arrays.equals(
                first, SimulationFailed.mark(property, result.failure().orElseThrow())));
  }

  private TryExecutionResult note(
      SimulatedTry aTry, SimulationResult result, SimulationOptions options) {
    TryExecutionResult outcome = TryExecutionResult.satisfied();
    if (aTry.invalid().isPresent()) {
      outcome = aTry.invalid().get();
    } else if (!result.isSuccess()) {
      String soFar = first == null ? "" : shrinking + "F";
      int index = first == null ? count + 1 : count;
      outcome = falsified(aTry, result, new SamplePath(seed, tries, index, soFar));
    }
    if (first != null) {
      TryExecutionResult.Status seen = asShrinkerSees(outcome);
      failing = seen == TryExecutionResult.Status.FALSIFIED ? options : failing;
      shrinking.append(SamplePath.letter(seen));
      return outcome;
    }
    count++;
    if (compared == null && outcome.isSatisfied()) {
      compared = aTry;
      comparedOptions = options;
      comparedPath = new SamplePath(seed, tries, count, "");
    }
    outcome.throwable().filter(SimulationFailed.class::isInstance).ifPresent(
        error -> {
          first = error.getStackTrace();
          failing = options;
        });
    return outcome;
  }

  private TryExecutionResult.Status asShrinkerSees(TryExecutionResult outcome) {
    boolean another =
        outcome.isFalsified()
            && !Arrays.equals(first, outcome.throwable().orElseThrow().getStackTrace());
    return another ? TryExecutionResult.Status.INVALID : outcome.status();
  }

  @Override
  PropertyExecutionResult finish(PropertyExecutionResult result) {
    over = true;
    Thread shrinksOn = inTry;
    if (shrinksOn != null) {
      shrinksOn.interrupt();
    }
    if (interrupted && result.throwable().isEmpty()) {
      return result.mapToFailed(
          new AssertionError(
              String.format(
                  "%s was interrupted after %,d of %,d tries, which passed; @Property(seed = \"%s\") begins with"
                      + " the same",
                  name,
                  count,
                  tries,
                  seed)));
    }
    if (!(result.throwable().orElse(null) instanceof SimulationFailed error)) {
      if (result.status() != PropertyExecutionResult.Status.SUCCESSFUL) {
        return result;
      }
      if (steps == 0 && count > 0) {
        LOG.log(
            System.Logger.Level.WARNING,
            name + ": " + Campaign.NOTHING_INTERLEAVED
                + (simulated.hasReport() ? "; " + simulated.report() : ""));
      }
      if (simulated.hasReport()) {
        context.reporter().publishValue(WeaveChoice.ENTRY, simulated.report());
      }
      String complaint = simulated.complaint();
      return complaint.isEmpty() || count == 0
          ? compared(result)
          : result.mapToFailed(new AssertionError(complaint));
    }
    FailureReport found = Campaign.explain(error.failed(), error.result());
    FailureReport report =
        simulated.isShrunk()
            ? found.shrink(error.failed(), Shrinker.DEFAULT_RUNS, Shrinker.TEST_LIMIT)
            : found;
    return failed(result, "", report, error.path());
  }

  private PropertyExecutionResult compared(PropertyExecutionResult result) {
    SimulatedTry aTry = compared;
    SamplePath path = comparedPath;
    SimulationOptions options = comparedOptions;
    if (aTry == null || path == null || options == null) {
      return result;
    }
    return OtherJvmAudit.compare(
        Program.test(context.containerClass(), property, name),
        options,
        aTry::run,
        " " + SamplePath.KEY + "=" + path)
        .map(different -> failed(result, "", new FailureReport(name, different), path))
        .orElse(result);
  }
}
