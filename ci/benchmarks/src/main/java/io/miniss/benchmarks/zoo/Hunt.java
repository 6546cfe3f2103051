package io.miniss.benchmarks.zoo;

import io.miniss.runtime.spi.Clock;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.Exhibit.Variant;
import io.miniss.scenarios.zoo.Zoo;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.search.EventProfile;
import io.miniss.simulator.shrink.Shrinker;
import io.miniss.simulator.strategy.Portfolio;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;

/**
 * One search for a failure on one thread.
 *
 * @param runs how many runs, or invocations, it took
 * @param nanos real time up to the end of the last of these
 * @param reportNanos real time after that, up to the text that tells of the failure
 * @param found what was reported; empty if nothing was
 */
record Hunt(long runs, long nanos, long reportNanos, String found) {
  /** The peer has gone on for too long: thrown inside its runs, as it has no limit of its own. */
  private static final class OutOfTime extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutOfTime() {
      super("out of time");
    }
  }

  /** The peer's runs see no time: somebody else has to look at it. */
  private static final ScheduledExecutorService ALARM =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon(true).factory());

  /** Outside the heap: what is on the heap the peer puts back after each invocation. */
  private static final class Tally {
    private static final MemorySegment MEMORY = Arena.global().allocate(32, 8);
    private static final long RUNS = 0;
    private static final long STOP = 8;
    private static final long FAILED_RUN = 16;
    private static final long FAILED_AT = 24;

    static void reset() {
      MEMORY.fill((byte) 0);
    }

    static long get(long place) {
      return MEMORY.get(ValueLayout.JAVA_LONG, place);
    }

    static void set(long place, long value) {
      MEMORY.set(ValueLayout.JAVA_LONG, place, value);
    }

    /** The peer runs a failing invocation again to report it: the first is the one that counts. */
    static void failed() {
      if (get(FAILED_RUN) == 0) {
        set(FAILED_RUN, get(RUNS));
        set(FAILED_AT, now());
      }
    }

    /** Nanoseconds; not those of {@code System.nanoTime}, which the peer stops for its runs. */
    static long now() {
      Instant now = Instant.now();
      return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }
  }

  boolean isFound() {
    return !found.isEmpty();
  }

  /** Lincheck, with at most {@code most} invocations in at most {@code limitNanos}. */
  static Hunt byLincheck(
      Exhibit exhibit,
      Variant variant,
      Map<String, Integer> sizes,
      int most,
      long limitNanos) {
    Tally.reset();
    ScheduledFuture<?> end =
        ALARM.schedule(() -> Tally.set(Tally.STOP, 1), limitNanos, TimeUnit.NANOSECONDS);
    long start = Tally.now();
    String found = "";
    try {
      Lincheck.runConcurrentTest(most, () -> invoke(exhibit, variant, sizes));
    } catch (LincheckAssertionError failure) {
      String text = String.valueOf(failure.getMessage()).strip();
      found =
          text.contains(OutOfTime.class.getSimpleName())
              ? ""
              : text.lines().findFirst().orElse("?").replace("=", "").strip();
    } finally {
      end.cancel(false);
    }
    long ended = Tally.now();
    if (found.isEmpty() || Tally.get(Tally.FAILED_RUN) == 0) {
      return new Hunt(Tally.get(Tally.RUNS), ended - start, 0, found);
    }
    long failed = Tally.get(Tally.FAILED_AT);
    return new Hunt(Tally.get(Tally.FAILED_RUN), failed - start, ended - failed, found);
  }

  private static void invoke(
      Exhibit exhibit, Variant variant, Map<String, Integer> sizes) {
    Tally.set(Tally.RUNS, Tally.get(Tally.RUNS) + 1);
    if (Tally.get(Tally.STOP) != 0) {
      throw new OutOfTime();
    }
    try {
      PeerWorld.run(exhibit, variant, sizes);
    } catch (Throwable failureOrAbortedHang) {
      Tally.failed();
      throw failureOrAbortedHang;
    }
  }

  /** The sizes of the smallest workload in which our default strategy finds the bug. */
  static Map<String, Integer> smallestSizes(Exhibit exhibit, int most) {
    Scenario buggy = Zoo.scenario(exhibit, Variant.BUGGY);
    SimulationOptions base = SimulationOptions.seed(0).withStrategy(new Portfolio(64));
    for (int run = 0; run < most; run++) {
      SimulationResult result = Simulator.run(base.withSeed(run), buggy::run);
      if (!result.isSuccess()) {
        return Campaign.explain(buggy, result)
            .shrink(buggy, Shrinker.DEFAULT_RUNS, Duration.ofSeconds(10))
            .traced()
            .sizes();
      }
    }
    throw new IllegalStateException("exhibit " + exhibit.number() + " is not found at all");
  }

  /** Ours, as {@code explore} does it by itself, with the sizes of the peer's workload. */
  static Hunt byMiniss(
      Exhibit exhibit,
      Variant variant,
      Map<String, Integer> sizes,
      long firstSeed,
      int most,
      long limitNanos) {
    Clock clock = Clock.system();
    long start = clock.nanos();
    Scenario scenario = Zoo.scenario(exhibit, variant);
    SimulationOptions options = SimulationOptions.seed(firstSeed).withSizes(sizes);
    Portfolio usual = EventProfile.portfolio(options, scenario::run);
    long begun = clock.nanos();
    Campaign.Result result =
        new Campaign(
            scenario,
            options.withStrategy(usual),
            firstSeed,
            most,
            Optional.of(Duration.ofNanos(limitNanos)),
            1,
            Campaign.DEFAULT_AUDIT)
            .run(progress -> {});
    String found =
        result
            .failure()
            .map(FailureReport::text)
            .flatMap(text -> text.lines().findFirst())
            .orElse("");
    long ran = begun - start + result.progress().took().toNanos();
    return new Hunt(
        result.searched() + result.progress().runs(), ran, clock.nanos() - start - ran, found);
  }
}
