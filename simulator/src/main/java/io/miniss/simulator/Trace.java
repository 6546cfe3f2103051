package io.miniss.simulator;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.engine.RunListener;
import io.miniss.simulator.fault.Fault;
import io.miniss.simulator.text.Quoting;
import io.miniss.simulator.text.SafeText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every step, choice and event of one run. Filled by that run; read when it is over, by one thread.
 */
public final class Trace implements RunListener {
  /**
   * One step.
   *
   * @param step its number, from 0
   * @param thread the number of the thread
   * @param access what it was about to do, or null if it spun
   * @param location to what, or "nothing to do" if it spun
   * @param virtualNanos when, in virtual time
   */
  public record Step(
      long step, int thread, @Nullable Access access, String location, long virtualNanos) {
    /** What it was about to do, for example {@code reads the count}. */
    public String words() {
      return access == null ? location : verb(access) + " " + location;
    }
  }

  /**
   * A choice among several threads.
   *
   * @param step how many steps were done
   * @param from the number of the thread that ran
   * @param waits whether it could not go on
   * @param to the number of the thread that was chosen
   */
  public record Choice(int step, int from, boolean waits, int to) {}

  /**
   * Something that happened after {@code step} steps.
   *
   * @param step how many steps were done
   * @param thread the number of the thread it happened on
   * @param mark what happened
   * @param subject the number of the task it happened to, in the order of first appearance
   * @param label the task in words
   * @param virtualNanos when, in virtual time
   */
  public record Event(
      long step, int thread, Mark mark, int subject, String label, long virtualNanos) {}

  /**
   * One thread has woken another, which was parked.
   *
   * @param step how many steps were done
   * @param waker the number of the waking thread
   * @param woken the number of the woken thread
   * @param virtualNanos when, in virtual time
   */
  public record Wake(long step, int waker, int woken, long virtualNanos) {}

  /**
   * A fault that was injected.
   *
   * @param step how many steps were done
   * @param thread the number of the thread it hit
   * @param fault its kind
   * @param virtualNanos when, in virtual time
   */
  public record Injected(long step, int thread, Fault fault, long virtualNanos) {}

  private final List<Injected> faults = new ArrayList<>();
  private final List<String> threads = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final List<Wake> wakes = new ArrayList<>();

  /** Numbers of subjects; looked up, never iterated over. */
  private final IdentityHashMap<Object, Integer> subjects = new IdentityHashMap<>();

  private final List<Choice> choices = new ArrayList<>();

  @Override
  public void begins() {
    faults.clear();
    threads.clear();
    steps.clear();
    events.clear();
    wakes.clear();
    subjects.clear();
    choices.clear();
  }

  @Override
  public void started(int thread, String name) {
    threads.add(name);
  }

  @Override
  public void chosen(int from, boolean waits, int to) {
    choices.add(new Choice(steps.size(), from, waits, to));
  }

  @Override
  public void step(
      long step, int thread, Access access, @Nullable SharedLocation location, long virtualNanos) {
    steps.add(
        location == null
            ? new Step(step, thread, null, "nothing to do", virtualNanos)
            : new Step(step, thread, access, SafeText.of(location::describe), virtualNanos));
  }

  @Override
  public void woke(long step, int waker, int woken, long virtualNanos) {
    wakes.add(new Wake(step, waker, woken, virtualNanos));
  }

  @Override
  public void faulted(long step, int thread, Fault fault, long virtualNanos) {
    faults.add(new Injected(step, thread, fault, virtualNanos));
  }

  @Override
  public void marked(long step, int thread, Mark mark, Object subject, long virtualNanos) {
    int number = subjects.computeIfAbsent(subject, unknown -> subjects.size());
    events.add(new Event(step, thread, mark, number, SafeText.of(subject::toString), virtualNanos));
  }

  /** What was injected, in order. */
  public List<Injected> faults() {
    return Collections.unmodifiableList(faults);
  }

  /** The names of the threads, by number. */
  public List<String> threads() {
    return Collections.unmodifiableList(threads);
  }

  /** The steps, in order. */
  public List<Step> steps() {
    return Collections.unmodifiableList(steps);
  }

  /** What happened to tasks, in order. */
  public List<Event> events() {
    return Collections.unmodifiableList(events);
  }

  /** Who woke whom, in order. */
  public List<Wake> wakes() {
    return Collections.unmodifiableList(wakes);
  }

  /** Each choice among several threads, in order. */
  public List<Choice> choices() {
    return Collections.unmodifiableList(choices);
  }

  /**
   * The last {@code most} stretches of the run as text: a line each time another thread goes on, with
   * what it did until it gave way.
   */
  public String timeline(int most) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (from < steps.size()) {
      Step first = steps.get(from);
      int to = from;
      while (to + 1 < steps.size() && steps.get(to + 1).thread() == first.thread()) {
        to++;
      }
      lines.add(stretch(first, from, to));
      from = to + 1;
    }
    int skipped = Math.max(0, lines.size() - most);
    StringBuilder text = new StringBuilder();
    if (skipped > 0) {
      text.append("    ... ").append(skipped).append(" stretches before\n");
    }
    for (String line : lines.subList(skipped, lines.size())) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  private String stretch(Step first, int from, int to) {
    StringBuilder what = new StringBuilder(first.words());
    if (to - from > 2) {
      what.append("; ").append(to - from - 2).append(" more");
    }
    // The last two are what the next thread comes in between of.
    for (int i = Math.max(from + 1, to - 1); i <= to; i++) {
      what.append("; ").append(steps.get(i).words());
    }
    return String.format(
        "    step %5d  %9.3f us  %-16s %s",
        first.step(),
        first.virtualNanos() / 1e3,
        Quoting.printable(threads.get(first.thread())),
        Quoting.printable(what.toString()));
  }

  private static String verb(Access access) {
    return switch (access) {
      case READ -> "reads";
      case WRITE -> "writes";
      case UPDATE -> "updates";
    };
  }

  /** The first step at which this trace differs from {@code other}, or -1 if they are the same. */
  public int firstDifference(Trace other) {
    int common = Math.min(steps.size(), other.steps.size());
    for (int i = 0; i < common; i++) {
      if (!steps.get(i).equals(other.steps.get(i))) {
        return i;
      }
    }
    return steps.size() == other.steps.size() ? -1 : common;
  }
}
