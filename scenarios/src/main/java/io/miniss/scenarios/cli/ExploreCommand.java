package io.miniss.scenarios.cli;

import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.DistinctFailures;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.campaign.Ledger;
import io.miniss.simulator.otherjvm.OtherJvmAudit;
import io.miniss.simulator.otherjvm.Program;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.search.ExhaustiveSearch;
import io.miniss.simulator.strategy.RandomWalk;
import io.miniss.simulator.weave.JavaProgram;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code miniss explore}: many seeds of some or all scenarios. */
@Command(
    name = "explore",
    description = {
      "Run scenarios in the simulator under many seeds.",
      "With the portfolio, which is the default strategy, a short exhaustive search of the first seed is"
          + " interleaved with the first seeds."
    },
    mixinStandardHelpOptions = true)
public final class ExploreCommand implements Callable<Integer> {
  private static final long DEFAULT_SEEDS = 1_000;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "The scenarios; with --class the arguments of the program.")
  List<String> names = new ArrayList<>();

  @Option(names = "--all",
      description = "Explore all scenarios that are expected to pass: without lost-update, which shows a bug, and"
          + " without the zoo.")
  boolean all;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "How many seeds to run of each scenario (default: 1000, or no bound with --time).")
  @Nullable Long seeds;

  @Option(
      names = "--time",
      paramLabel = "T",
      converter = DurationConverter.class,
      description = "How long to run each scenario at most, for example 30s or 5m.")
  @Nullable Duration time;

  @Option(
      names = "--jobs",
      paramLabel = "J",
      description = "How many threads to use (default: one for each CPU).")
  int jobs = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--first-seed",
      paramLabel = "N",
      description = "The first seed (default: ${DEFAULT-VALUE}).")
  long firstSeed;

  @Option(
      names = "--no-other-jvm",
      description = "Do not compare the first seed with its run in another JVM, which takes about a second.")
  boolean noOtherJvm;

  @Option(
      names = "--keep-going",
      description = "Do not stop at the first failure: run all seeds, on one thread, and report each different"
          + " failure once.")
  boolean keepGoing;

  @Mixin
  ProgramFlags program = new ProgramFlags();

  @Mixin
  SimulationFlags flags = new SimulationFlags();

  @Mixin
  SearchFlags searching = new SearchFlags();

  @Mixin
  FailureFlags failures = new FailureFlags();

  @Mixin
  CampaignFlags account = new CampaignFlags();

  @Mixin
  TraceFlag trace = new TraceFlag();

  @Spec
  CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (program.isGiven()) {
      return exploreProgram();
    }
    program.requireNone(spec);
    if (all == !names.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "explore takes the names of scenarios or --all, one of the two");
    }
    List<Scenario> scenarios =
        all
            ? ScenarioRegistry.expectedToPass()
            : names.stream().distinct().map(ScenarioRegistry::named).toList();
    return summary(scenarios);
  }

  /** Explores or searches {@code scenarios} and sums up; returns the exit code. */
  private int summary(List<Scenario> scenarios) {
    boolean searches = searching.isGiven(spec.commandLine().getParseResult());
    if (keepGoing) {
      requireNone(searches);
    }
    List<String> warnings =
        FixedSizes.require(flags.options(firstSeed, new RandomWalk()), scenarios);
    Count count =
        searches
            ? search(scenarios)
            : keepGoing ? exploreAllFailures(scenarios) : explore(scenarios);
    PrintWriter out = spec.commandLine().getOut();
    if (scenarios.size() > 1) {
      int left = scenarios.size() - count.passed - count.failed;
      out.printf(
          "%d %s passed, %d failed%s%n",
          count.passed, count.passed == 1 ? "scenario" : "scenarios", count.failed,
          left == 0 ? "" : ", " + left + " not finished");
    }
    toDoTheRest(count.notBegun).forEach(
        command -> out.printf("to do what was not begun: %s%n", command));
    warnings.forEach(words -> out.println("warning: " + words));
    if (count.failed == 0 && trace.isGiven()) {
      out.printf("trace: none, as nothing failed%n");
    }
    if (count.failed > 0) {
      return ExitCodes.FAILED;
    }
    return Session.of(spec).isStopped() ? ExitCodes.INTERRUPTED : ExitCodes.PASSED;
  }

  /** The commands that do what was not begun. */
  private List<String> toDoTheRest(List<Scenario> notBegun) {
    if (notBegun.isEmpty()) {
      return List.of();
    }
    if (account.resume != null) {
      return List.of("the same command");
    }
    if (program.isGiven()) {
      return notBegun.stream().map(each -> toGoOn(each, List.of())).toList();
    }
    return List.of(
        GoOn.command(spec, notBegun.stream().map(Scenario::name).toList(), List.of()));
  }

  /** The command that goes on with {@code scenario} alone, with {@code rest} of the options. */
  private String toGoOn(Scenario scenario, List<String> rest) {
    if (!(scenario instanceof JavaProgram woven)) {
      return GoOn.command(spec, List.of(scenario.name()), rest);
    }
    List<String> options = new ArrayList<>(program.only(woven));
    options.addAll(rest);
    return GoOn.command(spec, names, options);
  }

  private int exploreProgram() {
    if (all) {
      throw new ParameterException(
          spec.commandLine(),
          "explore takes --class, --junit or --all, one of the three");
    }
    List<JavaProgram> woven = program.programs(names, true);
    int code = summary(List.<Scenario>copyOf(woven));
    PrintWriter out = spec.commandLine().getOut();
    List<String> unexplored = new ArrayList<>();
    for (JavaProgram each : woven) {
      try {
        String report = each.report();
        out.println(woven.size() == 1 ? report : each.shortName() + " " + report);
      } catch (IllegalArgumentException e) {
        unexplored.add((woven.size() == 1 ? "" : each.shortName() + ": ") + e.getMessage());
      }
    }
    if (!unexplored.isEmpty() && code == ExitCodes.PASSED && !Session.of(spec).isStopped()) {
      throw new IllegalArgumentException(String.join("\n", unexplored));
    }
    unexplored.forEach(out::println);
    return code;
  }

  /** How many scenarios have ended, and how. */
  private static final class Count {
    private int passed;
    private int failed;
    private final List<Scenario> notBegun = new ArrayList<>();
  }

  private Count explore(List<Scenario> scenarios) {
    List<Campaign> campaigns = scenarios.stream().map(this::campaign).toList();
    Optional<Ledger> ledger = account.ledger(campaigns);
    ledger.filter(Ledger::isContinued).ifPresent(this::tell);
    Count count = new Count();
    for (Campaign campaign : campaigns) {
      if (isOver(ledger)) {
        notBegun(campaign.scenario(), count);
      } else {
        explore(campaign, ledger, scenarios.size() == 1, count);
      }
    }
    ledger.flatMap(Ledger::notWritten)
        .ifPresent(e -> Session.of(spec).notWritten(spec.commandLine().getErr(), e));
    return count;
  }

  /** What does not go with --keep-going. */
  private void requireNone(boolean searches) {
    List<String> others =
        List.of("--shard", "--json", "--resume", "--checkpoint-every", "--jobs", "--trace");
    Optional<String> given =
        others.stream()
            .filter(spec.commandLine().getParseResult()::hasMatchedOption)
            .findFirst();
    if (searches || given.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "--keep-going runs seeds on one thread and keeps no account of them, and "
              + given.orElse("--exhaustive")
              + " does not go with it");
    }
  }

  private Count exploreAllFailures(List<Scenario> scenarios) {
    Count count = new Count();
    for (Scenario scenario : scenarios) {
      if (Session.of(spec).isStopped()) {
        notBegun(scenario, count);
      } else {
        exploreAllFailures(scenario, count);
      }
    }
    return count;
  }

  private void exploreAllFailures(Scenario scenario, Count count) {
    AllFailuresView view =
        new AllFailuresView(
            spec,
            new DistinctFailures(
                scenario,
                flags.ofCampaign(firstSeed, scenario),
                firstSeed,
                seeds != null ? seeds : time != null ? Campaign.ENDLESS : DEFAULT_SEEDS,
                Optional.ofNullable(time)));
    DistinctFailures.Result result = view.run();
    boolean isCutShort = view.isCutShort(result);
    int found = result.failures().size();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%-16s %s  %,d runs, %d different %s%n",
        scenario.name(),
        found > 0 ? "FAILED" : isCutShort ? "stopped" : "passed",
        result.runs(),
        found,
        found == 1 ? "failure" : "failures");
    if (isCutShort) { // first: to explain the failures takes time, which may not be there
      out.printf("to go on: %s%n", toGoOn(scenario, view.rest(result)));
    }
    for (DistinctFailures.Found each : result.failures()) {
      out.printf("%n%,d of %,d runs:%n", each.runs(), result.runs());
      failures.report(out, scenario, Campaign.explain(scenario, each.first()));
    }
    if (found > 0) {
      count.failed++;
    } else if (!isCutShort) {
      count.passed++;
    }
  }

  private void notBegun(Scenario scenario, Count count) {
    count.notBegun.add(scenario);
    spec.commandLine().getOut().printf("%-16s not begun%n", JavaProgram.title(scenario.name()));
  }

  private boolean isOver(Optional<Ledger> ledger) {
    return Session.of(spec).isStopped() || ledger.flatMap(Ledger::notWritten).isPresent();
  }

  private Count search(List<Scenario> scenarios) {
    Count count = new Count();
    for (Scenario scenario : scenarios) {
      if (Session.of(spec).isStopped()) {
        notBegun(scenario, count);
        continue;
      }
      ExhaustiveSearch search =
          searching.search(
              flags.options(firstSeed, new RandomWalk()), Optional.ofNullable(time));
      Optional<FailureReport> failure = SearchView.run(spec, scenario, search);
      if (failure.isPresent()) {
        report(scenario, failure.get(), scenarios.size() == 1);
        count.failed++;
      } else if (!Session.of(spec).isStopped()) {
        count.passed++;
      }
    }
    return count;
  }

  private void tell(Ledger ledger) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "going on from %s: %,d runs done, and %d of the scenarios%n",
        account.resume, ledger.seedsDone(), ledger.scenariosDone());
    err.flush();
  }

  private void explore(
      Campaign campaign, Optional<Ledger> ledger, boolean isAlone, Count count) {
    Scenario scenario = campaign.scenario();
    PrintWriter out = spec.commandLine().getOut();
    Campaign.Result result = CampaignView.run(spec, campaign, ledger);
    Optional<FailureReport> failure = result.failure();
    boolean isNotKept = ledger.flatMap(Ledger::notWritten).isPresent();
    boolean isEndedEarly =
        CampaignView.isCutShort(spec, campaign, result)
            || (isNotKept && result.progress().runs() < campaign.size());
    if (failure.isEmpty() && isEndedEarly) {
      tellOfStop(campaign, result, isAlone);
      return;
    }
    if (failure.isEmpty()) {
      failure = inOtherJvm(campaign);
    }
    if (failure.isEmpty()) {
      count.passed++;
      out.printf("%-16s passed  %s%n", JavaProgram.title(scenario.name()),
          CampaignView.describe(result));
      if (result.progress().runs() > 0
          && result.progress().steps() == 0
          && !JavaProgram.isName(scenario.name())) { // whose report says what to weave
        out.printf("warning: %s: %s%n", scenario.name(), Campaign.NOTHING_INTERLEAVED);
      }
      if (isAlone) {
        out.printf("seen: %s%n", result.coverage().text());
      }
      out.flush();
      return;
    }
    count.failed++;
    out.printf("%-16s FAILED  %s%n", JavaProgram.title(scenario.name()),
        CampaignView.describe(result));
    report(scenario, failure.get(), isAlone);
  }

  /** What was done, and how the rest is done. */
  private void tellOfStop(Campaign campaign, Campaign.Result result, boolean isAlone) {
    PrintWriter out = spec.commandLine().getOut();
    String name = JavaProgram.title(campaign.scenario().name());
    out.printf("%-16s stopped %s%n", name, CampaignView.describe(result));
    if (isAlone) {
      out.printf("seen: %s%n", result.coverage().text());
    }
    if (account.resume != null) {
      out.printf("to go on: the same command, which reads %s%n", account.resume);
    } else if (!result.isInterrupted()) { // else seeds in between may be missing
      out.printf(
          "to go on: %s%n", toGoOn(campaign.scenario(), GoOn.rest(campaign, result)));
    }
    out.flush();
  }

  private Optional<FailureReport> inOtherJvm(Campaign campaign) {
    if (noOtherJvm || campaign.scenario() instanceof JavaProgram) {
      return Optional.empty();
    }
    Scenario scenario = campaign.scenario();
    return OtherJvmAudit.compare(
        Program.scenario(scenario),
        campaign.base().withSeed(campaign.firstSeed()),
        scenario::run,
        "")
        .map(different -> new FailureReport(scenario.name(), different));
  }

  private void report(Scenario scenario, FailureReport found, boolean isAlone) {
    PrintWriter out = spec.commandLine().getOut();
    FailureReport report = failures.report(out, scenario, found);
    if (isAlone) {
      trace.write(out, scenario.name(), report.traced());
    } else {
      trace.writeNamed(out, scenario.name(), report.traced());
    }
    out.flush();
  }

  private Campaign campaign(Scenario scenario) {
    long bound =
        seeds != null ? seeds : time != null ? Campaign.ENDLESS : DEFAULT_SEEDS;
    return new Campaign(
        scenario,
        flags.ofCampaign(firstSeed, scenario),
        firstSeed,
        bound,
        account.shard(),
        Optional.ofNullable(time),
        jobs,
        Campaign.DEFAULT_AUDIT);
  }
}
