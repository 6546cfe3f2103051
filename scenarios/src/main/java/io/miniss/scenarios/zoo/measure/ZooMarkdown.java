package io.miniss.scenarios.zoo.measure;

import io.miniss.scenarios.zoo.Exhibit.Reference;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.search.ExhaustiveSearch.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The measured zoo for people. */
public final class ZooMarkdown {
  private ZooMarkdown() {}

  /** Both tables, and how to read them. */
  public static String of(List<Row> rows, Effort effort) {
    List<String> lines = new ArrayList<>();
    addExhibits(lines, rows);
    lines.add("");
    addHowTo(lines, effort);
    lines.add("");
    addMeasurements(lines, rows, effort);
    lines.add("");
    return String.join("\n", lines);
  }

  private static void addExhibits(List<String> lines, List<Row> rows) {
    lines.add("| # | kind | what goes wrong | told in |");
    lines.add("|--:|---|---|---|");
    for (Row row : rows) {
      lines.add(
          cells(
              Integer.toString(row.exhibit().number()),
              row.exhibit().label().kind().text(),
              escaped(row.exhibit().label().title()),
              row.exhibit().label().references().stream()
                  .map(ZooMarkdown::link)
                  .collect(Collectors.joining(", "))));
    }
  }

  private static String link(Reference reference) {
    return "[" + escaped(reference.name()) + "](" + reference.link() + ")";
  }

  private static void addHowTo(List<String> lines, Effort effort) {
    lines.add(
        String.format(
            Locale.ROOT,
            """
            Runs to the first failure, the median of %d campaigns of at most %,d runs, which start %,d seeds
            apart from seed %,d on:

            - what `explore --faults none` does stands first: seeds with `%s`, in turn with the %d
              runs of the search at the beginning; with the most that one of its campaigns needed, and how
              many campaigns found the bug; n is the length of one run of the buggy program
            - depth first goes through the workload of each campaign's first seed with at most %d preemptions
              and with sleep sets, and steps cost no time; a workload in which the bug cannot happen so counts
              as one in which it is not found
            - seen as: what such a campaign reports
            - fixed: for how many runs it passed
            - searched: the smallest workload in which the bug was found, without reduction, first without
              preemptions, then with one and so on, in at most %,d runs: with how many preemptions and in how
              many runs the bug appears, and up to how many preemptions the fixed one is proven, in how many
              runs; steps cost no time there, unless the bug cannot happen so""",
            effort.campaigns(), effort.runs(), Effort.STRIDE, effort.firstSeed(),
            Contestant.DEFAULT.title(), Campaign.SEARCH_RUNS, Contestant.PREEMPTIONS,
            effort.searchRuns()));
  }

  private static void addMeasurements(List<String> lines, List<Row> rows, Effort effort) {
    List<String> head = new ArrayList<>(List.of("#", "default", "most", "found"));
    StringBuilder rule = new StringBuilder("|--:|--:|--:|--:|");
    for (Contestant contestant : Contestant.values()) {
      if (contestant != Contestant.DEFAULT) {
        head.add(
            contestant == Contestant.DEPTH_FIRST
                ? contestant.title()
                : "`" + contestant.title() + "`");
        rule.append("--:|");
      }
    }
    head.addAll(List.of("seen as", "fixed", "searched, buggy", "searched, fixed"));
    lines.add(cells(head.toArray(String[]::new)));
    lines.add(rule.append("---|--:|---|---|").toString());
    for (Row row : rows) {
      lines.add(measurement(row, effort));
    }
  }

  private static String measurement(Row row, Effort effort) {
    Cell own = row.of(Contestant.DEFAULT);
    List<String> line = new ArrayList<>();
    line.add(Integer.toString(row.exhibit().number()));
    line.add(number(own.median(), effort));
    line.add(own.isFoundByAll() ? number(own.most(), effort) : bold(number(own.most(), effort)));
    String found = own.found() + " of " + effort.campaigns();
    line.add(own.isFoundByAll() ? found : bold(found));
    for (Contestant contestant : Contestant.values()) {
      if (contestant != Contestant.DEFAULT) {
        line.add(number(row.of(contestant).median(), effort));
      }
    }
    line.add(escaped(String.join("; ", row.seenAs().keySet())));
    line.add(
        row.fixedFailure()
            .map(failed -> bold("failed, seed " + failed.options().seed()))
            .orElseGet(() -> String.format(Locale.ROOT, "%,d", row.fixedRuns())));
    line.add(row.proof().map(ZooMarkdown::found).orElse("not searchable"));
    line.add(row.proof().map(ZooMarkdown::covered).orElse("not searchable"));
    return cells(line.toArray(String[]::new));
  }

  private static String found(Proof proof) {
    Outcome outcome = proof.buggy();
    String time = proof.workload().stepsCostTime() ? ", steps cost time" : "";
    return outcome.failure().isPresent()
        ? preemptions(outcome.preemptions()) + runs(outcome.runs()) + time
        : proof.isVacuous() ? "cannot happen" : "not found" + time;
  }

  private static String covered(Proof proof) {
    if (proof.isRefuted()) {
      return bold("failed, with " + preemptions(proof.fixed().preemptions()));
    }
    if (proof.isVacuous()) {
      return "says nothing";
    }
    if (proof.isComplete()) {
      return "all interleavings" + runs(proof.runs());
    }
    return proof.bounds() == 0
        ? "too large"
        : "up to " + preemptions(proof.bounds() - 1) + runs(proof.runs());
  }

  private static String preemptions(int number) {
    return number == 1 ? "1 preemption" : number + " preemptions";
  }

  private static String runs(long number) {
    return number == 1 ? ", 1 run" : String.format(Locale.ROOT, ", %,d runs", number);
  }

  private static String number(OptionalLong runs, Effort effort) {
    return runs.isPresent()
        ? String.format(Locale.ROOT, "%,d", runs.getAsLong())
        : String.format(Locale.ROOT, "> %,d", effort.runs());
  }

  private static String bold(String text) {
    return "**" + text + "**";
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }

  private static String cells(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
