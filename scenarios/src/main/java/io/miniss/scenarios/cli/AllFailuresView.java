package io.miniss.scenarios.cli;

import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.DistinctFailures;
import io.miniss.simulator.campaign.DistinctFailures.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;

/** Looks for all failures of a scenario before the user's eyes. */
final class AllFailuresView {
  private final CommandSpec spec;
  private final DistinctFailures search;
  private Progress last = new Progress(0, 0, Duration.ZERO);

  AllFailuresView(CommandSpec spec, DistinctFailures search) {
    this.spec = spec;
    this.search = search;
  }

  /** Runs the seeds until the session stops, and shows how far that is. */
  DistinctFailures.Result run() {
    ProgressLine line = new ProgressLine(spec.commandLine().getErr());
    DistinctFailures.Result result =
        search.run(
            progress -> {
              last = progress;
              line.show(done(), this::describe);
            },
            Session.of(spec)::isStopped);
    line.clear();
    return result;
  }

  private double done() {
    return ProgressLine.done(last.runs(), search.seeds(), last.took(), search.time());
  }

  private String describe() {
    return String.format(
        "%s: %,d runs, %d different %s, %.1f s",
        search.scenario().name(), last.runs(), last.failures(),
        last.failures() == 1 ? "failure" : "failures", last.took().toNanos() / 1e9);
  }

  /** Whether the session stopped before {@code result} was complete. */
  boolean isCutShort(DistinctFailures.Result result) {
    return Session.of(spec).isStopped() && result.runs() < search.seeds() && done() < 1;
  }

  /** The options that name the rest. */
  List<String> rest(DistinctFailures.Result result) {
    OptionalLong left =
        search.seeds() < Campaign.ENDLESS
            ? OptionalLong.of(search.seeds() - result.runs())
            : OptionalLong.empty();
    Optional<Duration> time = search.time().map(limit -> limit.minus(last.took()));
    return GoOn.rest(search.firstSeed() + result.runs(), left, time);
  }
}
