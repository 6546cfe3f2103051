package io.miniss.benchmarks;

import io.miniss.benchmarks.latency.Latency;
import io.miniss.benchmarks.lincheck.Comparison;
import io.miniss.benchmarks.placement.PlacementCosts;
import io.miniss.benchmarks.scaling.Scaling;
import io.miniss.scenarios.cli.GeneratedSection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the benchmarks and writes the table; see {@code ci/bench --help}. */
final class Main {
  private static final String USAGE =
      """
      usage: ci/bench [--quick | --full] [--only REGEX]
             ci/bench --guard
             ci/bench --lincheck
             ci/bench --scaling [--max N]
             ci/bench --latency [--seconds N]
             ci/bench --placement
             ci/bench --jmh ARGUMENT...

        --quick       about a quarter of an hour (the default)
        --full        about an hour
        --smoke       a minute; its figures mean nothing
        --only REGEX  only benchmarks whose name matches; prints the table, leaves the README alone
        --json FILE   also the results as JMH's JSON
        --guard       five minutes: fails with exit code 1 if a ratio to a peer is worse than in the README's table
        --lincheck    the simulator compared with Lincheck, about nine minutes; needs taskset (util-linux)
        --scaling     cost against numbers of cores, tasks, timers, messages, futures and fibers, about four minutes;
                      pages and pictures of this and the next two are in ci/benchmarks/docs
        --max N       no number above N
        --latency     latency under load, compared with other libraries, about three minutes
        --seconds N   of each measurement; 5 by default
        --placement   what pinning, stealing and idle strategies bring and cost, about two minutes
        --jmh         everything after it goes to JMH as it is, for example --jmh -l
      """;

  /** How long is measured. */
  private enum Length {
    SMOKE(1, 1, 100, 1, 100),
    QUICK(2, 3, 400, 20, 100),
    GUARD(3, 2, 250, 8, 100),
    FULL(5, 5, 1_000, 40, 250);

    private final int forks;
    private final int warmups;
    private final int warmupMillis;
    private final int measurements;
    private final int millis;

    Length(int forks, int warmups, int warmupMillis, int measurements, int millis) {
      this.forks = forks;
      this.warmups = warmups;
      this.warmupMillis = warmupMillis;
      this.measurements = measurements;
      this.millis = millis;
    }

    String text() {
      return forks + " JVMs x " + measurements + " x " + millis + " ms each, after " + warmups
          + " x " + warmupMillis + " ms of warm-up";
    }
  }

  private Length length = Length.QUICK;
  private String only = ".*";
  private final @Nullable String readme = System.getProperty("miniss.readme");
  private @Nullable Path json;

  private Main() {}

  /** See {@link #USAGE}. */
  public static void main(String[] args) throws Exception {
    List<String> arguments = Arrays.asList(args);
    int jmh = arguments.indexOf("--jmh");
    if (jmh >= 0) {
      org.openjdk.jmh.Main.main(
          arguments.subList(jmh + 1, arguments.size()).toArray(String[]::new));
      return;
    }
    if (arguments.equals(List.of("--lincheck"))) {
      Comparison.run();
      return;
    }
    if (arguments.equals(List.of("--guard"))) {
      guard();
      return;
    }
    if (!arguments.isEmpty()
        && page(arguments.getFirst(), arguments.subList(1, arguments.size()))) {
      return;
    }
    Main main = new Main();
    String problem = main.parse(arguments);
    if (problem != null) {
      badUsage(problem);
    }
    main.run();
  }

