package io.miniss.benchmarks.latency;

import io.miniss.benchmarks.chart.Series;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The latencies of one library at one rate, in nanoseconds by percentile. */
record Latencies(Map<Double, Double> nanos) {
  /** Those that are measured; the page's table has some of them. */
  static final List<Double> PERCENTILES =
      List.of(50.0, 60.0, 70.0, 80.0, 90.0, 95.0, 98.0, 99.0, 99.5, 99.8, 99.9, 99.95, 99.98,
          99.99);

  private static final double NANOS_PER_MICRO = 1e3;

  /** Reads the lines of {@link LatencyJvm}. */
  static Latencies parse(List<String> lines) {
    Map<Double, Double> nanos = new TreeMap<>();
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      nanos.put(Double.valueOf(words[0]), Double.valueOf(words[1]));
    }
    return new Latencies(nanos);
  }

  double micros(double percentile) {
    return Objects.requireNonNull(nanos.get(percentile), "that percentile was not measured")
        / NANOS_PER_MICRO;
  }

  Series series(String name) {
    return new Series(
        name,
        nanos.keySet().stream()
            .map(percentile -> new Series.Point(percentile, micros(percentile)))
            .toList());
  }
}
