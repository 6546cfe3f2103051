package io.miniss.benchmarks;

import io.miniss.scenarios.cli.GeneratedSection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;

/**
 * Compares the ratios to peers with those of the committed table. Ratios are compared and not times, because
 * machines differ.
 *
 * <p>A ratio is that of two medians, over the iterations of all JVMs. Its interval is a bootstrap [1]: of 2,000
 * ratios of samples, the middle 95 %. A sample draws JVMs and then iterations of each, with replacement, since
 * iterations of one JVM are more alike than those of two. A row is worse if the whole interval lies more than
 * {@value #TOLERANCE_PERCENT} % above the committed ratio.
 *
 * <p>[1] B. Efron, Bootstrap Methods: Another Look at the Jackknife, Annals of Statistics 7(1), 1979.
 */
final class Guard {
  private static final int TOLERANCE_PERCENT = 15;
  private static final int SAMPLES = 2_000;
  private static final double CUT = 0.025;

  /** What the guard measures of one benchmark. */
  record Measured(String benchmark, List<String> libraries) {}

  private final Map<String, Double> committed;

  /** Iterations of each JVM in nanoseconds an operation, by benchmark and library. */
  private final Map<String, List<double[]>> times = new LinkedHashMap<>();

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);

  Guard(Path readme) {
    committed = ratios(new GeneratedSection(readme, "ci/bench").text());
  }

  /** The rows that compare with a peer that must be reached. */
  static List<Measured> measured() {
    Map<String, SequencedSet<String>> libraries = new LinkedHashMap<>();
    for (Goal goal : Goal.ALL) {
      for (Goal.PeerTarget target : goal.mustPeers()) {
        SequencedSet<String> of =
            libraries.computeIfAbsent(goal.benchmark(), name -> new LinkedHashSet<>());
        of.add(goal.ours());
        of.add(target.peer());
      }
    }
    return libraries.entrySet().stream()
        .map(entry -> new Measured(entry.getKey(), List.copyOf(entry.getValue())))
        .toList();
  }

  /** The ratios of the rows of {@code table}, by what and peer. */
  private static Map<String, Double> ratios(String table) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    String what = "";
    for (String line : table.lines().toList()) {
      List<String> cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
      if (cells.size() < 11 || !cells.get(9).matches("[0-9.]+")) {
        continue;
      }
      what = cells.get(1).isEmpty() ? what : cells.get(1);
      ratios.put(what + " / " + cells.get(6), Double.valueOf(cells.get(9)));
    }
    return ratios;
  }

  void add(Collection<RunResult> results) {
    for (RunResult result : results) {
      String name = result.getParams().getBenchmark();
      String benchmark = name.substring(name.lastIndexOf('.') + 1);
      times.put(
          key(benchmark, result.getParams().getParam("library")),
          result.getBenchmarkResults().stream().map(Guard::iterations).toList());
    }
  }

  private static double[] iterations(BenchmarkResult ofOneJvm) {
    return ofOneJvm.getIterationResults().stream()
        .map(IterationResult::getPrimaryResult)
        .mapToDouble(each -> each.getScore())
        .toArray();
  }

  private static String key(String benchmark, String library) {
    return benchmark + " of " + library;
  }

  /** A line for each row; what is worse is in {@code worse}. */
  List<String> compare(List<String> worse) {
    List<String> lines = new ArrayList<>();
    for (Goal goal : Goal.ALL) {
      for (Goal.PeerTarget target : goal.mustPeers()) {
        String row = goal.what() + " / " + target.peer();
        List<double[]> ours =
            Objects.requireNonNull(times.get(key(goal.benchmark(), goal.ours())));
        List<double[]> peers =
            Objects.requireNonNull(times.get(key(goal.benchmark(), target.peer())));
        lines.add(compare(row, ours, peers, worse));
      }
    }
    return lines;
  }

  private String compare(
      String row, List<double[]> ours, List<double[]> peers, List<String> worse) {
    double[] ratios = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      ratios[i] = median(sample(ours)) / median(sample(peers));
    }
    Arrays.sort(ratios);
    double low = ratios[(int) (SAMPLES * CUT)];
    double high = ratios[(int) (SAMPLES * (1 - CUT))];
    Double before = committed.get(row);
    boolean isWorse = before != null && low > before * (100 + TOLERANCE_PERCENT) / 100;
    String line =
        String.format(
            Locale.ROOT,
            "%-7s %s: %.2f (%.2f to %.2f), table %s",
            before == null ? "new" : isWorse ? "WORSE" : "ok",
            row,
            median(all(ours)) / median(all(peers)),
            low,
            high,
            before == null ? "has no such row" : String.format(Locale.ROOT, "%.2f", before));
    if (isWorse) {
      worse.add(line);
    }
    return line;
  }

  private double[] sample(List<double[]> jvms) {
    List<double[]> drawn = new ArrayList<>();
    for (int i = 0; i < jvms.size(); i++) {
      drawn.add(sample(jvms.get(random.nextInt(jvms.size()))));
    }
    return all(drawn);
  }

  private double[] sample(double[] iterations) {
    double[] drawn = new double[iterations.length];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = iterations[random.nextInt(iterations.length)];
    }
    return drawn;
  }

  private static double[] all(List<double[]> jvms) {
    return jvms.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  private static double median(double[] of) {
    double[] sorted = of.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
