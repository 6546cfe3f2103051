package io.miniss.simulator;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.text.Quoting;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The end of a run as text: a line each time another thread goes on, with what took effect until it gave way.
 * Of a long stretch some accesses are only counted, but never the first and the last, nor one by which two meet: a
 * read of what another has written, the last read before another writes, a write that another sees or overwrites.
 * Those who meet are threads, and of the program's own accesses the tasks, fibers and timers of one core, too.
 */
final class Timeline {
  /** What repeats at the end, and changes nothing, is folded from so many accesses on. */
  private static final int MIN_FOLDED = 200;

  private static final int SHOWN_OF_LOOP = 4;

  private final Trace trace;
  private final List<Trace.Effect> effects;
  private final BitSet decisive = new BitSet();
  private final Actors actors;

  /** By the number of the access that came next, of those that are kept. */
  private final Map<Integer, List<Trace.Note>> notes = new TreeMap<>();

  private Timeline(Trace trace) {
    this.trace = trace;
    this.effects = trace.effects();
    this.actors = new Actors(trace);
    for (Trace.Note note : trace.notes()) {
      notes.computeIfAbsent(
          (int) (note.step() - trace.effectsLeftOut()), none -> new ArrayList<>())
          .add(note);
    }
  }

  static String of(Trace trace, int max) {
    return new Timeline(trace).text(max);
  }

  private String text(int max) {
    int end = endWithoutLoop();
    findDecisive(end);
    Deque<Integer> starts = new ArrayDeque<>();
    int stretches = 0;
    for (int i = 0; i < end; i++) {
      if (i == 0
          || effects.get(i).thread() != effects.get(i - 1).thread()
          || notes.containsKey(i)) {
        stretches++;
        starts.add(i);
        if (starts.size() > max) {
          starts.remove();
        }
      }
    }
    StringBuilder text = new StringBuilder();
    if (trace.leftOut() > 0) {
      text.append(
          String.format(
              "    the first %,d steps are left out (a trace takes a sixth of the heap at most)%n",
              trace.leftOut()));
    }
    if (stretches > starts.size()) {
      text.append("    ... ").append(stretches - starts.size()).append(" stretches before\n");
    }
    while (!starts.isEmpty()) {
      int from = starts.remove();
      int next = starts.isEmpty() ? end : starts.element();
      note(text, from);
      text.append(stretch(from, next - 1)).append('\n');
    }
    for (int i = end; i <= effects.size(); i++) {
      note(text, i);
    }
    if (end < effects.size()) {
      text.append(loop(end));
    }
    pending(text);
    return text.toString();
  }

  /** What the program said before access number {@code before}. */
  private void note(StringBuilder text, int before) {
    for (Trace.Note note : notes.getOrDefault(before, List.of())) {
      text.append(
          String.format(
              "    note        %9.3f us  %-16s %s%n",
              note.virtualNanos() / 1e3,
              Quoting.printable(trace.threads().get(note.thread())),
              Quoting.printable(note.text())));
    }
  }

  // ---- what repeats at the end ----

  /** Where the accesses begin that go on to the end and of which none changes anything. */
  private int endWithoutLoop() {
    int last = effects.size();
    while (last > 0 && !effects.get(last - 1).changed() && isKnown(effects.get(last - 1))) {
      last--;
    }
    return effects.size() - last < MIN_FOLDED ? effects.size() : last;
  }

  /** Whether it would be known if it had changed something. */
  private static boolean isKnown(Trace.Effect effect) {
    return effect.access() == null
        || effect.access() == Access.READ
        || !effect.outcome().isEmpty();
  }

  private String loop(int from) {
    Map<Integer, Map<String, Boolean>> byThread = new TreeMap<>();
    for (int i = from; i < effects.size(); i++) {
      Trace.Effect effect = effects.get(i);
      byThread
          .computeIfAbsent(effect.thread(), thread -> new LinkedHashMap<>())
          .put(effect.describe(), true);
    }
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "    from step %,d to the end, in %,d steps, nothing changes:%n",
            trace.effectsLeftOut() + from,
            effects.size() - from));
    byThread.forEach(
        (thread, what) -> text.append(
            String.format(
                "                              %-16s %s%n",
                Quoting.printable(trace.threads().get(thread)),
                Quoting.printable(
                    String.join(
                        "; ",
                        what.keySet().stream().limit(SHOWN_OF_LOOP).toList())))));
    return text.toString();
  }

  // ---- what was announced and did not happen ----

  private void pending(StringBuilder text) {
    for (Trace.Step step : trace.pending()) {
      text.append(
          String.format(
              "    not reached               %-16s %s%n",
              Quoting.printable(trace.threads().get(step.thread())),
              Quoting.printable(step.describe() + at(step.source()))));
    }
  }

  private static String at(String source) {
    return source.isEmpty() ? "" : " (" + source + ")";
  }

  // ---- what must be seen ----

  /** What is known of a location: who wrote it last, and who has read it since. */
  private static final class Uses {
    int write = -1;
    int writer = -1;

    /** By actor, the last read since the last write. */
    final Map<Integer, Integer> reads = new TreeMap<>();
  }

  private void findDecisive(int end) {
    Map<String, Uses> locations = new TreeMap<>();
    for (int i = 0; i < end; i++) {
      Trace.Effect effect = effects.get(i);
      if (effect.access() == null) {
        continue;
      }
      int actor = effect.inner() ? effect.thread() : actors.at(i);
      Uses uses = locations.computeIfAbsent(effect.location(), unknown -> new Uses());
      if (effect.access() != Access.WRITE
          && uses.write >= 0
          && uses.writer != actor
          && !uses.reads.containsKey(actor)) {
        decisive.set(uses.write);
        decisive.set(i);
      }
      if (effect.access() == Access.READ || !effect.changes()) {
        uses.reads.put(actor, i);
        continue;
      }
      for (Map.Entry<Integer, Integer> read : uses.reads.entrySet()) {
        if (read.getKey() != actor) {
          decisive.set(read.getValue());
          decisive.set(i);
        }
      }
      if (uses.write >= 0 && uses.writer != actor) {
        decisive.set(uses.write);
        decisive.set(i);
      }
      uses.write = i;
      uses.writer = actor;
      uses.reads.clear();
    }
  }

  private String stretch(int from, int to) {
    Trace.Effect first = effects.get(from);
    List<String> what = new ArrayList<>();
    String said = "";
    int hidden = 0;
    for (int i = from; i <= to; i++) {
      // The last two are what the next thread comes in between of.
      boolean seen = i == from || i >= to - 1 || decisive.get(i);
      if (!seen) {
        hidden++;
        continue;
      }
      if (hidden > 0) {
        what.add(hidden + " more");
        hidden = 0;
      }
      Trace.Effect effect = effects.get(i);
      String name = effect.inner() ? "" : actors.nameAt(i);
      boolean isOther = !name.isEmpty() && !name.equals(said);
      what.add((isOther ? "in " + name + ": " : "") + effect.describe() + at(effect.source()));
      said = name.isEmpty() ? said : name;
    }
    return String.format(
        "    step %5d  %9.3f us  %-16s %s",
        trace.effectsLeftOut() + from,
        first.virtualNanos() / 1e3,
        Quoting.printable(trace.threads().get(first.thread())),
        Quoting.printable(String.join("; ", what)));
  }
}
