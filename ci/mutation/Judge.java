import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what kills the program on a class path: exploring it, or tests. Runs each command in a new process. */
final class Judge {
  private static final Pattern TOOK = Pattern.compile("(?m)^took (\\d+) (\\S+)$");

  private static final Pattern RUNS = Pattern.compile("(\\S+)\\s+FAILED\\s+([\\d,]+) run");

  /** Other programs on the machine do not make a mutant end in time or not; one that waits for ever uses no CPU. */
  private static final int WALL_FACTOR = 8;

  private final Path root;
  private final Path jdk;
  private final Path work;
  private final int seeds;
  private final long limitSeconds;
  private final boolean quick;

  Judge(Path root, Path jdk, Path work, int seeds, long limitSeconds, boolean quick) throws IOException {
    this.root = root;
    this.jdk = jdk;
    this.work = work;
    this.seeds = seeds;
    this.limitSeconds = limitSeconds;
    this.quick = quick;
    Files.createDirectories(work.resolve("target")); // where jqwik keeps its database
  }

  /** What exploring says, without faults and then with them; empty if it finds nothing. */
  String byExploring(String classPath) throws Exception {
    String verdict = byExploring(classPath, "none");
    return verdict.isEmpty() && !quick ? byExploring(classPath, "swarm") : verdict;
  }

  /** What exploring says with these faults; empty if it finds nothing. */
  String byExploring(String classPath, String faults) throws Exception {
    // The scenario of all features first: of the seeds of all it is the same few, and most mutants end there.
    for (String which : quick ? List.of("crossings") : List.of("crossings", "--all")) {
      Result result = call(java(classPath, explore(which, faults)), false);
      if (result.code() != 0) {
        return (faults.equals("none") ? "explore: " : faults + ": ") + how(result);
      }
    }
    return "";
  }

  /** What {@code tests} say; empty if they pass, or there are none. */
  String byTests(String classPath, List<String> tests) throws Exception {
    return tests.isEmpty() ? "" : verdict(run(classPath, tests));
  }

  /**
   * How many milliseconds each of {@code tests} takes, where all pass.
   *
   * @throws IllegalStateException if one does not
   */
  Map<String, Long> millisOf(String classPath, List<String> tests) throws Exception {
    Result tested = run(classPath, tests);
    if (tested.code() != 0) {
      throw new IllegalStateException(
          "fails without a mutant, or takes too long, " + verdict(tested) + (tests.size() == 1 ? " of " + tests.getFirst() : ""));
    }
    Map<String, Long> millis = new HashMap<>();
    TOOK.matcher(tested.out()).results().forEach(each -> millis.put(each.group(2), Long.valueOf(each.group(1))));
    return millis;
  }

  private Result run(String classPath, List<String> tests) throws Exception {
    List<String> command = new ArrayList<>(List.of(root.resolve("ci/mutation/RunTests.java").toString()));
    command.addAll(tests);
    return call(java(classPath, command), true);
  }

  private static String verdict(Result tested) {
    return switch (tested.code()) {
      case 0 -> "";
      case 1 -> "tests: " + tested.out().lines().reduce("", (before, line) -> line);
      default -> "tests: " + (tested.code() < 0 ? "no end" : "exit code " + tested.code());
    };
  }

  private List<String> explore(String which, String faults) {
    return List.of(
        "io.miniss.scenarios.Main", "explore", which, "--seeds", String.valueOf(seeds), "--jobs", "1", "--max-steps",
        "200000", "--no-other-jvm", "--no-shrink", "--failures", work.resolve("failures").toString(), "--faults",
        faults);
  }

  private static String how(Result result) {
    if (result.code() < 0) {
      return "no end";
    }
    Matcher failed = RUNS.matcher(result.out());
    return failed.find() ? failed.group(1) + " in " + failed.group(2) + " runs" : "exit code " + result.code();
  }

  private List<String> java(String classPath, List<String> rest) {
    List<String> command =
        new ArrayList<>(
            List.of(
                jdk.resolve("bin/java").toString(), "-Xmx1g", "-XX:+UseSerialGC", "--add-opens", "java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "-Djdk.trackAllThreads=false", "-cp", classPath));
    command.addAll(rest);
    return command;
  }

  /** How a command ended; its code is -1 if it was killed at the limit. */
  private record Result(int code, String out) {}

  /** With {@code resets}, each line that the command writes resets the limit. */
  private Result call(List<String> command, boolean resets) throws Exception {
    File out = work.resolve("out").toFile();
    Process process = new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true).redirectOutput(out).start();
    long written = 0;
    long cpuBefore = 0;
    long since = System.nanoTime();
    while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
      long cpu = process.info().totalCpuDuration().orElse(Duration.ZERO).toSeconds();
      if (resets && out.length() > written) {
        written = out.length();
        cpuBefore = cpu;
        since = System.nanoTime();
      }
      if (cpu - cpuBefore >= limitSeconds
          || System.nanoTime() - since > TimeUnit.SECONDS.toNanos(WALL_FACTOR * limitSeconds)) {
        process.destroyForcibly().waitFor();
        return new Result(-1, Files.readString(out.toPath(), UTF_8));
      }
    }
    return new Result(process.exitValue(), Files.readString(out.toPath(), UTF_8));
  }
}
