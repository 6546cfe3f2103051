package io.miniss.scenarios.cli;

import io.miniss.runtime.spi.Clock;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.search.ExhaustiveSearch;
import io.miniss.simulator.search.ExhaustiveSearch.NotSearchableException;
import io.miniss.simulator.search.ExhaustiveSearch.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** Runs searches before the user's eyes. */
final class SearchView {
  private SearchView() {}

  /**
   * Searches {@code scenario}, shows how far it is and says what came of it; answers the failure.
   *
   * @throws IllegalArgumentException if the scenario cannot be searched
   */
  static Optional<FailureReport> run(
      CommandSpec spec, Scenario scenario, ExhaustiveSearch search) {
    String name = scenario.name();
    ProgressLine line = new ProgressLine(spec.commandLine().getErr());
    Clock clock = Clock.system();
    long start = clock.nanos();
    Consumer<ExhaustiveSearch.Progress> show =
        progress -> line.show(
            (double) progress.runs() / search.mostRuns(),
            () -> name + ": " + words(progress, clock.nanos() - start));
    Outcome outcome = outcome(scenario, search, show);
    line.clear();
    spec.commandLine()
        .getOut()
        .printf(
            "%-16s %s  %s, %,d steps, %.1f s%n",
            name,
            outcome.failure().isEmpty() ? "held  " : "FAILED",
            outcome.text(),
            outcome.steps(),
            (clock.nanos() - start) / 1e9);
    return outcome.failure().map(failed -> Campaign.explain(scenario, failed));
  }

  private static Outcome outcome(
      Scenario scenario, ExhaustiveSearch search, Consumer<ExhaustiveSearch.Progress> show) {
    try {
      return search.run(scenario::run, show);
    } catch (NotSearchableException e) {
      throw new IllegalArgumentException(
          scenario.name() + " cannot be searched: " + e.getMessage(), e);
    }
  }

  private static String words(ExhaustiveSearch.Progress progress, long nanos) {
    return CampaignView.words(
        new Campaign.Progress(progress.runs(), progress.steps(), Duration.ofNanos(nanos)));
  }
}
