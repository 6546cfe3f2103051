package io.miniss.benchmarks.chart;

import java.util.List;

/** One line of a {@link LineChart}. */
public record Series(String name, List<Point> points) {
  /** A point of the line. */
  public record Point(double x, double y) {}

  /** Keeps a copy of the points. */
  public Series {
    points = List.copyOf(points);
  }
}
