package io.miniss.benchmarks.placement;

import io.miniss.benchmarks.Rounds;
import io.miniss.runtime.MultiCoreRuntime;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Bursts of stealable tasks of which one core's queue gets nine of ten.
 *
 * <p>Stealable tasks are placed round-robin, so places that are not wanted are filled with empty tasks. Those are not
 * counted.
 */
final class StealingJvm {
  static final int TASKS = 5_000;
  private static final int WARM_UP_MILLIS = 2_000;
  private static final int ROUNDS = 15;
  private static final int TENTH = 10;
  private static final int CAPACITY = 1 << 16;

  private final MultiCoreRuntime runtime;
  private final int tokens;
  private final Recorder recorder = new Recorder(1, TimeUnit.SECONDS.toNanos(60), 3);
  private CountDownLatch end = new CountDownLatch(0);

  /** Where the next stealable task goes, counted from where the first one went. */
  private int nextPlace;

  private StealingJvm(MultiCoreRuntime runtime, int tokens) {
    this.runtime = runtime;
    this.tokens = tokens;
  }

  /** The arguments are whether idle cores steal, and the units of work of a task. */
  public static void main(String[] arguments) {
    try (MultiCoreRuntime runtime =
        MultiCoreRuntime.builder()
            .cores(PlacementCosts.STEALING_CORES)
            .mailboxCapacity(CAPACITY)
            .stealing(Boolean.parseBoolean(arguments[0]))
            .start()) {
      StealingJvm load = new StealingJvm(runtime, Integer.parseInt(arguments[1]));
      var _ = Rounds.measure(WARM_UP_MILLIS, 1, load::burst);
      load.recorder.reset();
      Rounds rounds = Rounds.measure(0, ROUNDS, load::burst);
      Histogram times = load.recorder.getIntervalHistogram();
      System.out.println(
          TimeUnit.SECONDS.toNanos(1) / rounds.median() + " " + times.getValueAtPercentile(50) + " "
              + times.getValueAtPercentile(99));
    }
  }

  private long burst() {
    end = new CountDownLatch(TASKS);
    int cores = runtime.coreCount();
    for (int i = 0; i < TASKS; i++) {
      int place = i % TENTH != 0 ? 0 : 1 + i / TENTH % (cores - 1);
      while (nextPlace != place) {
        spawn(StealingJvm::empty);
      }
      long start = System.nanoTime();
      spawn(
          () -> {
            Blackhole.consumeCPU(tokens);
            recorder.recordValue(System.nanoTime() - start);
            end.countDown();
          });
    }
    Rounds.await(end);
    return TASKS;
  }

  private static void empty() {}

  private void spawn(Runnable task) {
    var _ = runtime.spawn(task);
    nextPlace = (nextPlace + 1) % runtime.coreCount();
  }
}
