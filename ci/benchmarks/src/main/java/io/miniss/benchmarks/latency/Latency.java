package io.miniss.benchmarks.latency;

import io.miniss.benchmarks.Calibration;
import io.miniss.benchmarks.ForkedJvm;
import io.miniss.benchmarks.Machine;
import io.miniss.benchmarks.chart.Axis;
import io.miniss.benchmarks.chart.LineChart;
import io.miniss.benchmarks.chart.Page;
import io.miniss.benchmarks.chart.Series;
import io.miniss.benchmarks.chart.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Measures the same pipeline on several libraries and writes the page with the pictures. */
public final class Latency {
  private static final List<String> FLAGS = List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");
  private static final long STAGE_NANOS = 1_000;
  private static final List<Integer> PERCENTS = List.of(25, 50, 75, 90);

  private final int seconds;
  private final int workers = new Cpus().workers();
  private final int tokens = Calibration.tokensFor(STAGE_NANOS);

  private Latency(int seconds) {
    this.seconds = seconds;
  }

  /**
   * Measures, prints and writes.
   *
   * @param docs the directory of the page
   * @param seconds the length of each measurement
   */
  public static void run(Path docs, int seconds) throws IOException, InterruptedException {
    new Latency(seconds).run(docs);
  }

  private void run(Path docs) throws IOException, InterruptedException {
    String machine = Machine.now().text();
    Map<Contestant, Double> maxima = new EnumMap<>(Contestant.class);
    for (Contestant contestant : Contestant.values()) {
      System.err.println("measuring: maximum of " + contestant.title());
      maxima.put(contestant, Double.valueOf(measure(contestant, 0).getLast()));
    }
    double slowest = Collections.min(maxima.values());

    Page page = new Page(docs, "Latency under load", "ci/bench --latency --seconds " + seconds);
    page.add(machine);
    page.add(method());
    page.add(maximaTable(maxima));
    for (int percent : PERCENTS) {
      double perSecond = slowest * percent / 100;
      Map<Contestant, Latencies> latencies = new EnumMap<>(Contestant.class);
      for (Contestant contestant : Contestant.values()) {
        System.err.println("measuring: " + percent + " % on " + contestant.title());
        latencies.put(contestant, Latencies.parse(measure(contestant, perSecond)));
      }
      String rate =
          String.format(Locale.ROOT, "%d %% of the slowest's maximum, %,.0f requests/s", percent,
              perSecond);
      page.add("## " + rate);
      page.add(latencyTable(latencies));
      page.add("latency-" + percent + ".svg", chart(rate, latencies));
    }
    page.write("latency.md");
    System.out.print(page.text());
  }

  private List<String> measure(Contestant contestant, double perSecond)
      throws IOException, InterruptedException {
    List<String> flags = new ArrayList<>(FLAGS);
    flags.addAll(contestant.flags(workers));
    return ForkedJvm.run(
        LatencyJvm.class,
        flags,
        List.of(
            contestant.name(),
            Integer.toString(tokens),
            Integer.toString(seconds),
            Double.toString(perSecond)));
  }

  private String method() {
    return String.format(
        Locale.ROOT,
        """
        Three stages, each `Blackhole.consumeCPU(%d)`, about 1 µs. Workers: %d, each bound to a separate CPU; the
        generator has another. Each measurement takes %d s in a separate JVM, after 2 s of warm-up at the same rate.

        - miniss and Netty: stage i on core or event loop i modulo their number, by `execute`, with their default idle
          strategies; the capacity of miniss's queues is %,d. CompletableFuture: `supplyAsync` and two
          `thenApplyAsync`. Virtual threads: one for each stage, which starts that of the next.
        - By default miniss spins before it sleeps. Where others want the CPU, the system probably takes it from whoever spins (not profiled);
          `idle(0, 0)` sleeps at once.
        - The maximum is the best of %d measurements of a closed loop with %d requests outstanding.
        - The latencies are those of an open loop: requests are to start at times that a seed fixes (exponential gaps),
          and count from then, also if the generator is late or a request before them is slow.
        """,
        tokens, workers, seconds, Contestant.CAPACITY, LatencyJvm.MAXIMA,
        LatencyJvm.WINDOW_PER_WORKER * workers);
  }

  private static String maximaTable(Map<Contestant, Double> maxima) {
    Table table = new Table("maximum throughput", "requests/s", "miniss / it");
    double ours = Objects.requireNonNull(maxima.get(Contestant.MINISS));
    maxima.forEach(
        (contestant, perSecond) -> table.add(
            contestant.title(), Table.figure(perSecond), Table.figure(ours / perSecond)));
    return table.text();
  }

  /** Microseconds. */
  static String latencyTable(Map<Contestant, Latencies> latencies) {
    Table table = new Table("µs", "p50", "p99", "p99.9", "p99.99");
    latencies.forEach(
        (contestant, of) -> table.add(
            contestant.title(),
            Table.figure(of.micros(50)),
            Table.figure(of.micros(99)),
            Table.figure(of.micros(99.9)),
            Table.figure(of.micros(99.99))));
    return table.text();
  }

  private static LineChart chart(String rate, Map<Contestant, Latencies> latencies) {
    List<Series> lines = new ArrayList<>();
    latencies.forEach((contestant, of) -> lines.add(of.series(contestant.title())));
    return new LineChart(
        "Latency at " + rate, Axis.PERCENTILES, "percentile, from 50 to 99.99", Axis.LOGARITHMIC,
        "µs", lines);
  }
}
