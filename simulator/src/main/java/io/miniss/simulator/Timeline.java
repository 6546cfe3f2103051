package io.miniss.simulator;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.text.FoldedSteps;
import io.miniss.simulator.text.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The end of a run as text: a line each time another thread goes on, with what took effect until it gave way, and one
 * for each fault and for what the program says. Steps of the
 * runtime, and of the JDK for itself, are only counted, unless they are asked for, or there is nothing else; then a line also begins where a core comes
 * back to the program. Of a long stretch some of the other
 * accesses are only counted, too, but never the first and the last, nor one that is {@link DecisiveAccesses decisive}.
 */
final class Timeline {
  /** What repeats at the end, and changes nothing, is folded from so many accesses on. */
  private static final int MIN_FOLDED = 200;

  private static final int SHOWN_OF_LOOP = 4;
  private static final String TO_THE_END = "to the end";

  private final Trace trace;
  private final List<Trace.Effect> effects;

  /** Where the accesses begin that go on to the end and of which none changes anything. */
  private final int end;

  private final Actors actors;
  private final DecisiveAccesses decisive;
  private final ProgramAccesses program;

  /** Whether steps of the runtime and of the JDK are only counted. */
  private final boolean folds;

  /** How far what repeats at the end goes on. */
  private final String until;

  private final Asides asides;
  private final StringBuilder text = new StringBuilder();

  /** The accesses before this one are listed or counted. */
  private int told;

  private Timeline(Trace trace, boolean runtimeSteps, String until) {
    this.trace = trace;
    this.until = until;
    this.effects = trace.effects();
    this.end = endWithoutLoop();
    this.actors = new Actors(trace);
    this.decisive = new DecisiveAccesses(effects, actors, end);
    this.program = new ProgramAccesses(trace, actors, end);
    this.folds = !runtimeSteps && !program.isEmpty();
    this.asides = new Asides(trace);
  }

  /**
   * The last {@code max} stretches, or of an endless run half of them of each end; with the runtime's own steps if
   * {@code runtimeSteps}.
   */
  static String of(Trace trace, int max, boolean runtimeSteps) {
    return trace
        .beginning()
        .map(
            first -> new Timeline(first, runtimeSteps, "to step %,d".formatted(end(first) - 1))
                .text(max / 2)
                + String.format(
                    "    steps %,d to %,d are left out%n", end(first), trace.effectsLeftOut() - 1)
                + new Timeline(trace, runtimeSteps, TO_THE_END).text(max - max / 2))
        .orElseGet(
            () -> leftOut(trace) + new Timeline(trace, runtimeSteps, TO_THE_END).text(max));
  }

  /** How many accesses have taken effect, which is how a timeline numbers them. */
  private static long end(Trace trace) {
    return trace.effectsLeftOut() + trace.effects().size();
  }

  private static String leftOut(Trace trace) {
    return trace.effectsLeftOut() == 0
        ? ""
        : String.format(
            "    the first %,d steps are left out (a trace takes a sixth of the heap at most)%n",
            trace.effectsLeftOut());
  }

  private String text(int max) {
    told = beforeLast(max);
    int faultsBefore = asides.faultsNotToldFrom(told);
    if (faultsBefore > 0) {
      text.append("    ... ")
          .append(faultsBefore)
          .append(faultsBefore == 1 ? " fault before\n" : " faults before\n");
    }
    for (int from = told, next; from < end; from = next) {
      next = endOfStretch(from);
      tellAsides(from);
      int first = from;
      while (first < next && !isListed(first)) {
        first++;
      }
      if (first < next) {
        count(first);
        stretch(first, next);
      }
    }
    count(end);
    for (int i = end; i <= effects.size(); i++) {
      tellAsides(i);
    }
    if (end < effects.size()) {
      loop();
    }
    pending();
    return text.toString();
  }

  // ---- stretches ----

  private boolean isStart(int index) {
    return index == 0
        || effects.get(index).thread() != effects.get(index - 1).thread()
        || asides.areBefore(index)
        || (folds && program.comeBackAt(index));
  }

  private int endOfStretch(int from) {
    int next = from + 1;
    while (next < end && !isStart(next)) {
      next++;
    }
    return next;
  }

  /** Where the last {@code max} stretches begin of which something is listed; says how many came before. */
  private int beforeLast(int max) {
    int first = end;
    int shown = 0;
    int before = 0;
    boolean isShown = false;
    for (int i = end - 1; i >= 0; i--) {
      isShown |= isListed(i);
      if (isStart(i)) {
        if (isShown && shown < max) {
          shown++;
          first = i;
        } else if (isShown) {
          before++;
        }
        isShown = false;
      }
    }
    if (before == 0) {
      return 0;
    }
    text.append("    ... ").append(before).append(" stretches before\n");
    return first;
  }

