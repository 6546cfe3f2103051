package io.miniss.scenarios.cli;

import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.Exhibit.Reference;
import io.miniss.scenarios.zoo.Exhibit.Variant;
import io.miniss.scenarios.zoo.Zoo;
import io.miniss.scenarios.zoo.measure.Contestant;
import io.miniss.scenarios.zoo.measure.Effort;
import io.miniss.scenarios.zoo.measure.Row;
import io.miniss.scenarios.zoo.measure.ZooJson;
import io.miniss.scenarios.zoo.measure.ZooMarkdown;
import io.miniss.scenarios.zoo.measure.ZooTable;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.output.AtomicFile;
import io.miniss.simulator.output.OutputException;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.strategy.RandomWalk;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code miniss zoo}: finds the bugs of other runtimes. */
@Command(
    name = "zoo",
    description = {
      "Bugs that shipped in other runtimes, each as it was and as it was fixed.",
      "Without arguments: list the bugs. With a number: tell the story of this one, find it, shrink the failure,"
          + " and run the fixed variant as often as finding took, at least "
          + ZooCommand.MIN_FIXED_RUNS + " times.",
      "With --table: measure all of them, or some."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the bug was found, and the fixed variant passed; with --table, of all bugs",
      "1:a bug was not found, or a fixed variant failed",
      "2:bad usage",
      ExitCodes.NOT_STARTED_TEXT, ExitCodes.NOT_WRITTEN_TEXT, ExitCodes.DEFECT_TEXT,
      ExitCodes.INTERRUPTED_TEXT
    },
    mixinStandardHelpOptions = true)
public final class ZooCommand implements Callable<Integer> {
  static final int MIN_FIXED_RUNS = 1_000;

  private static final Set<String> ONLY_OF_A_HUNT =
      new TreeSet<>(
          List.of("--seeds", "--strategy", "--failures", "--no-shrink", "--shrink-runs",
              "--trace"));
  private static final String INDENT = "  ";
  private static final int WIDTH = 100;

