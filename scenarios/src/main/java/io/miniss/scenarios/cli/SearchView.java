package io.miniss.scenarios.cli;

import io.miniss.runtime.spi.Clock;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.search.ExhaustiveSearch;
import io.miniss.simulator.search.ExhaustiveSearch.NondeterminismException;
import io.miniss.simulator.search.ExhaustiveSearch.NotSearchableException;
import io.miniss.simulator.search.ExhaustiveSearch.Outcome;
import io.miniss.simulator.weave.JavaProgram;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine.Model.CommandSpec;

/** Runs searches before the user's eyes. */
final class SearchView {
  private static final int SHOW_EVERY = 64;

  /** A program that is woven has points at its fields and monitors. */
  private static final String NOT_INTERLEAVED =
      "not interleaved: plain fields, and locks of the JDK";

  private static final Set<ExhaustiveSearch.Coverage> BEFORE_ITS_END =
      Set.of(
          ExhaustiveSearch.Coverage.RUN_LIMIT,
          ExhaustiveSearch.Coverage.TIME_LIMIT,
          ExhaustiveSearch.Coverage.STOPPED);

  private static final String STARTS_FROM_THE_BEGINNING =
      "to go on: an exhaustive search starts from the beginning; fewer --preemptions make it shorter";

  private SearchView() {}

  /**
   * Searches {@code scenario}, shows how far it is and says what came of it; returns the failure.
   *
   * @throws IllegalArgumentException if the scenario cannot be searched
   */
  static Optional<FailureReport> run(
      CommandSpec spec, Scenario scenario, ExhaustiveSearch search) {
    String name = scenario.name();
    ProgressLine line = new ProgressLine(spec.commandLine().getErr());
    Clock clock = Clock.system();
    long start = clock.nanos();
    Session session = Session.of(spec);
    Predicate<ExhaustiveSearch.Progress> goesOn =
        progress -> {
          if (progress.runs() % SHOW_EVERY == 0) {
            line.show(
                (double) progress.runs() / search.mostRuns(),
                () -> name + ": " + describe(progress, clock.nanos() - start));
          }
          return !session.isStopped();
        };
    PrintWriter out = spec.commandLine().getOut();
    try {
      Outcome outcome = search.runWhile(scenario::run, goesOn);
      line.clear();
      out.printf(
          "%-16s %s%s, %,d steps, %.1f s%n",
          name,
          outcome.failure().isPresent()
              ? "FAILED  "
              : outcome.coverage() == ExhaustiveSearch.Coverage.STOPPED ? "" : "passed  ",
          outcome.text(),
          outcome.steps(),
          (clock.nanos() - start) / 1e9);
      if (BEFORE_ITS_END.contains(outcome.coverage())) {
        out.println(STARTS_FROM_THE_BEGINNING);
      }
      if (outcome.failure().isEmpty() && !JavaProgram.isName(name)) {
        out.println(NOT_INTERLEAVED);
      }
      return outcome.failure().map(failed -> Campaign.explain(scenario, failed));
    } catch (NondeterminismException e) {
      line.clear();
      out.printf("%-16s FAILED  in run %,d%n", name, e.runs());
      return Optional.of(new FailureReport(name, e.failed()));
    } catch (NotSearchableException e) {
      line.clear();
      throw new IllegalArgumentException(name + " cannot be searched: " + e.getMessage(), e);
    }
  }

  private static String describe(ExhaustiveSearch.Progress progress, long nanos) {
    return CampaignView.describe(
        new Campaign.Progress(progress.runs(), progress.steps(), Duration.ofNanos(nanos)));
  }
}
