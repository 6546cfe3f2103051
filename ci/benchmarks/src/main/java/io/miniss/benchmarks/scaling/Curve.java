package io.miniss.benchmarks.scaling;

import io.miniss.benchmarks.chart.Axis;
import io.miniss.benchmarks.chart.LineChart;
import io.miniss.benchmarks.chart.Series;
import io.miniss.benchmarks.chart.Table;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** What was measured of one {@link Scale}. */
record Curve(Scale scale, List<Measured> points) {
  /**
   * Of one size.
   *
   * @param median nanoseconds per operation
   * @param least the same of the best round
   * @param bytes for each of the things counted, or not a number
   */
  record Measured(int size, double median, double least, double bytes) {
    /** Reads a line of {@link ScalingJvm}. */
    static Measured parse(String line) {
      String[] words = line.split(" ", -1);
      return new Measured(
          Integer.parseInt(words[0]),
          Double.parseDouble(words[1]),
          Double.parseDouble(words[2]),
          Double.parseDouble(words[3]));
    }

    /** The median, and in brackets the best. */
    String text() {
      return Table.figure(median) + " (" + Table.figure(least) + ")";
    }

    boolean hasBytes() {
      return !Double.isNaN(bytes);
    }
  }

  Optional<Measured> of(int size) {
    return points.stream().filter(point -> point.size() == size).findFirst();
  }

  LineChart times() {
    return new LineChart(
        scale.operation(),
        scale.axis(),
        scale.counted(),
        Axis.LOGARITHMIC,
        "ns",
        List.of(
            series("median", Measured::median, point -> true),
            series("best round", Measured::least, point -> true)));
  }

  LineChart bytes() {
    return new LineChart(
        "Heap for each of the " + scale.counted(),
        scale.axis(),
        scale.counted(),
        Axis.LINEAR,
        "bytes",
        List.of(series("miniss", Measured::bytes, Measured::hasBytes)));
  }

  private Series series(
      String name, ToDoubleFunction<Measured> value, Predicate<Measured> measured) {
    return new Series(
        name,
        points.stream()
            .filter(measured)
            .map(point -> new Series.Point(point.size(), value.applyAsDouble(point)))
            .toList());
  }
}
