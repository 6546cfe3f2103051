package io.miniss.simulator.scenario;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.simulator.engine.Check;
import io.miniss.simulator.engine.Condition;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Where a scenario runs: in the simulator or on the machine. It provides everything that differs between
 * the two. All threads of the scenario (clients, cores and fibers) may call every method.
 */
public interface World {
  /** Whether this is a simulation. */
  boolean isSimulated();

  /** How many cores the run is to have. */
  int cores();

  /**
   * How much more than in a simulation a run on the machine should do; 1 in a simulation. Multiply
   * loops by it.
   */
  int scale();

  /**
   * Whether time passes only by steps and by {@link #work}, as in a simulation without faults. Only then can a
   * scenario check how late something is.
   */
  default boolean isPunctual() {
    return false;
  }

  /** A builder of a runtime with this world's cores, clock and scheduler. */
  MultiCoreRuntime.Builder runtime();

  /** This world's time. */
  Clock clock();

  /** This world's threads, for structures built on {@code io.miniss.runtime.shared}. */
  Scheduler scheduler();

  /** Starts a thread outside any runtime. */
  Client client(String name, Action body);

  /** Computes for {@code duration}: spends virtual time, or keeps the CPU busy. */
  void work(Duration duration);

  /** Randomness for one named purpose; it follows from the seed. */
  RandomGenerator random(String stream);

  /**
   * A size of the workload, from {@code min} to {@code max}: the same for the same seed and name. A
   * failing run is tried again with smaller ones, so draw from here what a smaller workload is made
   * of: how many clients, tasks, rounds. The name is part of the replay line and so has no blanks and
   * no {@code =}.
   */
  default int drawSize(String name, int min, int max) {
    if (name.isEmpty() || name.contains("=") || name.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException(
          "the name of a size has no blanks and no \"=\": \"" + name + "\"");
    }
    if (min < 0) {
      throw new IllegalArgumentException("a size is from 0 on: " + name + " from " + min);
    }
    if (min > max) {
      throw new IllegalArgumentException(
          "a size is between " + min + " and " + max + ", which is nothing: " + name);
    }
    long sizes = (long) max - min + 1;
    RandomGenerator random = random("size " + name);
    return sizes <= Integer.MAX_VALUE
        ? min + random.nextInt((int) sizes)
        : (int) (min + random.nextLong(sizes));
  }

  /**
   * Must be true after every step of a simulation; on the machine it is checked once, at the end. It
   * may read the scenario's plain fields, futures and handles. It must not change anything.
   */
  void invariant(String name, Check check);

  /**
   * As {@link #invariant(String, Check)}; fails where {@code condition} is false. A lambda that is an
   * expression with a boolean value is a condition: where the value means nothing, write a block.
   */
  default void invariant(String name, Condition condition) {
    invariant(name, condition.asCheck());
  }

  /** Must be true when everything has ended. */
  void finalCheck(String name, Check check);

  /** As {@link #finalCheck(String, Check)}; fails where {@code condition} is false. */
  default void finalCheck(String name, Condition condition) {
    finalCheck(name, condition.asCheck());
  }

  /**
   * Says what the program is doing: in a simulation, timelines and pages show {@code text} where the calling thread said
   * it. On real threads it does nothing. Code without a world calls {@code Notes.note}.
   */
  default void note(String text) {}

  /** Adds a number to the report of the run. */
  void metric(String name, long value);

  /**
   * Fails the run unless {@code condition} is true.
   *
   * @throws AssertionError with {@code rule} in its message
   */
  default void require(boolean condition, String rule) {
    if (!condition) {
      throw new AssertionError(rule);
    }
  }

  /** What a client does. */
  @FunctionalInterface
  interface Action {
    /** Does it; what it throws fails the run. */
    void run() throws Exception;
  }

  /** A thread outside any runtime. */
  interface Client {
    /** Waits until it has ended; not from a core. */
    void join();
  }
}