  /** The last access of all is listed in any case: it may be the one that fails. */
  private boolean isListed(int index) {
    return !folds || program.contain(index) || index == effects.size() - 1;
  }

  /** Counts what was not told before access number {@code until}. */
  private void count(int until) {
    FoldedSteps folded = new FoldedSteps();
    for (int i = told; i < until; i++) {
      folded.add(effects.get(i).ofJdk());
    }
    if (!folded.isEmpty()) {
      text.append("    ... ").append(folded.words()).append('\n');
    }
    told = until;
  }

  /** What the program said, and what went wrong, before access number {@code before}. */
  private void tellAsides(int before) {
    List<String> lines = asides.before(before);
    if (!lines.isEmpty()) {
      count(Math.min(before, end));
    }
    lines.forEach(text::append);
  }

  private String thread(int number) {
    return Quoting.printable(trace.threads().get(number));
  }

  /** The accesses of one thread; the first of them is listed. */
  private void stretch(int from, int next) {
    int count = 0;
    for (int i = from; i < next; i++) {
      count += isListed(i) ? 1 : 0;
    }
    List<String> what = new ArrayList<>();
    String said = "";
    int place = 0;
    told = from;
    for (int i = from; i < next; i++) {
      if (isListed(i)) {
        // The last two are what the next thread comes in between of.
        boolean isSeen =
            place == 0 || place >= count - 2 || decisive.contain(i) || isCall(i);
        place++;
        if (isSeen) {
          String name = effects.get(i).inner() && !isCall(i) ? "" : actors.nameAt(i);
          boolean isOther = !name.isEmpty() && !name.equals(said);
          said = name.isEmpty() ? said : name;
          more(what, i);
          int steps = isCall(i) ? program.inOneCall(i, next) : 1;
          what.add((isOther ? "in " + name + ": " : "") + words(i, steps));
          told = i + steps;
        }
      }
      for (String deed : asides.deedsBefore(i + 1)) {
        more(what, i + 1);
        what.add(deed);
      }
    }
    Trace.Effect first = effects.get(from);
    text.append(
        String.format(
            "    step %5d  %9.3f us  %-16s %s%n",
            trace.effectsLeftOut() + from,
            first.virtualNanos() / 1e3,
            thread(first.thread()),
            Quoting.printable(String.join("; ", what))));
  }

  /** Whether the program's call of the runtime stands for the access. */
  private boolean isCall(int index) {
    return folds && program.contain(index) && ProgramAccesses.isCall(effects.get(index));
  }

  /** Counts, among {@code what} a thread did, what was not told before access number {@code until}. */
  private void more(List<String> what, int until) {
    if (until > told) {
      what.add(until - told + " more");
      told = until;
    }
  }

  private String words(int index, int count) {
    Trace.Effect effect = effects.get(index);
    if (!isCall(index)) {
      return effect.describe() + at(effect.source());
    }
    return "calls " + effect.call() + (count == 1 ? "" : ", " + FoldedSteps.count(count))
        + at(effect.source());
  }

  private static String at(String source) {
    return source.isEmpty() ? "" : " (" + source + ")";
  }

  // ---- what repeats at the end ----

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
        || (effect.access() == Access.READ
            ? !effect.outcome().equals(Effects.REFUSED)
            : !effect.outcome().isEmpty());
  }

  private void loop() {
    Map<Integer, Map<String, Boolean>> byThread = new TreeMap<>();
    for (int i = end; i < effects.size(); i++) {
      Trace.Effect effect = effects.get(i);
      byThread
          .computeIfAbsent(effect.thread(), thread -> new LinkedHashMap<>())
          .put(effect.describe(), true);
    }
    text.append(
        String.format(
            "    from step %,d %s, in %,d steps, nothing changes:%n",
            trace.effectsLeftOut() + end,
            until,
            effects.size() - end));
    byThread.forEach(
        (thread, what) -> text.append(
            String.format(
                "                              %-16s %s%n",
                thread(thread),
                Quoting.printable(
                    String.join(
                        "; ",
                        what.keySet().stream().limit(SHOWN_OF_LOOP).toList())))));
  }

  // ---- what was announced and did not happen ----

  private void pending() {
    for (Trace.Step step : trace.pending()) {
      if (folds && step.inner()) {
        continue;
      }
      text.append(
          String.format(
              "    not reached               %-16s %s%n",
              thread(step.thread()),
              Quoting.printable(step.describe() + at(step.source()))));
    }
  }
}
