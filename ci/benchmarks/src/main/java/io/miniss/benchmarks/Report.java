package io.miniss.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/** The results as a Markdown table: our figure, what it is to be, and every peer's with the ratio. */
final class Report {
  /** One library in one benchmark. Nanoseconds an operation. */
  private record Figure(double best, double median, @Nullable Double bytes) {
    String text() {
      return Goal.number(median) + " (" + Goal.number(best) + ")";
    }

    /** Bytes allocated for an operation. Less than half a byte is what the measurement itself allocates. */
    String bytesText() {
      return bytes == null ? "" : String.format(Locale.ROOT, "%,d", Math.round(bytes));
    }
  }

  /** By benchmark, then by library, in the order of the runs. */
  private final Map<String, Map<String, Figure>> figures = new LinkedHashMap<>();

  Report(Collection<RunResult> results) {
    for (RunResult result : results) {
      String name = result.getParams().getBenchmark();
      figures
          .computeIfAbsent(name.substring(name.lastIndexOf('.') + 1), n -> new LinkedHashMap<>())
          .put(result.getParams().getParam("library"), figure(result));
    }
  }

  private static Figure figure(RunResult result) {
    Statistics times = result.getPrimaryResult().getStatistics();
    Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return new Figure(
        times.getMin(), times.getPercentile(50), bytes == null ? null : bytes.getScore());
  }

  /** The table and what to know about it. */
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| what | ours, ns (best) | bytes | must | aim | peer | peer, ns (best) | bytes | ours / peer "
            + "| passed |");
    lines.add("|---|---|---|---|---|---|---|---|---|---|");
    List<String> missed = new ArrayList<>();
    for (Goal goal : Goal.ALL) {
      Map<String, Figure> libraries = figures.get(goal.benchmark());
      if (libraries != null && libraries.containsKey(goal.ours())) {
        addRows(goal, libraries, lines, missed);
      }
    }
    lines.addAll(Goal.NOT_YET);
    lines.add("");
    if (!missed.isEmpty()) {
      lines.add("Out of reach for now:");
      lines.add("");
      lines.addAll(missed);
      lines.add("");
    }
    return String.join("\n", lines) + "\n";
  }

  private static void addRows(
      Goal goal, Map<String, Figure> libraries, List<String> lines, List<String> missed) {
    Figure ours = Objects.requireNonNull(libraries.get(goal.ours()));
    List<String> missing = shortfalls(goal, ours.median(), libraries);
    if (!missing.isEmpty()) {
      missed.add("- " + goal.what() + ": " + String.join("; ", missing));
    }
    boolean mustReached = missedMusts(goal, ours.median(), libraries).isEmpty();
    String must = mustText(goal);
    boolean first = true;
    for (Map.Entry<String, Figure> entry : libraries.entrySet()) {
      if (entry.getKey().startsWith("miniss")) {
        continue;
      }
      Figure peer = entry.getValue();
      String ratio = String.format(Locale.ROOT, "%.2f", ours.median() / peer.median());
      lines.add(
          first
              ? row(
                  goal.what(), ours.text(), ours.bytesText(), must, aimText(goal), entry.getKey(),
                  peer.text(), peer.bytesText(), ratio,
                  passed(goal, mustReached, missing.isEmpty()))
              : row(
                  "", "", "", "", "", entry.getKey(), peer.text(), peer.bytesText(), ratio, ""));
      first = false;
    }
    if (first) {
      lines.add(
          row(
              goal.what(), ours.text(), ours.bytesText(), must, aimText(goal), "", "", "", "",
              passed(goal, mustReached, missing.isEmpty())));
    }
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String mustText(Goal goal) {
    Stream<String> nanos = goal.must().stream().mapToObj(limit -> "< " + Goal.number(limit));
    Stream<String> peers = goal.mustPeers().stream().map(target -> "≤ " + target.text());
    return Stream.concat(nanos, peers).collect(Collectors.joining(", "));
  }

  private static String aimText(Goal goal) {
    Stream<String> nanos = goal.aim().stream().mapToObj(Goal::number);
    Stream<String> peers = goal.peers().stream().map(Goal.PeerTarget::text);
    return Stream.concat(nanos, peers).map(text -> "≤ " + text).collect(Collectors.joining(", "));
  }

  private static String passed(Goal goal, boolean mustReached, boolean aimReached) {
    boolean hasAim = goal.aim().isPresent() || !goal.peers().isEmpty();
    boolean hasMust = goal.must().isPresent() || !goal.mustPeers().isEmpty();
    if (!hasAim && !hasMust) {
      return "";
    }
    if (!mustReached) {
      return "**no**";
    }
    return !hasAim || aimReached ? "yes" : hasMust ? "must yes, aim no" : "aim no";
  }

  /** What must be reached and is not, in words. */
  private static List<String> missedMusts(
      Goal goal, double ours, Map<String, Figure> libraries) {
    List<String> texts = new ArrayList<>();
    goal.must()
        .ifPresent(
            nanos -> {
              if (ours >= nanos) {
                texts.add("must be below " + Goal.number(nanos) + " ns, is " + Goal.number(ours));
              }
            });
    addMissed("must be at most", goal.mustPeers(), ours, libraries, texts);
    return texts;
  }

  private static void addMissed(
      String verb,
      List<Goal.PeerTarget> targets,
      double ours,
      Map<String, Figure> libraries,
      List<String> texts) {
    for (Goal.PeerTarget target : targets) {
      Figure peer = libraries.get(target.peer());
      if (peer != null && !target.isReachedBy(ours, peer.median())) {
        texts.add(
            String.format(
                Locale.ROOT, "%s %s, is %.2f x", verb, target.text(), ours / peer.median()));
      }
    }
  }

  /** What is missed, in words. */
  private static List<String> shortfalls(
      Goal goal, double ours, Map<String, Figure> libraries) {
    List<String> texts = missedMusts(goal, ours, libraries);
    goal.aim()
        .ifPresent(
            nanos -> {
              if (ours > nanos) {
                texts.add("aim " + Goal.number(nanos) + " ns, is " + Goal.number(ours));
              }
            });
    addMissed("aim", goal.peers(), ours, libraries, texts);
    return texts;
  }
}
