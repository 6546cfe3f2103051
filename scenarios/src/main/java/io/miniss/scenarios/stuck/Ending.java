package io.miniss.scenarios.stuck;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.Future;
import java.time.Duration;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How clients shut the runtime down, and that each is told in time, and the same. Any thread. */
final class Ending {
  private final Stage stage;
  private final Function<MultiCoreRuntime, ShutdownReport> closing;
  private @Nullable ShutdownReport report;

  /** The earliest moment at which a request to shut down had been made. */
  private long requestedNanos = Long.MAX_VALUE;

  private Phase lastPhase = Phase.RUNNING;

  Ending(Stage stage, Function<MultiCoreRuntime, ShutdownReport> closing) {
    this.stage = stage;
    this.closing = closing;
  }

  /** Closes and returns the report. */
  ShutdownReport close() {
    Plan plan = stage.plan;
    begins();
    long begun = stage.now();
    ShutdownReport given = closing.apply(stage.runtime);
    long late = stage.now() - begun - plan.drainNanos() - plan.cancelNanos();
    boolean isBounded = stage.world.isPunctual() && plan.mayGiveUp();
    stage.verdict.require(
        !isBounded || late < Stage.LATEST_NANOS,
        "close returns within the drain limit and the cancel limit: late by " + late);
    ended(given);
    return given;
  }

  /** One of the ways for a client to shut down, while others do. */
  void shutDown(RandomGenerator random) {
    Duration limit = stage.time(random, 30_000);
    switch (random.nextInt(4)) {
      case 0 -> {
        var _ = close();
      }
      case 1 -> {
        begins();
        Future<ShutdownReport> end = stage.runtime.shutdown(limit);
        requested();
        ended(end.join());
      }
      case 2 -> {
        begins();
        Future<ShutdownReport> end = stage.runtime.shutdown();
        requested();
        ended(end.join());
      }
      default -> {
        begins();
        var _ = stage.runtime.shutdown(limit);
        requested();
      }
    }
  }

  /** Stops intake; does not wait. */
  void shutDownWithoutLimit() {
    begins();
    var _ = stage.runtime.shutdown();
    requested();
  }

  private void begins() {
    stage.callbacks.shutsDown();
    stage.ledger.shutsDown();
  }

  private synchronized void requested() {
    requestedNanos = Math.min(requestedNanos, stage.now());
  }

  private void ended(ShutdownReport given) {
    Phase phase = stage.runtime.phase();
    if (given.cancelledByDeadline()) {
      stage.ledger.seesStop();
    }
    synchronized (this) {
      stage.verdict.require(
          report == null || report == given,
          "there is one report: " + report + ", and " + given);
      report = given;
    }
    stage.verdict.require(
        phase == Phase.TERMINATED, "who is given the report finds the runtime ended: " + phase);
  }

  /** Looked at again and again: a runtime goes through its phases in one direction. */
  synchronized void requirePhaseInOrder() {
    Phase phase = stage.runtime.phase();
    stage.verdict.require(
        phase.compareTo(lastPhase) >= 0,
        "the phase moves down the list only: from " + lastPhase + " to " + phase);
    lastPhase = phase;
  }

  /** {@code notEndedNanos} is a time at which the runtime had not ended. */
  synchronized void requireTookAll(ShutdownReport given, long notEndedNanos) {
    stage.verdict.require(
        !stage.world.isPunctual() || requestedNanos == Long.MAX_VALUE
            || given.took().toNanos() >= notEndedNanos - requestedNanos,
        "the report says how long the end took since the first request: %s, and it was %d ns"
            .formatted(given, notEndedNanos - requestedNanos));
  }
}