  /** Measures for the page that {@code what} asks for; returns whether it asks for one. */
  private static boolean page(String what, List<String> options) throws Exception {
    switch (what) {
      case "--scaling" -> {
        if (!Scaling.run(docs(), option(options, "--max", Integer.MAX_VALUE))) {
          System.exit(1);
        }
      }
      case "--latency" -> Latency.run(docs(), option(options, "--seconds", 5));
      case "--placement" -> {
        if (!options.isEmpty()) {
          badUsage("--placement has no options");
        }
        PlacementCosts.run(docs());
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static Path docs() {
    String readme = System.getProperty("miniss.readme");
    if (readme == null) {
      throw new IllegalStateException("pages need a place: run ci/bench");
    }
    return Path.of(readme).resolveSibling("docs");
  }

  /** The value of the only option there may be. */
  private static int option(List<String> options, String name, int byDefault) {
    if (options.isEmpty()) {
      return byDefault;
    }
    if (options.size() != 2
        || !options.getFirst().equals(name)
        || !options.getLast().matches("[1-9][0-9]{0,8}")) {
      badUsage("expected " + name + " and a positive number: " + String.join(" ", options));
    }
    return Integer.parseInt(options.getLast());
  }

  private static void badUsage(String problem) {
    System.err.println(problem);
    System.err.print(USAGE);
    System.exit(2);
  }

  private static void guard() throws Exception {
    String readme = System.getProperty("miniss.readme");
    if (readme == null) {
      throw new IllegalStateException("the guard needs the table: run ci/bench --guard");
    }
    Guard guard = new Guard(Path.of(readme));
    for (Guard.Measured measured : Guard.measured()) {
      var options =
          options(Length.GUARD, "\\." + measured.benchmark() + "$")
              .param("library", measured.libraries().toArray(String[]::new))
              .verbosity(VerboseMode.SILENT);
      guard.add(new Runner(options.build()).run());
    }
    List<String> worse = new ArrayList<>();
    System.out.print(Machine.now().text());
    guard.compare(worse).forEach(System.out::println);
    if (!worse.isEmpty()) {
      System.err.println(worse.size() + " rows are worse than in the table");
      System.exit(1);
    }
  }

  /** Answers what is wrong with {@code arguments}, or null. */
  private @Nullable String parse(List<String> arguments) {
    List<String> rest = new ArrayList<>(arguments);
    while (!rest.isEmpty()) {
      String argument = rest.removeFirst();
      switch (argument) {
        case "--smoke" -> length = Length.SMOKE;
        case "--quick" -> length = Length.QUICK;
        case "--full" -> length = Length.FULL;
        case "--help", "-h" -> {
          return "Compares the runtime with its peers.";
        }
        case "--only", "--json" -> {
          if (rest.isEmpty()) {
            return argument + " needs a value";
          }
          String value = rest.removeFirst();
          if (argument.equals("--only")) {
            only = value;
          } else {
            json = Path.of(value);
          }
        }
        default -> {
          return "unknown argument " + argument;
        }
      }
    }
    return null;
  }

  private void run() throws Exception {
    Optional<GeneratedSection> section =
        readme == null || !only.equals(".*") || length == Length.SMOKE
            ? Optional.empty()
            : Optional.of(new GeneratedSection(Path.of(readme), "ci/bench"));
    Machine machine = Machine.now();
    Report report = new Report(measure());
    String text = machine.text() + "Measured: " + length.text() + ".\n\n" + report.text();
    System.out.println(text);
    section.ifPresent(generated -> generated.write(text));
    System.out.println(
        section.isPresent() ? "Written to " + readme : "The README was left alone.");
  }

  private static ChainedOptionsBuilder options(Length length, String only) {
    return new OptionsBuilder()
        .include(only)
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .forks(length.forks)
        .warmupIterations(length.warmups)
        .warmupTime(TimeValue.milliseconds(length.warmupMillis))
        .measurementIterations(length.measurements)
        .measurementTime(TimeValue.milliseconds(length.millis))
        // What lives long is old in a server, and so it is here after the warm-up.
        .jvmArgsPrepend(
            "-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-XX:MaxTenuringThreshold=1")
        .shouldFailOnError(true);
  }

  private Collection<RunResult> measure() throws RunnerException {
    var options = options(length, only).addProfiler("gc"); // for the bytes of each operation
    Path results = json;
    if (results != null) {
      options.resultFormat(ResultFormatType.JSON).result(results.toString());
    }
    return new Runner(options.build()).run();
  }
}
