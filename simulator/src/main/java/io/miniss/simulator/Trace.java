package io.miniss.simulator;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.engine.RunListener;
import io.miniss.simulator.fault.Fault;
import io.miniss.simulator.text.Quoting;
import io.miniss.simulator.text.SafeText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Every step, choice and event of one run. Filled by that run; read when it is over, by one thread.
 *
 * <p>What it keeps is bounded by a sixth of the JVM's heap, which is about a million steps in 512 MiB. Of a
 * run that is longer the first steps are left out ({@link #leftOut}), with what happened between them.
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
    public String describe() {
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

  private static final long STEP_BYTES = 48;
  private static final long CHOICE_BYTES = 40;
  private static final long EVENT_BYTES = 64;
  private static final int SAME_WORDS = 10_000;

  private final List<Injected> faults = new ArrayList<>();
  private final List<String> threads = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final List<Wake> wakes = new ArrayList<>();

  /** Numbers of subjects; looked up, never iterated over. */
  private final IdentityHashMap<Object, Integer> subjects = new IdentityHashMap<>();

  /** The words of locations and subjects, each kept once. */
  private final Map<String, String> words = new LinkedHashMap<>();

  private final List<Choice> choices = new ArrayList<>();
  private final long mostBytes;

  /** About how much memory all this takes. */
  private long bytes;

  private long leftOut;
  private int nextSubject;

  /** A trace that keeps what fits into a sixth of the heap. */
  public Trace() {
    this(Runtime.getRuntime().maxMemory() / 6);
  }

  Trace(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Makes room for something of {@code size} bytes. */
  private void take(long size) {
    bytes += size;
    if (bytes > mostBytes && steps.size() > 1) {
      leaveOutOldest();
    }
  }

  /** The same text as an object that is kept already, if there is one. */
  private String once(String text) {
    String known = words.putIfAbsent(text, text);
    if (known != null) {
      return known;
    }
    bytes += EVENT_BYTES + 2L * text.length();
    if (words.size() > SAME_WORDS) {
      words.clear();
    }
    return text;
  }

  /** Leaves out the older half: seldom much rather than often little. */
  private void leaveOutOldest() {
    int half = steps.size() / 2;
    long before = steps.get(half).step();
    double kept = 1 - (double) half / steps.size();
    steps.subList(0, half).clear();
    leaveOut(choices, choice -> choice.step() < before);
    leaveOut(events, event -> event.step() < before);
    leaveOut(wakes, wake -> wake.step() < before);
    leaveOut(faults, fault -> fault.step() < before);
    subjects.clear();
    words.clear();
    leftOut = before;
    bytes = (long) (bytes * kept);
  }

  private static <T> void leaveOut(List<T> ascending, Predicate<T> isOld) {
    int old = 0;
    while (old < ascending.size() && isOld.test(ascending.get(old))) {
      old++;
    }
    ascending.subList(0, old).clear();
  }

  /** How many steps at the beginning of the run are left out, as there was no memory for all. */
  public long leftOut() {
    return leftOut;
  }

  /** How many steps the run has had, those that are left out included. */
  public long end() {
    return leftOut + steps.size();
  }

  @Override
  public void begins() {
    faults.clear();
    threads.clear();
    steps.clear();
    events.clear();
    wakes.clear();
    subjects.clear();
    choices.clear();
    words.clear();
    bytes = 0;
    leftOut = 0;
    nextSubject = 0;
  }

  @Override
  public void started(int thread, String name) {
    threads.add(name);
  }

  @Override
  public void chosen(int from, boolean waits, int to) {
    take(CHOICE_BYTES);
    choices.add(new Choice((int) end(), from, waits, to));
  }

  @Override
  public void step(
      long step, int thread, Access access, @Nullable SharedLocation location, long virtualNanos) {
    take(STEP_BYTES);
    steps.add(
        location == null
            ? new Step(step, thread, null, "nothing to do", virtualNanos)
            : new Step(step, thread, access, once(SafeText.of(location::describe)), virtualNanos));
  }

  @Override
  public void woke(long step, int waker, int woken, long virtualNanos) {
    take(EVENT_BYTES);
    wakes.add(new Wake(step, waker, woken, virtualNanos));
  }

  @Override
  public void faulted(long step, int thread, Fault fault, long virtualNanos) {
    take(EVENT_BYTES);
    faults.add(new Injected(step, thread, fault, virtualNanos));
  }

  @Override
  public void marked(long step, int thread, Mark mark, Object subject, long virtualNanos) {
    Integer number = subjects.get(subject);
    if (number == null) {
      number = nextSubject++;
      subjects.put(subject, number);
      take(EVENT_BYTES);
    }
    take(EVENT_BYTES);
    events.add(
        new Event(
            step, thread, mark, number, once(SafeText.of(subject::toString)), virtualNanos));
  }

  /** What was injected, in order. */
  public List<Injected> faults() {
    return Collections.unmodifiableList(faults);
  }

  /** The names of the threads, by number. */
  public List<String> threads() {
    return Collections.unmodifiableList(threads);
  }

  /** The steps, in order, but for those that are {@link #leftOut}. */
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
    Deque<Integer> starts = new ArrayDeque<>();
    int stretches = 0;
    for (int i = 0; i < steps.size(); i++) {
      if (i == 0 || steps.get(i).thread() != steps.get(i - 1).thread()) {
        stretches++;
        starts.add(i);
        if (starts.size() > most) {
          starts.remove();
        }
      }
    }
    StringBuilder text = new StringBuilder();
    if (leftOut > 0) {
      text.append(
          String.format(
              "    the first %,d steps are left out (a trace takes a sixth of the heap at most)%n",
              leftOut));
    }
    if (stretches > starts.size()) {
      text.append("    ... ").append(stretches - starts.size()).append(" stretches before\n");
    }
    while (!starts.isEmpty()) {
      int from = starts.remove();
      int next = starts.isEmpty() ? steps.size() : starts.element();
      text.append(stretch(steps.get(from), from, next - 1)).append('\n');
    }
    return text.toString();
  }

  private String stretch(Step first, int from, int to) {
    StringBuilder what = new StringBuilder(first.describe());
    if (to - from > 2) {
      what.append("; ").append(to - from - 2).append(" more");
    }
    // The last two are what the next thread comes in between of.
    for (int i = Math.max(from + 1, to - 1); i <= to; i++) {
      what.append("; ").append(steps.get(i).describe());
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

  /**
   * The number of the first step at which this trace differs from {@code other}, or -1 if they are the
   * same. What one of them has left out is not compared.
   */
  public long firstDifference(Trace other) {
    long from = Math.max(leftOut, other.leftOut);
    long common = Math.min(end(), other.end());
    for (long i = from; i < common; i++) {
      if (!steps.get((int) (i - leftOut)).equals(other.steps.get((int) (i - other.leftOut)))) {
        return i;
      }
    }
    return end() == other.end() ? -1 : common;
  }
}
