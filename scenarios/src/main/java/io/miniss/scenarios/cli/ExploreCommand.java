package io.miniss.scenarios.cli;

import io.miniss.simulator.campaign.Campaign;
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
          + " done in turn with the first seeds."
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
      description = "All scenarios that are to hold: not lost-update, which has a bug to show, and not those"
          + " of the zoo.")
  boolean all;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "How many seeds of each scenario (default: 1000, or no bound with --time).")
  @Nullable Long seeds;

  @Option(
      names = "--time",
      paramLabel = "T",
      converter = DurationConverter.class,
      description = "How long for each scenario at most, for example 30s or 5m.")
  @Nullable Duration time;

  @Option(
      names = "--jobs",
      paramLabel = "J",
      description = "How many threads (default: one for each CPU).")
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
    int failed = failures(scenarios);
    if (scenarios.size() > 1) {
      spec.commandLine()
          .getOut()
          .printf("%d scenarios passed, %d failed%n", scenarios.size() - failed, failed);
    }
    if (failed == 0 && trace.isGiven()) {
      spec.commandLine().getOut().printf("trace: none, as nothing failed%n");
    }
    return failed == 0 ? ExitCodes.HELD : ExitCodes.FAILED;
  }

  private int failures(List<Scenario> scenarios) {
    return searching.isGiven(spec.commandLine().getParseResult())
        ? search(scenarios)
        : explore(scenarios);
  }

  private int exploreProgram() {
    if (all) {
      throw new ParameterException(
          spec.commandLine(), "explore takes --class or --all, one of the two");
    }
    JavaProgram woven = program.program(names, true);
    int failed = failures(List.of(woven));
    spec.commandLine().getOut().println(woven.report());
    return failed == 0 ? ExitCodes.HELD : ExitCodes.FAILED;
  }

  private int explore(List<Scenario> scenarios) {
    List<Campaign> campaigns = scenarios.stream().map(this::campaign).toList();
    Optional<Ledger> ledger = account.ledger(campaigns);
    ledger.filter(Ledger::isContinued).ifPresent(this::tell);
    int failed = 0;
    for (Campaign campaign : campaigns) {
      if (!explore(campaign, ledger, scenarios.size() == 1)) {
        failed++;
      }
    }
    return failed;
  }

  private int search(List<Scenario> scenarios) {
    int failed = 0;
    for (Scenario scenario : scenarios) {
      ExhaustiveSearch search =
          searching.search(
              flags.options(firstSeed, new RandomWalk()), Optional.ofNullable(time));
      Optional<FailureReport> failure = SearchView.run(spec, scenario, search);
      if (failure.isPresent()) {
        report(scenario, failure.get(), scenarios.size() == 1);
        failed++;
      }
    }
    return failed;
  }

  private void tell(Ledger ledger) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "going on from %s: %,d runs done, and %d of the scenarios%n",
        account.resume, ledger.seedsDone(), ledger.scenariosDone());
    err.flush();
  }

  private boolean explore(Campaign campaign, Optional<Ledger> ledger, boolean isAlone) {
    Scenario scenario = campaign.scenario();
    PrintWriter out = spec.commandLine().getOut();
    Campaign.Result result = CampaignView.run(spec, campaign, ledger);
    Optional<FailureReport> failure = result.failure();
    if (failure.isEmpty()) {
      failure = inOtherJvm(campaign);
    }
    if (failure.isEmpty()) {
      out.printf("%-16s passed  %s%n", scenario.name(), CampaignView.describe(result));
      if (isAlone) {
        out.printf("seen: %s%n", result.coverage().text());
      }
      out.flush();
      return true;
    }
    out.printf("%-16s FAILED  %s%n", scenario.name(), CampaignView.describe(result));
    report(scenario, failure.get(), isAlone);
    return false;
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
