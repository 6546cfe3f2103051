package io.miniss.simulator.campaign;

import io.miniss.runtime.future.Durations;
import io.miniss.runtime.spi.Clock;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Explores one scenario under many seeds, on several threads of this machine. Seeds are independent
 * and are taken in order; when one fails, those before it are finished and those after it are not
 * begun, so the failure reported is that of the lowest failing seed, whatever the number of jobs.
 *
 * @param scenario what to run
 * @param base the options of every run, but for the seed
 * @param firstSeed the first seed
 * @param seeds how many seeds, at most
 * @param time how long, at most; nothing for as long as it takes
 * @param jobs how many threads
 * @param auditEvery one run of so many is done twice and compared
 */
public record Campaign(
    Scenario scenario,
    SimulationOptions base,
    long firstSeed,
    long seeds,
    Optional<Duration> time,
    int jobs,
    int auditEvery) {
  /** How many runs there are for one that is done twice. */
  public static final int DEFAULT_AUDIT = 50;

  private static final long CHUNK = 16;

  /** Checks the numbers. */
  public Campaign {
    Objects.requireNonNull(scenario, "scenario");
    if (seeds < 1) {
      throw new IllegalArgumentException("a campaign has at least 1 seed: " + seeds);
    }
    if (jobs < 1) {
      throw new IllegalArgumentException("a campaign has at least 1 job: " + jobs);
    }
    if (auditEvery < 1) {
      throw new IllegalArgumentException("one run of at least 1 is audited: " + auditEvery);
    }
  }

  /**
   * How far a campaign is.
   *
   * @param runs runs done
   * @param steps steps in these
   * @param took real time
   */
  public record Progress(long runs, long steps, Duration took) {}

  /**
   * What came of a campaign.
   *
   * @param progress how far it got
   * @param failure the failure of the lowest failing seed, if one failed
   */
  public record Result(Progress progress, Optional<FailureReport> failure) {}

  /**
   * Runs the campaign; the calling thread waits. {@code onProgress} is called now and then by one of
   * the campaign's threads.
   */
  public Result run(Consumer<Progress> onProgress) {
    return new Execution(onProgress).run();
  }

  /** Explains a failed run: does it again with a trace. */
  public static FailureReport explain(Scenario scenario, SimulationResult failed) {
    if (failed.trace().isPresent()) {
      return new FailureReport(scenario.name(), failed);
    }
    SimulationResult traced = Simulator.trace(failed.options(), scenario::run);
    if (traced.failure().isEmpty() || traced.traceHash() != failed.traceHash()) {
      // The same seed did something else: that is the greater failure, and the audit words it.
      SimulationResult audited = Simulator.audit(failed.options(), scenario::run);
      return new FailureReport(
          scenario.name(), audited.trace().isPresent() ? audited : failed);
    }
    return new FailureReport(scenario.name(), traced);
  }

  private final class Execution {
    private final Consumer<Progress> onProgress;
    private final Clock clock = Clock.system();
    private final long start = clock.nanos();
    private final AtomicLong nextSeed = new AtomicLong(firstSeed);
    private final AtomicLong runs = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();

    /** The failed run of the lowest seed so far. */
    private final AtomicReference<@Nullable SimulationResult> lowest = new AtomicReference<>();

    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

    Execution(Consumer<Progress> onProgress) {
      this.onProgress = onProgress;
    }

    Result run() {
      List<Thread> workers = new ArrayList<>();
      for (int i = 1; i < jobs; i++) {
        workers.add(Thread.ofPlatform().name("campaign-" + i).daemon(true).start(this::work));
      }
      work();
      for (Thread worker : workers) {
        joinUninterruptibly(worker);
      }
      Throwable defect = broken.get();
      if (defect != null) {
        throw new IllegalStateException("the simulator itself failed on " + scenario.name(),
            defect);
      }
      SimulationResult failed = lowest.get();
      return new Result(
          progress(), Optional.ofNullable(failed).map(result -> explain(scenario, result)));
    }

    private void work() {
      try {
        while (broken.get() == null) {
          long from = nextSeed.getAndAdd(CHUNK);
          long end = Math.min(from + CHUNK, firstSeed + seeds);
          if (from >= end || isBehindFailure(from) || timeIsUp()) {
            return;
          }
          for (long seed = from; seed < end && !isBehindFailure(seed); seed++) {
            one(seed);
          }
          onProgress.accept(progress());
        }
      } catch (Throwable defect) {
        broken.compareAndSet(null, defect);
      }
    }

    private void one(long seed) {
      SimulationOptions options = base.withSeed(seed);
      SimulationResult result =
          Math.floorMod(seed, (long) auditEvery) == 0
              ? Simulator.audit(options, scenario::run)
              : Simulator.run(options, scenario::run);
      runs.incrementAndGet();
      steps.addAndGet(result.steps());
      if (!result.isSuccess()) {
        lowest.accumulateAndGet(
            result,
            (known,
                mine) -> known != null
                    && known.options().seed() < Objects.requireNonNull(mine).options().seed()
                        ? known
                        : mine);
      }
    }

    private boolean isBehindFailure(long seed) {
      SimulationResult failed = lowest.get();
      return failed != null && failed.options().seed() < seed;
    }

    private boolean timeIsUp() {
      return time.isPresent()
          && clock.nanos() - start >= Durations.nanos("the campaign's time", time.get());
    }

    private Progress progress() {
      return new Progress(runs.get(), steps.get(), Duration.ofNanos(clock.nanos() - start));
    }
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
