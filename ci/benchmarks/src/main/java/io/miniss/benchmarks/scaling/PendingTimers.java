package io.miniss.benchmarks.scaling;

import io.miniss.benchmarks.Rounds;
import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.util.Registration;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * So many timers are pending on one core, due within an hour after the next one. 64 more are inserted, and cancelled
 * when the loop has taken them in.
 */
final class PendingTimers implements Subject {
  private static final int OPERATIONS = 1 << 18;
  private static final int CHUNK = 64;

  /** How many are inserted in one task: the loop has its turns between. */
  private static final int SLICE = 10_000;

  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private final MultiCoreRuntime runtime;
  private final Core core;
  private final Duration[] delays = new Duration[CHUNK];
  private final Registration[] inserted = new Registration[CHUNK];
  private int left;
  private CountDownLatch end = new CountDownLatch(0);

  PendingTimers(int size) {
    runtime = MultiCoreRuntime.builder().cores(1).busySpin().start();
    core = runtime.core(0);
    Arrays.setAll(delays, i -> delay(-1 - i));
    Arrays.fill(inserted, Registration.NONE);
    for (int from = 0; from < size; from += SLICE) {
      int first = from;
      int last = Math.min(size, from + SLICE);
      core.spawn(() -> insert(first, last)).join();
    }
  }

  private void insert(int first, int last) {
    for (int i = first; i < last; i++) {
      var _ = core.after(delay(i), PendingTimers::neverDue);
    }
  }

  /** From one to two hours, scattered. */
  private static Duration delay(int i) {
    return Duration.ofNanos(HOUR + Math.floorMod(i * 0x9E3779B97F4A7C15L, HOUR));
  }

  private static void neverDue() {
    throw new IllegalStateException("no timer is due here");
  }

  private void chunk() {
    for (int i = 0; i < CHUNK; i++) {
      inserted[i].close();
      inserted[i] = core.after(delays[i], PendingTimers::neverDue);
    }
    left -= CHUNK;
    if (left > 0) {
      core.execute(this::chunk);
    } else {
      end.countDown();
    }
  }

  @Override
  public long round() {
    left = OPERATIONS;
    end = new CountDownLatch(1);
    core.execute(this::chunk);
    Rounds.await(end);
    return OPERATIONS;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
