package io.miniss.benchmarks.placement;

import io.miniss.benchmarks.Calibration;
import io.miniss.benchmarks.ForkedJvm;
import io.miniss.benchmarks.Machine;
import io.miniss.benchmarks.chart.Page;
import io.miniss.benchmarks.chart.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Measures what pinning and stealing bring and what idle strategies cost, and writes the page. */
public final class PlacementCosts {
  static final int STEALING_CORES = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final List<String> FLAGS = List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");
  private static final long TASK_NANOS = TimeUnit.MICROSECONDS.toNanos(10);
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double NANOS_PER_MILLI = 1e6;

  private PlacementCosts() {}

  /**
   * Measures, prints and writes.
   *
   * @param docs the directory of the page
   */
  public static void run(Path docs) throws IOException, InterruptedException {
    String machine = Machine.now().text();
    Page page = new Page(docs, "Pinning, stealing, idling", "ci/bench --placement");
    page.add(machine);
    page.add("Each figure is measured in a separate JVM, after warm-up.");
    page.add("## What pinning brings");
    page.add(pinning());
    page.add(
        "Each core bound to a separate CPU (the default), or none bound (`PinningPolicy.none()`).");
    page.add("## What stealing brings");
    int tokens = Calibration.tokensFor(TASK_NANOS);
    page.add(stealing(tokens));
    page.add(
        String.format(
            Locale.ROOT,
            "Bursts of %,d stealable tasks, each `Blackhole.consumeCPU(%d)`, about 10 µs, on %d cores. Nine of ten"
                + " are placed on one core. Completion counts from the `spawn` of the task to its end.",
            StealingJvm.TASKS, tokens, STEALING_CORES));
    page.add("## What waiting costs");
    page.add(idling());
    page.add(
        """
        One core. CPU time is that of the process while there is nothing to do, of one CPU. The wake-up is that from
        `Core.execute` in a thread outside to the start of the action, after a millisecond with nothing to do;
        100,000 turns take longer than that, so that core still spins then.
        """);
    page.write("placement.md");
    System.out.print(page.text());
  }

  private static double[] measure(Class<?> jvm, Object... arguments)
      throws IOException, InterruptedException {
    List<String> words = Arrays.stream(arguments).map(Object::toString).toList();
    System.err.println("measuring: " + jvm.getSimpleName() + " " + String.join(" ", words));
    String line = ForkedJvm.run(jvm, FLAGS, words).getLast();
    return Arrays.stream(line.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  private static String pinning() throws IOException, InterruptedException {
    Table table = new Table("ns each", "pinned (best)", "not pinned (best)", "not pinned / pinned");
    for (PinningJvm.Row row : PinningJvm.Row.values()) {
      double[] pinned = measure(PinningJvm.class, row.name(), true);
      double[] free = measure(PinningJvm.class, row.name(), false);
      table.add(
          row.title(),
          Table.figure(pinned[0]) + " (" + Table.figure(pinned[1]) + ")",
          Table.figure(free[0]) + " (" + Table.figure(free[1]) + ")",
          Table.figure(free[0] / pinned[0]));
    }
    return table.text();
  }

  private static String stealing(int tokens) throws IOException, InterruptedException {
    Table table =
        new Table("one core gets 90 % of the tasks", "tasks/s", "completion p50, ms", "p99, ms");
    for (boolean steals : new boolean[] {true, false}) {
      double[] of = measure(StealingJvm.class, steals, tokens);
      table.add(
          steals ? "idle cores steal (the default)" : "`stealing(false)`",
          Table.figure(of[0]),
          Table.figure(of[1] / NANOS_PER_MILLI),
          Table.figure(of[2] / NANOS_PER_MILLI));
    }
    return table.text();
  }

  private static String idling() throws IOException, InterruptedException {
    Table table =
        new Table("strategy", "CPU time when idle", "wake-up p50 (best), µs", "p99, µs");
    for (IdleJvm.Strategy strategy : IdleJvm.Strategy.values()) {
      double[] of = measure(IdleJvm.class, strategy.name());
      table.add(
          strategy.title(),
          String.format(Locale.ROOT, "%.1f %%", 100 * of[0]),
          Table.figure(of[2] / NANOS_PER_MICRO)
              + " ("
              + Table.figure(of[1] / NANOS_PER_MICRO)
              + ")",
          Table.figure(of[3] / NANOS_PER_MICRO));
    }
    return table.text();
  }
}