  @Parameters(paramLabel = "NUMBER", arity = "0..1", description = "The number of the bug to find.")
  @Nullable Integer number;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "How many seeds to try at most (default: ${DEFAULT-VALUE}).")
  long seeds = 10_000;

  @Option(
      names = "--first-seed",
      paramLabel = "N",
      description = "The first seed (default: ${DEFAULT-VALUE}).")
  long firstSeed;

  @Option(
      names = "--jobs",
      paramLabel = "J",
      description = "How many threads to use (default: one for each CPU).")
  int jobs = Runtime.getRuntime().availableProcessors();

  @Mixin
  SimulationFlags flags = new SimulationFlags();

  @Mixin
  FailureFlags failures = new FailureFlags();

  @Mixin
  TraceFlag trace = new TraceFlag();

  @ArgGroup(exclusive = false, heading = "The table:%n")
  @Nullable ZooTableFlags table;

  @Spec
  CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (table != null) {
      requireThat(number == null, "zoo takes the number of an exhibit or --table, one of the two");
      requireThat(
          given().noneMatch(ONLY_OF_A_HUNT::contains),
          "with --table zoo does not take " + String.join(", ", ONLY_OF_A_HUNT));
      return measure(table);
    }
    if (number != null) {
      return hunt(Zoo.exhibit(number));
    }
    requireThat(given().findAny().isEmpty(), "zoo needs the number of an exhibit, or --table");
    Zoo.exhibits().forEach(this::list);
    return ExitCodes.PASSED;
  }

  private Stream<String> given() {
    return spec.commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName);
  }

  private void requireThat(boolean condition, String rule) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), rule);
    }
  }

  private int measure(ZooTableFlags wanted) {
    wanted.requireTwoFiles();
    Optional<GeneratedSection> section =
        Optional.ofNullable(wanted.markdown)
            .map(file -> new GeneratedSection(file, "miniss zoo --table"));
    requireSizes(
        wanted.exhibits().stream()
            .flatMap(exhibit -> Stream.of(Variant.values())
                .map(variant -> Zoo.scenario(exhibit, variant)))
            .toList());
    Effort effort = wanted.effort(firstSeed);
    ZooTable measurement =
        new ZooTable(
            wanted.exhibits(), flags.options(firstSeed, new RandomWalk()), effort, jobs);
    ProgressLine line = new ProgressLine(spec.commandLine().getErr());
    Session session = Session.of(spec);
    List<Row> rows =
        measurement.run(
            progress -> line.show(
                (double) progress.done() / progress.all(),
                () -> String.format(
                    "exhibit %d, %,d of %,d measurements", progress.exhibit(), progress.done(),
                    progress.all())),
            session::isStopped);
    Thread.interrupted(); // what follows is not to be ended too
    line.clear();
    if (rows.size() < wanted.exhibits().size()) {
      return tellOfStop(wanted, rows, effort);
    }
    String text = ZooMarkdown.of(rows, effort);
    section.ifPresentOrElse(
        file -> write(() -> file.write(text), text), () -> out().print(text));
    Path json = wanted.json;
    if (json != null) {
      write(() -> AtomicFile.write(json, ZooJson.of(rows, effort)), "");
    }
    List<Row> wrong = rows.stream().filter(row -> !row.isAsItShouldBe()).toList();
    for (Row row : wrong) {
      out()
          .printf(
              "exhibit %d: found by %d of %d campaigns of the default strategy; the fixed variant %s%n",
              row.exhibit().number(), row.of(Contestant.DEFAULT).found(), effort.campaigns(),
              row.fixedPassed() ? "passed" : "FAILED");
    }
    int right = rows.size() - wrong.size();
    out()
        .printf(
            "%d of %d exhibits %s%n", right, rows.size(),
            right == 1 ? "is as it should be" : "are as they should be");
    return wrong.isEmpty() ? ExitCodes.PASSED : ExitCodes.FAILED;
  }

  /** Writes a file; prints {@code instead} if that fails. */
  private void write(Runnable writing, String instead) {
    try {
      writing.run();
    } catch (OutputException e) {
      Session.of(spec).notWritten(spec.commandLine().getErr(), e);
      out().print(instead);
    }
  }

  /** Prints the rows that are complete; files are not replaced by a part of what they are for. */
  private int tellOfStop(ZooTableFlags wanted, List<Row> rows, Effort effort) {
    if (!rows.isEmpty()) {
      out().print(ZooMarkdown.of(rows, effort));
    }
    out().printf("stopped: %d of %d exhibits were measured%n", rows.size(),
        wanted.exhibits().size());
    for (Path file : Stream.of(wanted.markdown, wanted.json).filter(Objects::nonNull).toList()) {
      out().printf("%s is not written%n", file);
    }
    String left =
        wanted.exhibits().stream()
            .filter(exhibit -> rows.stream().noneMatch(row -> row.exhibit().equals(exhibit)))
            .map(exhibit -> Integer.toString(exhibit.number()))
            .collect(Collectors.joining(","));
    out().printf("to go on: %s%n", GoOn.command(spec, List.of(), List.of("--only", left)));
    return ExitCodes.INTERRUPTED;
  }

  private int hunt(Exhibit exhibit) {
    Scenario buggy = Zoo.scenario(exhibit, Variant.BUGGY);
    requireSizes(List.of(buggy, Zoo.scenario(exhibit, Variant.FIXED)));
    Campaign campaign = campaign(buggy, seeds); // refuses bad options before the story is told
    tell(exhibit);
    PrintWriter out = out();
    Campaign.Result hunt = run(campaign);
    Optional<FailureReport> found = hunt.failure();
    if (CampaignView.isCutShort(spec, campaign, hunt)) {
      out.printf("%-16s stopped, not found: %s%n", buggy.name(), CampaignView.describe(hunt));
      if (!hunt.isInterrupted()) { // else seeds in between may be missing
        out.printf(
            "to go on: %s%n",
            GoOn.command(
                spec,
                List.of(Integer.toString(exhibit.number())),
                GoOn.rest(campaign, hunt)));
      }
      return ExitCodes.INTERRUPTED;
    }
    if (found.isEmpty()) {
      out.printf("%-16s not found: %s%n", buggy.name(), CampaignView.describe(hunt));
      if (trace.isGiven()) {
        out.printf("trace: none, as nothing failed%n");
      }
      return ExitCodes.FAILED;
    }
    long seedsTo =
        hunt.isFoundBySearch()
            ? Math.min(hunt.searched(), campaign.size())
            : found.get().line().options().seed() - firstSeed + 1;
    long runs = hunt.searched() + seedsTo;
    out.printf("%-16s found in run %,d%n", buggy.name(), runs);
    FailureReport report = failures.report(out, buggy, found.get());
    trace.write(out, buggy.name(), report.traced());
    out.printf("%n");
    out.flush();
    return runFixed(exhibit, Math.max(MIN_FIXED_RUNS, runs));
  }

  private void requireSizes(List<Scenario> scenarios) {
    FixedSizes.require(flags.options(firstSeed, new RandomWalk()), scenarios)
        .forEach(words -> out().println("warning: " + words));
  }

  private void list(Exhibit exhibit) {
    out().printf("%2d  %-15s %s%n", exhibit.number(), exhibit.label().kind().text(),
        exhibit.label().title());
  }

  private void tell(Exhibit exhibit) {
    PrintWriter out = out();
    out.printf(
        "exhibit %d, %s: %s%n", exhibit.number(), exhibit.label().kind().text(),
        exhibit.label().title());
    wrap(exhibit.label().story());
    for (Reference reference : exhibit.label().references()) {
      out.printf("%s%s: %s%n", INDENT, reference.name(), reference.link());
    }
    out.printf("why the runtime is not affected:%n");
    wrap(exhibit.label().runtime());
    out.printf("%n");
    out.flush();
  }

  private void wrap(String text) {
    StringBuilder line = new StringBuilder();
    for (String word : List.of(text.strip().split("\\s+", -1))) {
      if (line.length() + 1 + word.length() > WIDTH - INDENT.length() && !line.isEmpty()) {
        out().printf("%s%s%n", INDENT, line);
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    out().printf("%s%s%n", INDENT, line);
  }

  private int runFixed(Exhibit exhibit, long runs) {
    Scenario fixed = Zoo.scenario(exhibit, Variant.FIXED);
    Campaign campaign = campaign(fixed, runs);
    Campaign.Result result = run(campaign);
    String words = CampaignView.describe(result);
    if (result.failure().isPresent()) {
      out().printf("%-16s FAILED  %s%n", fixed.name(), words);
      failures.report(out(), fixed, result.failure().get());
      return ExitCodes.FAILED;
    }
    if (CampaignView.isCutShort(spec, campaign, result)) {
      out().printf("%-16s stopped %s%n", fixed.name(), words);
      return ExitCodes.INTERRUPTED;
    }
    out().printf("%-16s passed  %s%n", fixed.name(), words);
    return ExitCodes.PASSED;
  }

  private Campaign campaign(Scenario scenario, long most) {
    return new Campaign(
        scenario,
        flags.ofCampaign(firstSeed, scenario),
        firstSeed,
        most,
        Optional.empty(),
        jobs,
        Campaign.DEFAULT_AUDIT);
  }

  private Campaign.Result run(Campaign campaign) {
    return CampaignView.run(spec, campaign, Optional.empty());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
