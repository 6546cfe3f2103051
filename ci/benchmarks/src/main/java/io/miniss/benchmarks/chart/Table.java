package io.miniss.benchmarks.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A table in Markdown: the first column is text, the others are figures. One thread only. */
public final class Table {
  private final int columns;
  private final List<String> lines = new ArrayList<>();

  /** A table with these headings. */
  public Table(String... headings) {
    columns = headings.length;
    lines.add(line(List.of(headings)));
    lines.add("|---|" + "--:|".repeat(columns - 1));
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if there are not as many cells as headings
   */
  public void add(String... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException(
          "a row has " + columns + " cells, this one " + cells.length + ": "
              + Arrays.toString(cells));
    }
    lines.add(line(List.of(cells)));
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  /** {@code value} with three significant digits, or all digits before the decimal point. */
  public static String figure(double value) {
    return String.format(
        Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }

  /** The table, each row a line. */
  public String text() {
    return String.join("\n", lines) + "\n";
  }
}
