package io.miniss.benchmarks.scaling;

import io.miniss.benchmarks.chart.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What grows while the cost of an operation is measured. */
enum Scale {
  CORES(
      "cores",
      "CPU time of a message from a core to the next",
      1,
      2 * Runtime.getRuntime().availableProcessors()),
  READY_TASKS(
      "ready tasks",
      "Queueing a task on its own core and running it",
      1,
      1_000_000),
  PENDING_TIMERS(
      "pending timers",
      "Inserting a timer and cancelling it later",
      10,
      10_000_000),
  QUEUED_MESSAGES(
      "queued messages",
      "A message between two cores",
      1,
      1_000_000),
  CHAIN_LENGTH(
      "chain length",
      "A stage of a chain of mapped futures: created, completed, run",
      1,
      1_000_000),
  FIBERS(
      "fibers alive",
      "Waking a fiber that waits for a future, until it waits for the next",
      1,
      1_000_000);

  private static final int STEP = 10;

  private final String counted;
  private final String operation;
  private final int least;
  private final int most;

  Scale(String counted, String operation, int least, int most) {
    this.counted = counted;
    this.operation = operation;
    this.least = least;
    this.most = most;
  }

  /** What is counted, in the plural. */
  String counted() {
    return counted;
  }

  /** What a point of the picture is the cost of. */
  String operation() {
    return operation;
  }

  /** A part of file names. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Axis axis() {
    return this == CORES ? Axis.LINEAR : Axis.LOGARITHMIC;
  }

  /** The sizes that are measured: all numbers of cores, powers of ten of the others, none above {@code max}. */
  List<Integer> sizes(int max) {
    List<Integer> sizes = new ArrayList<>();
    for (long size = least; size <= Math.min(most, max);
        size = this == CORES ? size + 1 : size * STEP) {
      sizes.add((int) size);
    }
    return sizes;
  }

  /** Sets up {@code size} of them. */
  Subject start(int size) {
    return switch (this) {
      case CORES -> new CoreRing(size);
      case READY_TASKS -> new ReadyTasks(size);
      case PENDING_TIMERS -> new PendingTimers(size);
      case QUEUED_MESSAGES -> new QueuedMessages(size);
      case CHAIN_LENGTH -> new FutureChain(size);
      case FIBERS -> WaitingFibers.start(size);
    };
  }
}
