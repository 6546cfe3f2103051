package io.miniss.simulator;

import io.miniss.simulator.text.Quoting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a timeline tells between two accesses: what the program said, or did without an access, and the faults. Of many
 * faults the last ones are told.
 */
final class Asides {
  private static final int MAX_FAULTS = 25;

  private record Line(long virtualNanos, String text) {}

  private final Trace trace;

  /** By the number of the access that came next, of those that are kept. */
  private final Map<Integer, List<Line>> lines = new TreeMap<>();

  /** The same of what the program did after an access of the same thread. */
  private final Map<Integer, List<String>> deeds = new TreeMap<>();

  /** The accesses that came after the faults that are told. */
  private final List<Integer> told = new ArrayList<>();

  Asides(Trace trace) {
    this.trace = trace;
    for (Trace.Note note : trace.notes()) {
      int next = next(note.step());
      String text = note.text() + (note.source().isEmpty() ? "" : " (" + note.source() + ")");
      boolean isOfStretch =
          !note.isSaid() && next > 0 && trace.effects().get(next - 1).thread() == note.thread();
      if (isOfStretch) {
        deeds.computeIfAbsent(next, none -> new ArrayList<>()).add(text);
      } else {
        add(next, "note", note.virtualNanos(), note.thread(), text);
      }
    }
    List<Trace.Injected> faults = trace.faults();
    for (Trace.Injected each : faults.subList(
        Math.max(0, faults.size() - MAX_FAULTS), faults.size())) {
      int next = next(each.step());
      add(next, "fault", each.virtualNanos(), each.thread(), each.fault().toString());
      told.add(next);
    }
    lines.values().forEach(each -> each.sort(Comparator.comparingLong(Line::virtualNanos)));
  }

  private int next(long step) {
    return (int) (step - trace.effectsLeftOut());
  }

  private void add(int next, String kind, long virtualNanos, int thread, String text) {
    String line =
        String.format(
            "    %-10s  %9.3f us  %-16s %s%n",
            kind,
            virtualNanos / 1e3,
            Quoting.printable(trace.threads().get(thread)),
            Quoting.printable(text));
    lines.computeIfAbsent(next, none -> new ArrayList<>()).add(new Line(virtualNanos, line));
  }

  /** Whether there is a line before access number {@code index}. */
  boolean areBefore(int index) {
    return lines.containsKey(index);
  }

  /** The lines before access number {@code index}, with their ends. */
  List<String> before(int index) {
    return lines.getOrDefault(index, List.of()).stream().map(Line::text).toList();
  }

  /** What the thread of the access before number {@code index} did after it. */
  List<String> deedsBefore(int index) {
    return deeds.getOrDefault(index, List.of());
  }

  /** How many faults have no line before an access from number {@code first} on. */
  int faultsNotToldFrom(int first) {
    return trace.faults().size() - (int) told.stream().filter(next -> next >= first).count();
  }
}
