package io.miniss.benchmarks.scaling;

import io.miniss.benchmarks.ForkedJvm;
import io.miniss.benchmarks.Machine;
import io.miniss.benchmarks.chart.Page;
import io.miniss.benchmarks.chart.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Measures what an operation costs as numbers grow, and writes the page with the pictures. */
public final class Scaling {
  private static final String HEAP = "5 GB";
  private static final List<String> FLAGS = List.of("-Xms5g", "-Xmx5g", "-XX:+AlwaysPreTouch");
  private static final int LONGEST_CHAIN = 1_000_000;
  private static final long TASKS_PER_STAGE = 10;

  private final Path docs;
  private final int max;

  private Scaling(Path docs, int max) {
    this.docs = docs;
    this.max = max;
  }

  /**
   * Measures, prints and writes.
   *
   * @param docs the directory of the page
   * @param max no size is above this
   * @return whether what must hold does
   */
  public static boolean run(Path docs, int max) throws IOException, InterruptedException {
    return new Scaling(docs, max).run();
  }

  private boolean run() throws IOException, InterruptedException {
    String machine = Machine.now().text(HEAP);
    Map<Scale, Curve> curves = new EnumMap<>(Scale.class);
    for (Scale scale : Scale.values()) {
      System.err.println("measuring: " + scale.counted());
      List<String> lines =
          ForkedJvm.run(ScalingJvm.class, FLAGS, List.of(scale.name(), Integer.toString(max)));
      curves.put(scale, new Curve(scale, lines.stream().map(Curve.Measured::parse).toList()));
    }
    System.err.println("checking");
    int length = Math.min(LONGEST_CHAIN, max);
    List<String> checks =
        ForkedJvm.run(
            Checks.class,
            FLAGS,
            List.of(Integer.toString(length), Long.toString(length * TASKS_PER_STAGE)));

    Page page =
        new Page(docs, "Scaling",
            "ci/bench --scaling" + (max == Integer.MAX_VALUE ? "" : " --max " + max));
    page.add(machine);
    page.add(
        "Nanoseconds per operation: medians of " + ScalingJvm.ROUNDS
            + " rounds after warm-up, and in brackets the best. A separate JVM for each column.");
    page.add(coresTable(Objects.requireNonNull(curves.get(Scale.CORES))));
    page.add(sizesTable(curves));
    page.add(
        """
        - cores: each sends to the next; elapsed time x CPUs at work / messages.
        - ready tasks: so many are queued on one core, and each that runs queues itself again (`Core.execute`).
        - pending timers: `Core.after`, cancelled when 63 others have been inserted; those pending are due an hour later.
        - queued messages: so many are under way between two cores.
        - chain length: `map` of `map` of ... a promise; the figure is that of one stage.
        - fibers alive: each waits for a separate promise that another completes. One alone completes its own, and does
          not switch. Bytes are of the used heap after a collection, with the promise; not measured below 10,000.
        """);
    page.add("Checked in the same run:\n\n- " + String.join("\n- ", checks));
    for (Curve curve : curves.values()) {
      page.add("scaling-" + curve.scale().id() + ".svg", curve.times());
      if (curve.scale() == Scale.FIBERS
          && curve.points().stream().anyMatch(Curve.Measured::hasBytes)) {
        page.add("scaling-" + curve.scale().id() + "-bytes.svg", curve.bytes());
      }
    }
    page.write("scaling.md");
    System.out.print(page.text());
    return checks.stream().allMatch(line -> line.startsWith("ok "));
  }

  private static String coresTable(Curve cores) {
    List<String> headings = new ArrayList<>(List.of("cores"));
    List<String> figures = new ArrayList<>(List.of("a message to the next core"));
    for (Curve.Measured point : cores.points()) {
      headings.add(Integer.toString(point.size()));
      figures.add(point.text());
    }
    Table table = new Table(headings.toArray(String[]::new));
    table.add(figures.toArray(String[]::new));
    return table.text();
  }

  /** A row for each size, a column for each scale but the cores. */
  static String sizesTable(Map<Scale, Curve> curves) {
    List<Curve> columns =
        curves.values().stream().filter(curve -> curve.scale() != Scale.CORES).toList();
    List<String> headings = new ArrayList<>(List.of("how many"));
    columns.forEach(curve -> headings.add(curve.scale().counted()));
    headings.add("bytes a fiber");
    Table table = new Table(headings.toArray(String[]::new));
    TreeSet<Integer> sizes = new TreeSet<>();
    columns.forEach(curve -> curve.points().forEach(point -> sizes.add(point.size())));
    for (int size : sizes) {
      List<String> cells = new ArrayList<>(List.of(String.format(Locale.ROOT, "%,d", size)));
      for (Curve curve : columns) {
        cells.add(curve.of(size).map(Curve.Measured::text).orElse(""));
      }
      Curve fibers = curves.get(Scale.FIBERS);
      cells.add(
          fibers == null
              ? ""
              : fibers.of(size)
                  .filter(Curve.Measured::hasBytes)
                  .map(point -> Table.figure(point.bytes()))
                  .orElse(""));
      table.add(cells.toArray(String[]::new));
    }
    return table.text();
  }
}
