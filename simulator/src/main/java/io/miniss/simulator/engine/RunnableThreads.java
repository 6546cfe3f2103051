package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.strategy.Candidates;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a run that can run now, among which the strategy chooses. One that leaves is replaced by
 * the last, so the order means nothing, and is the same in every run of the seed.
 */
final class RunnableThreads implements Candidates {
  private final RunClock clock;

  /** All threads of the run, by number. */
  private final List<SimulatedThread> all;

  private SimulatedThread[] threads = new SimulatedThread[8];
  private int count;

  /** The one that runs, or null while the carrier decides. */
  private @Nullable SimulatedThread running;

  /** The number of the thread that ran last, or -1. */
  private int lastThread = -1;

  RunnableThreads(RunClock clock, List<SimulatedThread> all) {
    this.clock = clock;
    this.all = all;
  }

  @Nullable SimulatedThread running() {
    return running;
  }

  /** {@code thread} runs from now on; null: the carrier. */
  void setRunning(@Nullable SimulatedThread thread) {
    running = thread;
    if (thread != null) {
      lastThread = thread.id;
    }
  }

  SimulatedThread get(int position) {
    return threads[position];
  }

  /** Adds {@code thread} unless it is there. */
  void add(SimulatedThread thread) {
    if (thread.slot < 0) {
      if (count == threads.length) {
        threads = Arrays.copyOf(threads, 2 * count);
      }
      thread.slot = count;
      threads[count++] = thread;
    }
  }

  /** Removes {@code thread} if it is there. */
  void remove(SimulatedThread thread) {
    int slot = thread.slot;
    if (slot >= 0) {
      SimulatedThread last = threads[--count];
      threads[slot] = last;
      last.slot = slot;
      thread.slot = -1;
    }
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int thread(int position) {
    return threads[position].id;
  }

  @Override
  public int current() {
    SimulatedThread now = running;
    return now == null ? -1 : now.slot;
  }

  @Override
  public @Nullable Access access(int position) {
    return threads[position].access();
  }

  @Override
  public int location(int position) {
    SharedLocation location = threads[position].location();
    return location == null ? 0 : location.locationId();
  }

  @Override
  public @Nullable SharedLocation place(int position) {
    return threads[position].location();
  }

  @Override
  public long event(int position) {
    return threads[position].events();
  }

  @Override
  public long step() {
    return clock.steps();
  }

  @Override
  public int lastThread() {
    return lastThread;
  }

  @Override
  public long ownSteps(int thread) {
    return all.get(thread).ownSteps;
  }
}
