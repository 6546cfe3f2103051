package io.miniss.simulator.picture;

import static org.assertj.core.api.Assertions.assertThat;

import example.bugs.PlantedBugs;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.scenario.BodyScenario;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.strategy.Portfolio;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever sees the page of a failure, and not the code, can name the bug: it has the accesses that decide, in order. */
class PlantedBugsTest {
  /** Where in a line of the text the name of the thread begins. */
  private static final int STEP_COLUMNS = 29;

  /** Where it ends. */
  private static final int THREAD_COLUMNS = 46;

  /** A bug, and what somebody has to see. */
  @SuppressWarnings("ImmutableEnumChecker") // what cannot be seen to be immutable is
  enum Bug {
    EXPIRY(
        PlantedBugs::expiryKillsRenewedEntry,
        "miniss-core-0 in timer 1 of core 0 reads expiry of the session: 10",
        "main writes expiry of the session: 30",
        "main reads session: \"alice\"",
        "miniss-core-0 in timer 1 of core 0 writes session: null",
        "main reads session: null"),
    CACHE(
        PlantedBugs::slowLoadOverwritesNewerPut,
        "reader reads row in the database: 1",
        "writer writes row in the database: 2",
        "writer writes cached row: 2",
        "reader writes cached row: 1",
        "main reads cached row: 1"),
    PERMIT(
        PlantedBugs::permitGivenToCancelledWaiter,
        "releaser reads the waiter: \"waits\"",
        "canceller updates the waiter: CAS \"waits\" -> \"cancelled\"",
        "releaser writes the waiter: \"has the permit\"",
        "main reads free permits: 0"),
    ORPHAN(
        PlantedBugs::orphanedChild,
        "parent reads scope is closed: false",
        "closer writes scope is closed: true",
        "closer reads children of the scope: 0",
        "parent updates children of the scope: 0 -> 1",
        "main reads cancelled children: 0"),
    CANCEL(
        PlantedBugs::cancelLostBetweenAttempts,
        "caller writes current attempt: null",
        "canceller reads current attempt: null",
        "caller writes current attempt: \"attempt 2\"",
        "main reads aborted attempt: \"none\""),
    CRASH(
        PlantedBugs::voteForgottenAtACrash,
        "node updates vote in memory: CAS null -> \"for A\"",
        "restarted node reads vote on disk: null",
        "restarted node writes vote in memory: null",
        "restarted node updates vote in memory: CAS null -> \"for B\"",
        "main reads votes of the node: 2"),
    STALE(
        PlantedBugs::staleVoteCounted,
        "voter of term 1 reads term: 1",
        "main writes term: 2",
        "main writes votes for the candidate: 0",
        "voter of term 1 updates votes for the candidate: 0 -> 1",
        "main reads votes for the candidate: 1"),
    QUOTA(
        PlantedBugs::quotaCheckedThenUsed,
        "reads used quota: 9",
        "reads used quota: 9",
        "updates used quota: 9 -> 10",
        "updates used quota: 10 -> 11",
        "main reads used quota: 11");

    private final Consumer<Simulation> program;
    private final List<String> deciding;

    Bug(Consumer<Simulation> program, String... deciding) {
      this.program = program;
      this.deciding = List.of(deciding);
    }
  }

  private static FailureReport found(Bug bug) {
    Scenario program =
        new BodyScenario("planted-bug", world -> bug.program.accept((Simulation) world));
    return new Campaign(
        program, SimulationOptions.seed(0).withStrategy(new Portfolio(128)), 0, 3_000,
        Optional.empty(), 1, Campaign.DEFAULT_AUDIT)
        .run(progress -> {})
        .failure()
        .orElseThrow()
        .shrink(program, 400, Duration.ofSeconds(10));
  }

  /** The page's list of what the program did, a line each, without the lines of the source. */
  private static List<String> program(FailureReport report) {
    String html = TracePage.html(Picture.of("planted-bug", report.traced()), SourceFiles.none());
    String section =
        html.substring(html.indexOf("<section id=\"program\""), html.indexOf("<noscript>"));
    return section.lines()
        .flatMap(line -> List.of(line.split("</li>")).stream())
        .map(line -> line.replaceAll("<span class=\"source\">.*?</span>", ""))
        .map(line -> line.replaceAll("<span class=\"n\">.*?</span>", ""))
        .map(line -> line.replaceAll("<[^>]*>", "").strip().replace("&quot;", "\""))
        .map(line -> line.replace("&gt;", ">"))
        .toList();
  }

  /** The steps of the text, each with its thread and what it runs, but for the lines of the source. */
  private static List<String> timeline(FailureReport report) {
    List<String> accesses = new ArrayList<>();
    report.text()
        .replaceAll("\n {8}(?=\\S)", " ") // where a line was wrapped
        .lines()
        .filter(line -> line.startsWith("    step "))
        .forEach(
            line -> {
              String thread = line.substring(STEP_COLUMNS, THREAD_COLUMNS).strip();
              String actor = "";
              for (String each : line.substring(THREAD_COLUMNS).strip().split("; ", -1)) {
                int name = each.startsWith("in ") ? each.indexOf(": ") : 0;
                actor = name > 0 ? " " + each.substring(0, name) : actor;
                String what = name > 0 ? each.substring(name + 2) : each;
                accesses.add(thread + actor + " " + what.replaceAll(" \\(PlantedBugs.*", ""));
              }
            });
    return accesses;
  }

  private static void requireInOrder(List<String> deciding, List<String> lines) {
    int at = 0;
    for (String each : deciding) {
      while (at < lines.size() && !lines.get(at).contains(each)) {
        at++;
      }
      assertThat(at).as("%s in %s", each, String.join("\n", lines)).isLessThan(lines.size());
      at++;
    }
  }

  @ParameterizedTest
  @EnumSource(Bug.class)
  void textHasTheDecidingAccessesInOrder(Bug bug) {
    FailureReport report = found(bug);
    requireInOrder(bug.deciding, timeline(report));
    assertThat(report.text())
        .doesNotContain("inbox of core", "remote work", "wake flag", "nothing to do");
  }

  @ParameterizedTest
  @EnumSource(Bug.class)
  void pageHasTheDecidingAccessesInOrder(Bug bug) {
    FailureReport report = found(bug);
    List<String> lines = program(report);
    requireInOrder(bug.deciding, lines);
    String last = bug.deciding.getLast();
    assertThat(report.text())
        .contains(last.substring(last.indexOf(" reads ")) + " (PlantedBugs.java:");
  }
}
