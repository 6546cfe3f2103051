package io.miniss.simulator.campaign;

import io.miniss.simulator.coverage.Seen;
import io.miniss.simulator.text.Quoting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The results of several shards, added up.
 *
 * @param rows one for each scenario, by name
 * @param gaps what is missing for the results to be those of whole campaigns, in words
 */
public record Merge(List<Row> rows, List<String> gaps) {
  private static final int NAMED_SHARDS = 8;

  /** Copies. */
  public Merge {
    rows = List.copyOf(rows);
    gaps = List.copyOf(gaps);
  }

  /**
   * One scenario.
   *
   * @param scenario its name
   * @param shards how many shards there are
   * @param present how many of them have the result of a shard that has ended
   * @param done seeds run
   * @param steps steps in these
   * @param took real time, of all shards together
   * @param failure the failure of the search at the beginning, or of the lowest failing seed
   * @param seen how much was seen, by those shards that say; what several have seen counts once
   * @param seenBy how many shards say
   */
  public record Row(
      String scenario,
      int shards,
      int present,
      long done,
      long steps,
      Duration took,
      Optional<ShardResult.Failed> failure,
      Seen seen,
      int seenBy) {}

  private record Entry(String where, ShardResult result) {}

  /**
   * Reads files of results and adds them up.
   *
   * @throws IllegalArgumentException if a line is damaged, two results are of the same shard, or of
   *     campaigns that are not the same; names files and lines
   */
  public static Merge of(List<Path> files) {
    Map<String, List<Entry>> byScenario = new TreeMap<>();
    List<String> gaps = new ArrayList<>();
    for (Path file : files) {
      List<String> lines = TextLines.read(file);
      if (lines.isEmpty()) {
        gaps.add(file + " holds no result: its job did not get as far");
      }
      for (int i = 0; i < lines.size(); i++) {
        Entry entry = read(file + " line " + (i + 1), lines.get(i));
        entry.result().plan().scenarios()
            .forEach(name -> byScenario.computeIfAbsent(name, key -> new ArrayList<>()));
        byScenario.computeIfAbsent(entry.result().plan().scenario(), key -> new ArrayList<>())
            .add(entry);
      }
    }
    List<Row> rows = new ArrayList<>();
    byScenario.forEach((scenario, entries) -> rows.add(row(scenario, entries, gaps)));
    return new Merge(rows, gaps);
  }

  private static Entry read(String where, String line) {
    if (Checkpoint.begins(line)) {
      throw new IllegalArgumentException(
          where + ": this is a checkpoint, as --resume has; merge takes results, as --json writes");
    }
    return new Entry(where, ShardResult.parse(where, line));
  }

  private static Row row(String scenario, List<Entry> entries, List<String> gaps) {
    if (entries.isEmpty()) {
      gaps.add(scenario + " has no result of any shard");
      return new Row(scenario, 0, 0, 0, 0, Duration.ZERO, Optional.empty(),
          Seen.nothing(), 0);
    }
    Entry first = entries.getFirst();
    int shards = first.result().plan().shard().count();
    Map<Integer, Entry> byShard = new TreeMap<>();
    long done = 0;
    long steps = 0;
    Duration took = Duration.ZERO;
    Seen seen = Seen.nothing();
    int seenBy = 0;
    int interrupted = 0;
    ShardResult.Failed lowest = null;
    for (Entry entry : entries) {
      ShardResult result = entry.result();
      requireSameCampaign(scenario, first, entry);
      Entry twin = byShard.putIfAbsent(result.plan().shard().index(), entry);
      if (twin != null) {
        throw new IllegalArgumentException(
            "shard " + result.plan().shard() + " of " + scenario + " is there twice: "
                + twin.where() + " and " + entry.where());
      }
      if (result.ended() == ShardResult.Ended.RUNNING) {
        interrupted++;
        gaps.add(
            String.format(
                Locale.ROOT, "shard %s of %s was interrupted after %,d seeds (%s)",
                result.plan().shard(), scenario, result.done(), entry.where()));
      }
      done += result.done();
      steps += result.steps();
      took = took.plus(result.took());
      if (result.seen().isPresent()) {
        seen = seen.merge(result.seen().get());
        seenBy++;
      }
      ShardResult.Failed failed = result.failure().orElse(null);
      if (failed != null && (lowest == null || seed(failed) < seed(lowest))) {
        lowest = failed;
      }
    }
    if (byShard.size() < shards) {
      gaps.add(missing(scenario, shards, byShard));
    }
    return new Row(
        scenario, shards, byShard.size() - interrupted, done, steps, took,
        Optional.ofNullable(lowest),
        seen, seenBy);
  }

  private static void requireSameCampaign(String scenario, Entry first, Entry entry) {
    List<String> differences = first.result().plan().differences(entry.result().plan());
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          first.where() + " and " + entry.where() + " are not of the same campaign of " + scenario
              + ": " + String.join("; ", differences));
    }
  }

  private static String missing(String scenario, int shards, Map<Integer, Entry> byShard) {
    List<String> named = new ArrayList<>();
    for (int shard = 1; shard <= shards && named.size() < NAMED_SHARDS; shard++) {
      if (!byShard.containsKey(shard)) {
        named.add(shard + "/" + shards);
      }
    }
    int more = shards - byShard.size() - named.size();
    return scenario + " has no result of shard " + String.join(", ", named)
        + (more > 0 ? " and " + more + " more" : "");
  }

  private static long seed(ShardResult.Failed failed) {
    return failed.replay().options().seed();
  }

  /** Whether anything failed. */
  public boolean isFailed() {
    return rows.stream().anyMatch(row -> row.failure().isPresent());
  }

  /** The table, for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    line(text, "scenario", "shards", "seeds", "steps", "seconds", "result");
    for (Row row : rows) {
      boolean whole = row.present() == row.shards() && row.shards() > 0;
      line(
          text,
          row.scenario(),
          row.present() + "/" + (row.shards() == 0 ? "?" : row.shards()),
          String.format(Locale.ROOT, "%,d", row.done()),
          String.format(Locale.ROOT, "%,d", row.steps()),
          String.format(Locale.ROOT, "%,.1f", row.took().toNanos() / 1e9),
          (row.failure().isPresent() ? "FAILED" : whole ? "passed" : "not complete")
              + coverageText(row));
    }
    for (Row row : rows) {
      row.failure()
          .ifPresent(
              failed -> text
                  .append("FAILED ").append(row.scenario()).append(": ").append(failed.what())
                  .append('\n').append(Quoting.indentedLines(failed.message()))
                  .append("\nreplay: ")
                  .append(FailureReport.command(failed.replay().toString()))
                  .append('\n'));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String... cells) {
    text.append(
        String.format(
            "%-16s %9s %15s %19s %12s  %s%n",
            cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]));
  }

  private static String coverageText(Row row) {
    if (row.seen().observed() == 0) {
      return "";
    }
    return ", " + row.seen().text()
        + (row.seenBy() < row.present() ? " in " + row.seenBy() + " shards" : "");
  }
}
