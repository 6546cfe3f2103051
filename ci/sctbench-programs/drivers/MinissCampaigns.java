import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.search.EventProfile;
import io.miniss.simulator.weave.JavaProgram;
import io.miniss.simulator.weave.jdk.JdkPatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Explores plain programs as {@code ./miniss explore --class --races off --jobs 1} does, many campaigns in one JVM.
 * Started by {@code ci/sctbench}:
 *
 * <pre>
 * flags CACHE                                          prints the options of the JVM for the other two
 * table CLASSES PROGRAMS CAMPAIGNS RUNS STRATEGY...    prints a row of medians for each program of the file
 * timed CLASSES CAMPAIGNS SECONDS STRATEGY CLASS [ARGUMENT...]
 * </pre>
 *
 * {@code timed} prints a line for each campaign: {@code exception}, {@code deadlock} or {@code none}, its runs and its seconds. It ends when more
 * than half have found nothing.
 */
final class MinissCampaigns {
  /** Seeds of campaigns do not overlap. */
  private static final long SEEDS = 1_000_000_000L;

  private static final int NO_AUDIT = Integer.MAX_VALUE;

  private MinissCampaigns() {}

  public static void main(String[] arguments) throws IOException {
    List<String> rest = List.of(arguments).subList(1, arguments.length);
    switch (arguments[0]) {
      case "flags" -> JdkPatch.flags(Path.of(rest.getFirst())).forEach(System.out::println);
      case "table" ->
        table(
            rest.get(0), Path.of(rest.get(1)), Integer.parseInt(rest.get(2)),
            Long.parseLong(rest.get(3)), rest.subList(4, rest.size()));
      case "timed" ->
        timed(
            program(rest.get(0), rest.get(4), rest.subList(5, rest.size())),
            Integer.parseInt(rest.get(1)), Duration.ofSeconds(Long.parseLong(rest.get(2))),
            rest.get(3));
      default -> throw new IllegalArgumentException("flags, table or timed: " + arguments[0]);
    }
  }

  private static JavaProgram program(String classes, String name, List<String> arguments) {
    return JavaProgram.of(
        JavaProgram.settings(
            name, arguments, classes, name + ",Threads", false, Optional.empty(), true));
  }

  private static void table(
      String classes, Path programs, int campaigns, long runs, List<String> strategies)
      throws IOException {
    for (String line : Files.readAllLines(programs)) {
      String[] fields = line.strip().split("\\s*\\|\\s*", -1);
      if (fields.length < 4 || line.startsWith("#")) {
        continue;
      }
      List<String> arguments = fields[2].isEmpty() ? List.of() : List.of(fields[2].split(" "));
      JavaProgram program = program(classes, fields[1], arguments);
      System.out.printf("| %s |", fields[0]);
      for (String strategy : strategies) {
        System.out.printf(" %s |", median(program, fields[3], strategy, campaigns, runs));
        System.out.flush();
      }
      System.out.println();
    }
  }

  /** The median of the runs to the first failure; gives up when it is known that there is none. */
  private static String median(
      JavaProgram program, String bug, String strategy, int campaigns, long runs) {
    List<Long> found = new ArrayList<>();
    int done = 0;
    while (done < campaigns && !(found.isEmpty() && done > campaigns / 2)) {
      Campaign.Result result = run(program, strategy, done, runs, Optional.empty());
      done++;
      if (result.failure().isPresent()) {
        if (!kindOf(result).equals(bug)) {
          throw new IllegalStateException(
              "not the bug of the program: " + result.failure().get().text());
        }
        found.add(runsOf(result));
      }
    }
    long[] sorted = new long[done];
    Arrays.fill(sorted, Long.MAX_VALUE);
    for (int i = 0; i < found.size(); i++) {
      sorted[i] = found.get(i);
    }
    Arrays.sort(sorted);
    long low = sorted[(done - 1) / 2];
    long high = sorted[done / 2];
    return high == Long.MAX_VALUE
        ? String.format(Locale.ROOT, "not in %,d (%d of %d)", runs, found.size(), done)
        : String.format(Locale.ROOT, "%,d", (low + high) / 2);
  }

  private static void timed(
      JavaProgram program, int campaigns, Duration time, String strategy) {
    int missed = 0;
    for (int i = 0; i < campaigns && missed <= campaigns / 2; i++) {
      Campaign.Result result = run(program, strategy, i, SEEDS, Optional.of(time));
      missed += result.failure().isPresent() ? 0 : 1;
      System.out.printf(
          Locale.ROOT, "%s %d %.4f%n",
          kindOf(result), runsOf(result), result.progress().took().toNanos() / 1e9);
    }
  }

  /** {@code exception}, {@code deadlock}, or {@code none}. */
  private static String kindOf(Campaign.Result result) {
    return result.failure()
        .map(report -> report.failure().kind().name().toLowerCase(Locale.ROOT))
        .orElse("none");
  }

  private static long runsOf(Campaign.Result result) {
    return result.searched() + result.progress().runs();
  }

  private static Campaign.Result run(
      JavaProgram program, String strategy, int number, long runs, Optional<Duration> time) {
    long firstSeed = number * SEEDS;
    SimulationOptions options = SimulationOptions.seed(firstSeed);
    return new Campaign(
        program,
        options.withStrategy(EventProfile.complete(strategy, options, program::run)),
        firstSeed, runs, time, 1, NO_AUDIT)
        .run(progress -> {});
  }
}
