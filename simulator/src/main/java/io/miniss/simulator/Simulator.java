package io.miniss.simulator;

import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.engine.RunListener;
import io.miniss.simulator.fault.Faults;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs code in the simulator. The calling thread waits until the run is over. It must be a platform
 * thread outside any {@code synchronized} block (checked on the first run of each thread). Several threads
 * may call at the same time. Each run has its own carrier thread. For many small runs, use one call of {@link
 * Carriers#call}, in which all runs share one carrier.
 *
 * <p>If the calling thread is interrupted, every method throws {@link SimulationInterruptedException} and
 * leaves the interrupt status set.
 *
 * <p>Concurrent runs share the JDK's locks and all static state. If a thread outside the run holds a lock, the
 * run waits for it in real time and stays the same run. Another simulation may disturb a run nevertheless: the
 * run deadlocks in such a lock, or escapes. Then it is repeated while no other simulation runs, and only that
 * result counts. So its body may be called twice. The log says so.
 */
public final class Simulator {
  private Simulator() {}

  /** Code to run, on a simulated thread outside any runtime. Run again for every seed. */
  @FunctionalInterface
  public interface Body {
    /** Runs in {@code simulation}; what it throws fails the run. */
    void run(Simulation simulation) throws Exception;
  }

  /** One run, as fast as possible. */
  public static SimulationResult run(SimulationOptions options, Body body) {
    return run(options, body, null);
  }

  /** One run with every step and choice recorded. */
  public static SimulationResult trace(SimulationOptions options, Body body) {
    return run(options, body, new Trace());
  }

  /**
   * Runs what failed once more with every step and choice recorded. A spin deadlock is recorded until it shows, with a
   * nearer bound on steps: the rounds after that are all the same. Of another run that does not end, the first steps
   * and the last are recorded.
   */
  public static SimulationResult traceAgain(SimulationResult failed, Body body) {
    SimulationOptions options = failed.options();
    RunFailure failure = failed.failure().orElse(null);
    if (failure != null && failure.isSpin() && failure.shownAtStep() < options.maxSteps()) {
      SimulationResult shown = trace(options.withMaxSteps(failure.shownAtStep()), body);
      if (shown.failure().filter(failure::isSameAs).isPresent()) {
        return shown;
      }
    }
    boolean isEndless = failure != null && failure.isLivelock();
    return isEndless && BothEnds.leavesOutSome(failed.steps())
        ? again(failed, body, new BothEnds(failed.steps()))
        : again(failed, body, new Trace());
  }

  /** The threads of a run that have not ended once are not waited for again. */
  private static SimulationResult again(
      SimulationResult failed, Body body, RunListener listener) {
    RunFailure failure = failed.failure().orElse(null);
    if (failure == null || !failure.isStuck()) {
      return run(new Job(failed.options(), body, listener, false));
    }
    SimulationResult traced = run(new Job(failed.options(), body, listener, true));
    return traced.failure().filter(failure::isSameAs).isPresent()
        ? traced.withFailure(failure) // which says for how long they were waited for
        : traced;
  }

  /**
   * The determinism audit: runs twice and compares. If the two differ, the result is a failure of
   * kind {@link FailureKind#NONDETERMINISM} that names the first step at which they do; if one of them
   * escaped, it is that {@link FailureKind#ESCAPE}. A spin deadlock may be recognised at another step in the second
   * run.
   */
  public static SimulationResult audit(SimulationOptions options, Body body) {
    return Carriers.call(() -> {
      long before = RunGate.begunByOthers();
      SimulationResult result = compared(options, body);
      boolean hadCompany = before < 0 || RunGate.begunByOthers() != before;
      return isOf(result, FailureKind.NONDETERMINISM) && hadCompany && !RunGate.isAlone()
          ? RunGate.alone(
              "two runs of seed " + options.seed() + " are not the same",
              () -> compared(options, body))
          : result;
    }, halted -> halted);
  }

  private static boolean isOf(SimulationResult result, FailureKind kind) {
    return result.failure().filter(failure -> failure.kind() == kind).isPresent();
  }

  private static boolean isAtLimitOfTheJvm(SimulationResult result) {
    return result.failure().filter(RunFailure::isLimitOfTheJvm).isPresent();
  }

  private static SimulationResult compared(SimulationOptions options, Body body) {
    SimulationResult first = run(options, body);
    if (!first.isSuccess() && (isAtLimitOfTheJvm(first) || LastWords.isHeapFull())) {
      return first; // how deep a stack goes, and how much the heap has left, no seed decides
    }
    SimulationResult second = run(options, body);
    if (isAtLimitOfTheJvm(second)) {
      return second;
    }
    if (first.traceHash() == second.traceHash() && sameFailure(first, second)) {
      return first;
    }
    if (isSameSpin(first, second)) {
      return isOf(first, FailureKind.DEADLOCK) ? first : second;
    }
    SimulationResult escapee = isOf(second, FailureKind.ESCAPE) ? second : first;
    if (isOf(escapee, FailureKind.ESCAPE)) {
      return escapee.withFailure(asCause(escapee.failure().orElseThrow(), options.seed()));
    }
    SimulationResult one = trace(options, body);
    SimulationResult other = trace(options, body);
    Trace trace = one.trace().orElseThrow();
    long step = trace.firstDifference(other.trace().orElseThrow());
    String where =
        step < 0
            ? "two further runs did not differ: the cause depends on more than the number of runs"
            : "the first difference"
                + (trace.leftOut() > 0 ? " that was kept" : "")
                + " is step "
                + step
                + ": "
                + stepText(trace, step)
                + " in one run, "
                + stepText(other.trace().orElseThrow(), step)
                + " in the other";
    String failed =
        first.isSuccess() == second.isSuccess()
            ? ""
            : "; one of the two failed: " + first.failure().or(second::failure).orElseThrow();
    String escaped =
        Stream.of(first, second, one, other)
            .flatMap(each -> each.failure().stream())
            .filter(each -> each.kind() == FailureKind.ESCAPE)
            .findFirst()
            .filter(each -> !failed.contains(each.message()))
            .map(each -> "; in one of the runs " + each.message())
            .orElse("");
    RunFailure failure =
        new RunFailure(
            FailureKind.NONDETERMINISM,
            "determinism",
            "two runs of seed " + options.seed() + " are not the same; "
                + where
                + failed
                + escaped
                + "; usual causes within one JVM are identity hash codes, static state, thread names and"
                + " ids, real time and random numbers: see \"What makes runs differ\" in"
                + " simulator/docs/failures.md",
            Math.max(0, step),
            null);
    return one.withFailure(failure);
  }

  private static boolean isSameSpin(SimulationResult one, SimulationResult other) {
    return one.failure().isPresent()
        && other.failure().isPresent()
        && one.failure().orElseThrow().isSameSpinAs(other.failure().orElseThrow());
  }

  /** An escape explains why two runs of a seed differ: something that no seed controls was part of the run. */
  private static RunFailure asCause(RunFailure escape, long seed) {
    return escape.withMessage(
        escape.message() + "\n  because of that, two runs of seed " + seed + " are not the same");
  }

  private static boolean sameFailure(SimulationResult one, SimulationResult other) {
    return one.failure().isPresent() == other.failure().isPresent()
        && (one.failure().isEmpty()
            || one.failure().orElseThrow().isSameAs(other.failure().orElseThrow()));
  }

  private static String stepText(Trace trace, long step) {
    if (step >= trace.end()) {
      return "no more steps";
    }
    Trace.Step at = trace.steps().get((int) (step - trace.leftOut()));
    return trace.threads().get(at.thread()) + " " + at.access() + " " + at.location();
  }

  /**
   * One run that {@code listener} observes. If another simulation disturbed it, the run is repeated, and the
   * listener is told that it {@linkplain RunListener#begins begins}.
   */
  public static SimulationResult observe(
      SimulationOptions options, Body body, RunListener listener) {
    return run(options, body, listener);
  }

  /** The options of this seed. With few faults a run may take as long as one without. */
  private static SimulationOptions drawn(SimulationOptions asked) {
    Faults faults = asked.faults().of(asked.seed());
    if (faults.equals(asked.faults())) {
      return asked;
    }
    SimulationOptions drawn = asked.withFaults(faults);
    return faults.isNone()
        ? drawn
        : drawn.withLivenessSteps(Math.max(asked.livenessSteps(), asked.maxSteps()));
  }

  private static SimulationResult run(
      SimulationOptions asked, Body body, @Nullable RunListener listener) {
    return run(new Job(drawn(asked), body, listener, false));
  }

  /**
   * What is to be run.
   *
   * @param options the options of this seed
   * @param body the code
   * @param listener who observes the run, if somebody does
   * @param getsStuck whether it is known that threads of the run do not end when it has failed
   */
  private record Job(
      SimulationOptions options,
      Body body,
      @Nullable RunListener listener,
      boolean getsStuck) {}

  private static SimulationResult run(Job job) {
    if (Thread.currentThread() instanceof Carrier carrier) {
      try {
        return run(job, carrier);
      } catch (OutOfMemoryError | StackOverflowError limit) {
        if (limit instanceof OutOfMemoryError) {
          LastWords.freeReserve();
        }
        return CarriedRun.beyondLimit(job.options, limit);
      }
    }
    return Carriers.call(() -> run(job), halted -> halted);
  }

  private static SimulationResult run(Job job, Carrier carrier) {
    Outcome outcome = RunGate.pass(() -> once(job, carrier));
    if (outcome.isDoubtful && RunGate.hasOthers() && !RunGate.isAlone()) {
      RunFailure failure = outcome.result.failure().orElseThrow();
      outcome =
          RunGate.alone(
              "the run of seed " + job.options.seed()
                  + " may have met a lock of another simulation ("
                  + failure.kind() + ": " + failure.message().lines().findFirst().orElse("") + ")",
              () -> once(job, carrier));
    }
    return outcome.result;
  }

  private record Outcome(SimulationResult result, boolean isDoubtful) {}

  private static Outcome once(Job job, Carrier carrier) {
    CarriedRun run =
        new CarriedRun(job.options, job.listener, Carriers.line(), job.getsStuck);
    carrier.begin(run, job.options);
    try {
      run.run(job.body::run);
    } catch (OutOfMemoryError full) {
      boolean _ = LastWords.freeReserve(); // another thread that has met the full heap may have done it
      if (!run.hasFailed()) {
        throw full;
      }
    } finally {
      carrier.end(run);
    }
    try {
      return new Outcome(run.result(), run.isDoubtful());
    } catch (OutOfMemoryError full) {
      boolean _ = LastWords.freeReserve();
      return new Outcome(run.result(), false);
    }
  }
}
