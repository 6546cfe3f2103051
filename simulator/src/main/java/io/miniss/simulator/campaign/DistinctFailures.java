package io.miniss.simulator.campaign;

import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.util.Durations;
import io.miniss.simulator.Carriers;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * All different failures among some seeds, each once: unlike a {@link Campaign}, it goes on behind a failure.
 * Two failures are the same by {@link RunFailure#isSameAs}. One thread, in the order of the seeds.
 *
 * @param scenario what is run
 * @param base the options of every run but the seed
 * @param firstSeed the first seed
 * @param seeds how many
 * @param time how long at most, or nothing
 */
public record DistinctFailures(
    Scenario scenario,
    SimulationOptions base,
    long firstSeed,
    long seeds,
    Optional<Duration> time) {
  /**
   * One failure.
   *
   * @param first the failed run of the lowest seed
   * @param runs how many of all runs failed so
   */
  public record Found(SimulationResult first, long runs) {}

  /**
   * What came of it.
   *
   * @param runs how many runs were done
   * @param failures the failures, in the order in which they were found
   */
  public record Result(long runs, List<Found> failures) {
    /** Copies the list. */
    public Result {
      failures = List.copyOf(failures);
    }
  }

  /**
   * How far it is.
   *
   * @param runs how many runs were done
   * @param failures how many different ones were found
   * @param took how long that took
   */
  public record Progress(long runs, int failures, Duration took) {}

  /** Runs the seeds, or those for which there is time. */
  public Result run() {
    return run(progress -> {}, () -> false);
  }

  /** The same, until {@code isStopped} says true before a run; tells {@code onProgress} after each. */
  public Result run(Consumer<Progress> onProgress, BooleanSupplier isStopped) {
    List<Found> found = new ArrayList<>();
    long[] done = {0};
    return ReplayLine.named(
        scenario.name(),
        () -> Carriers.call(
            () -> runAll(found, done, onProgress, isStopped),
            halted -> {
              note(found, halted);
              return new Result(done[0] + 1, found);
            }));
  }

  private Result runAll(
      List<Found> found,
      long[] done,
      Consumer<Progress> onProgress,
      BooleanSupplier isStopped) {
    Clock clock = Clock.system();
    long start = clock.nanos();
    long took = 0;
    while (done[0] < seeds && !timeIsUp(took) && !isStopped.getAsBoolean()) {
      note(found, Simulator.run(base.withSeed(firstSeed + done[0]), scenario::run));
      done[0]++;
      took = clock.nanos() - start;
      onProgress.accept(new Progress(done[0], found.size(), Duration.ofNanos(took)));
    }
    return new Result(done[0], found);
  }

  private boolean timeIsUp(long nanos) {
    return time.isPresent() && nanos >= Durations.nanos("the time", time.get());
  }

  private static void note(List<Found> found, SimulationResult result) {
    if (result.isSuccess()) {
      return;
    }
    RunFailure failure = result.failure().orElseThrow();
    for (int i = 0; i < found.size(); i++) {
      Found known = found.get(i);
      if (known.first().failure().orElseThrow().isSameAs(failure)) {
        found.set(i, new Found(known.first(), known.runs() + 1));
        return;
      }
    }
    found.add(new Found(result, 1));
  }
}
