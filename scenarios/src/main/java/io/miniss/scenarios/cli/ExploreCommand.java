package io.miniss.scenarios.cli;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.campaign.Ledger;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.shrink.Shrinker;
import io.miniss.simulator.strategy.Portfolio;
import io.miniss.simulator.strategy.RandomWalk;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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
    description = "Run scenarios in the simulator under many seeds.",
    mixinStandardHelpOptions = true)
public final class ExploreCommand implements Callable<Integer> {
  private static final long DEFAULT_SEEDS = 1_000;
  private static final Duration SHRINK_LIMIT = Duration.ofSeconds(30);

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "The scenarios.")
  List<String> names = new ArrayList<>();

  @Option(names = "--all", description = "All scenarios.")
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
      names = "--failures",
      paramLabel = "DIR",
      description = "Where the file of a failing run goes (default: ${DEFAULT-VALUE}).")
  Path failures = Path.of("miniss-failures");

  @Option(names = "--no-shrink", description = "Report a failing run as it was found.")
  boolean noShrink;

  @Option(
      names = "--shrink-runs",
      paramLabel = "N",
      description = "How many runs shrinking may take (default: ${DEFAULT-VALUE}).")
  int shrinkRuns = Shrinker.DEFAULT_RUNS;

  @Mixin
  SimulationFlags flags = new SimulationFlags();

  @Mixin
  CampaignFlags account = new CampaignFlags();

  @Mixin
  TraceFlag trace = new TraceFlag();

  @Spec
  CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (all == !names.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "explore takes the names of scenarios or --all, one of the two");
    }
    List<Scenario> scenarios =
        all
            ? ScenarioRegistry.sound()
            : names.stream().distinct().map(ScenarioRegistry::named).toList();
    List<Campaign> campaigns = scenarios.stream().map(this::campaign).toList();
    Optional<Ledger> ledger = account.ledger(campaigns);
    ledger.filter(Ledger::isContinued).ifPresent(this::tell);
    int failed = 0;
    for (Campaign campaign : campaigns) {
      if (!explore(campaign, ledger, scenarios.size() == 1)) {
        failed++;
      }
    }
    if (scenarios.size() > 1) {
      spec.commandLine()
          .getOut()
          .printf("%d scenarios held, %d failed%n", scenarios.size() - failed, failed);
    }
    if (failed == 0 && trace.isGiven()) {
      spec.commandLine().getOut().printf("trace: none, as nothing failed%n");
    }
    return failed == 0 ? ExitCodes.HELD : ExitCodes.FAILED;
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
    ProgressLine line = new ProgressLine(spec.commandLine().getErr());
    Consumer<Campaign.Progress> show =
        progress -> line.show(
            done(campaign, progress), () -> scenario.name() + ": " + words(progress));
    Campaign.Result result =
        ledger.map(kept -> kept.run(campaign, show)).orElseGet(() -> campaign.run(show));
    line.clear();
    Optional<FailureReport> failure = result.failure();
    if (failure.isEmpty()) {
      out.printf("%-16s held    %s%n", scenario.name(), words(result.progress()));
      if (isAlone) {
        result.coverage().ifPresent(seen -> out.printf("seen: %s%n", seen.text()));
      }
      out.flush();
      return true;
    }
    out.printf("%-16s FAILED  %s%n", scenario.name(), words(result.progress()));
    FailureReport report =
        noShrink ? failure.get() : failure.get().shrink(scenario, shrinkRuns, SHRINK_LIMIT);
    out.print(report.text());
    out.printf("file: %s%n", write(report));
    if (isAlone) {
      trace.write(out, scenario.name(), report.traced());
    } else {
      trace.writeNamed(out, scenario.name(), report.traced());
    }
    out.flush();
    return false;
  }

  private Campaign campaign(Scenario scenario) {
    long bound =
        seeds != null ? seeds : time != null ? Campaign.ENDLESS : DEFAULT_SEEDS;
    SimulationOptions base = flags.options(firstSeed, new RandomWalk());
    if (flags.strategy == null) {
      base = base.withStrategy(new Portfolio(expectedSteps(scenario, base)));
    }
    return new Campaign(
        scenario,
        base,
        firstSeed,
        bound,
        account.shard(),
        Optional.ofNullable(time),
        jobs,
        Campaign.DEFAULT_AUDIT);
  }

  /** The length of one run, as a power of two, so that a small change of the code keeps it. */
  private static int expectedSteps(Scenario scenario, SimulationOptions base) {
    SimulationResult once = Simulator.run(base, scenario::run);
    return (int) Math.max(64, Long.highestOneBit(Math.min(once.steps(), 1L << 24)));
  }

  private static double done(Campaign campaign, Campaign.Progress progress) {
    double bySeeds = (double) progress.runs() / Math.max(1, campaign.size());
    double byTime =
        campaign
            .time()
            .map(limit -> (double) progress.took().toNanos() / Math.max(1, limit.toNanos()))
            .orElse(0.0);
    return Math.max(bySeeds, byTime);
  }

  private static String words(Campaign.Progress progress) {
    double seconds = Math.max(1e-9, progress.took().toNanos() / 1e9);
    return String.format(
        "%,d runs, %,d steps, %.1f s (%,.0f runs/s)",
        progress.runs(), progress.steps(), seconds, progress.runs() / seconds);
  }

  private Path write(FailureReport failure) {
    Path file =
        failures.resolve(
            failure.scenario() + "-" + failure.line().options().seed() + ".replay");
    try {
      Files.createDirectories(failures);
      Files.writeString(file, failure.recording().toText());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the failing run to " + file, e);
    }
    return file;
  }
}
