package io.miniss.simulator;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.engine.RunListener;
import io.miniss.simulator.fault.Fault;
import io.miniss.simulator.text.SafeText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Every step, choice and event of one run. Filled by that run; read when it is over, by one thread.
 *
 * <p>What it keeps is bounded by a sixth of the JVM's heap, which is about a million steps in 512 MiB. Of a
 * run that is longer the first steps are left out ({@link #leftOut}), with what happened between them. So are
 * those before a step that is given, of a run whose beginning another trace has ({@link #beginning}).
 */
public final class Trace implements RunListener {
  /**
   * One step.
   *
   * @param step its number, from 0
   * @param thread the number of the thread
   * @param access what it was about to do, or null if it spun
   * @param verb that in a word, for example {@code read} or {@code start}
   * @param location to what, or "nothing to do" if it spun
   * @param virtualNanos when, in virtual time
   * @param source the line of the user's code, or empty
   * @param type the class that has this line, or empty
   * @param call the method of the runtime that the user's code called, for example {@code MultiCoreRuntime.spawn}, if it is the
   *     runtime that accesses; else empty
   * @param inner whether the user's code called the runtime, which accesses, or is not involved at all
   * @param ofJdk whether neither the user's code nor the runtime is involved: the JDK does something for itself
   */
  public record Step(
      long step,
      int thread,
      @Nullable Access access,
      String verb,
      String location,
      long virtualNanos,
      String source,
      String type,
      String call,
      boolean inner,
      boolean ofJdk) {
    /** What it was about to do, for example {@code reads the count}. */
    public String describe() {
      return access == null ? location : verb + "s " + location;
    }
  }

  /**
   * An access that took effect. Between that and its {@link Step}, at which its thread announced it, other
   * threads may have run.
   *
   * @param step the number of the step at which it was announced
   * @param thread the number of the thread
   * @param access what it did, or null if it spun
   * @param verb that in a word, for example {@code read} or {@code start}
   * @param location to what, or "nothing to do" if it spun
   * @param outcome what it read, wrote or changed; empty if the location does not tell
   * @param changed whether the location is known to have another value than before
   * @param virtualNanos when it took effect, in virtual time
   * @param source the line of the user's code, or empty
   * @param type the class that has this line, or empty
   * @param call the method of the runtime that the user's code called, for example {@code MultiCoreRuntime.spawn}, if it is the
   *     runtime that accesses; else empty
   * @param inner whether the user's code called the runtime, which accesses, or is not involved at all
   * @param ofJdk whether neither the user's code nor the runtime is involved: the JDK does something for itself
   */
  public record Effect(
      long step,
      int thread,
      @Nullable Access access,
      String verb,
      String location,
      String outcome,
      boolean changed,
      long virtualNanos,
      String source,
      String type,
      String call,
      boolean inner,
      boolean ofJdk) {
    /** What it did, for example {@code reads the count: 3}. */
    public String describe() {
      String what = access == null ? location : verb + "s " + location;
      return outcome.isEmpty() ? what : what + ": " + outcome;
    }

    /** Whether it may have changed something: it has, or it wrote and nobody knows. */
    boolean changes() {
      return changed || access == Access.WRITE || (access == Access.UPDATE && outcome.isEmpty());
    }

    Effect with(String result, boolean hasChanged) {
      return new Effect(step, thread, access, verb, location, result, hasChanged, virtualNanos,
          source,
          type, call, inner, ofJdk);
    }
  }

  /**
   * Something that the program said, or did without a step of its own.
   *
   * @param step how many accesses had taken effect
   * @param thread the number of the thread
   * @param text what
   * @param source the line of the user's code, or empty
   * @param isSaid whether it was said
   * @param virtualNanos when, in virtual time
   */
  public record Note(
      long step, int thread, String text, String source, boolean isSaid, long virtualNanos) {}

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
   * Something that happened to a task.
   *
   * @param step how many accesses had taken effect
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
   * @param step how many accesses had taken effect
   * @param waker the number of the waking thread
   * @param woken the number of the woken thread
   * @param virtualNanos when, in virtual time
   */
  public record Wake(long step, int waker, int woken, long virtualNanos) {}

  /**
   * A fault that was injected.
   *
   * @param step how many accesses had taken effect
   * @param thread the number of the thread it hit
   * @param fault its kind
   * @param virtualNanos when, in virtual time
   */
  public record Injected(long step, int thread, Fault fault, long virtualNanos) {}

  private static final long STEP_BYTES = 52;
  private static final long EFFECT_BYTES = 68;

  /** To walk a stack takes microseconds: of so many steps the lines are kept. What is longer goes round. */
  private static final long MAX_SOURCES = 200_000;
  private static final int NOTE_BYTES = 80;

  private static final long CHOICE_BYTES = 40;
  private static final long EVENT_BYTES = 64;
  private static final int SAME_WORDS = 10_000;

  private final List<Injected> faults = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();
  private final List<String> threads = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final Effects effects = new Effects();

  /** What each thread has announced and not done, or null. */
  private final List<@Nullable Step> announced = new ArrayList<>();

  private final List<Event> events = new ArrayList<>();
  private final List<Wake> wakes = new ArrayList<>();

  /** Numbers of subjects; looked up, never iterated over. */
  private final IdentityHashMap<Object, Integer> subjects = new IdentityHashMap<>();

  /** What is taken for the lines of a location's accesses where nobody looks; looked up only. */
  private final Map<String, SourceLine> furtherLines = new LinkedHashMap<>();

  /** The words of locations and subjects, each kept once. */
  private final Map<String, String> words = new LinkedHashMap<>();

  private final List<Choice> choices = new ArrayList<>();
  private final long mostBytes;

  /** What comes before this step is not kept. */
  private final long firstStep;

  private final Unkept unkept = new Unkept();

  /** The first steps of the run, where the steps after them are left out. */
  private final @Nullable Trace beginning;

  /** About how much memory all this takes. */
  private long bytes;

  private long leftOut;
  private int nextSubject;

  /** What the next step does to its location, where its kind of access does not say all. */
  private @Nullable String nextVerb;

  /** A trace that keeps what fits into a sixth of the heap. */
  public Trace() {
    this(Runtime.getRuntime().maxMemory() / 6);
  }

  Trace(long mostBytes) {
    this(mostBytes, 0, null);
  }

  /**
   * A trace of the steps from {@code firstStep} on.
   *
   * @param beginning that of the first steps of the run
   */
  Trace(long firstStep, Trace beginning) {
    this(Runtime.getRuntime().maxMemory() / 6, firstStep, beginning);
  }

  private Trace(long mostBytes, long firstStep, @Nullable Trace beginning) {
    this.mostBytes = mostBytes;
    this.firstStep = firstStep;
    this.beginning = beginning;
  }

  /** The first steps of the run, if it is known that it has many more than are kept. */
  public Optional<Trace> beginning() {
    return Optional.ofNullable(beginning);
  }

  /** Whether nothing is kept yet. */
  private boolean isBefore() {
    return end() < firstStep;
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
    effects.leaveOutBefore(before);
    long done = effects.leftOut();
    leaveOut(events, event -> event.step() < done);
    leaveOut(wakes, wake -> wake.step() < done);
    leaveOut(faults, fault -> fault.step() < done);
    leaveOut(notes, note -> note.step() < done);
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

  /** How many steps at the beginning of the run are left out. */
  public long leftOut() {
    return leftOut;
  }

  /** How many steps the run has had, those that are left out included. */
  public long end() {
    return leftOut + steps.size();
  }

  @Override
  public void begins() {
    effects.clear();
    announced.clear();
    faults.clear();
    notes.clear();
    threads.clear();
    steps.clear();
    events.clear();
    wakes.clear();
    subjects.clear();
    choices.clear();
    furtherLines.clear();
    words.clear();
    unkept.clear();
    bytes = 0;
    leftOut = 0;
    nextSubject = 0;
    nextVerb = null;
  }

  @Override
  public void noted(int thread, String text, long virtualNanos) {
    if (isBefore()) {
      return;
    }
    effects.close();
    take(NOTE_BYTES + 2L * text.length());
    notes.add(new Note(effects.count(), thread, text, "", true, virtualNanos));
  }

  @Override
  public void did(int thread, String text, long virtualNanos) {
    if (isBefore()) {
      return;
    }
    effects.close();
    take(NOTE_BYTES + 2L * text.length());
    String source = once(SourceLine.ofCallerOf(Trace.class).text());
    notes.add(new Note(effects.count(), thread, once(text), source, false, virtualNanos));
  }

  /** What the program said, and did without a step, in order. */
  public List<Note> notes() {
    return Collections.unmodifiableList(notes);
  }

  @Override
  public void started(int thread, String name) {
    effects.close();
    threads.add(name);
    announced.add(null);
    unkept.started();
  }

  @Override
  public void chosen(int from, boolean waits, int to) {
    if (isBefore()) {
      return;
    }
    effects.close();
    take(CHOICE_BYTES);
    choices.add(new Choice((int) end(), from, waits, to));
  }

  @Override
  public void announces(String verb) {
    nextVerb = verb;
  }

  @Override
  public void step(
      long step, int thread, Access access, @Nullable SharedLocation location, long virtualNanos) {
    String verb = nextVerb;
    nextVerb = null;
    if (isBefore()) {
      unkept.announced(step, thread, access, verb, location, virtualNanos);
      leftOut = step + 1;
      if (!isBefore()) {
        keepFromNowOn();
      }
      return;
    }
    effects.close();
    take(STEP_BYTES + EFFECT_BYTES);
    SourceLine line = lineOf(step, location);
    Step made = step(step, thread, access, verb, location, virtualNanos, line);
    steps.add(made);
    announced.set(thread, made);
  }

  private Step step(
      long step,
      int thread,
      Access access,
      @Nullable String verb,
      @Nullable SharedLocation location,
      long virtualNanos,
      SourceLine line) {
    return new Step(
        step,
        thread,
        location == null ? null : access,
        verb == null ? verb(access) : verb,
        words(location),
        virtualNanos,
        once(line.text()),
        once(line.type()),
        once(line.call()),
        line.isInner(),
        line.isOfJdk());
  }

  private String words(@Nullable SharedLocation location) {
    return location == null ? "nothing to do" : once(SafeText.of(location::describe));
  }

  private SourceLine lineOf(long step, @Nullable SharedLocation location) {
    String where = words(location);
    if (step - firstStep >= MAX_SOURCES) {
      return furtherLines.getOrDefault(where, SourceLine.UNKNOWN);
    }
    SourceLine line = SourceLine.ofCallerOf(Trace.class);
    SourceLine before = furtherLines.get(where);
    furtherLines.put(where, line.further(before));
    take(before == null ? EVENT_BYTES : 0);
    return line;
  }

  /** What threads are about to do, and in the middle of, was told before. */
  private void keepFromNowOn() {
    unkept.forEachAnnounced(
        (step, thread, access, verb, location, virtualNanos) -> announced.set(
            thread, step(step, thread, access, verb, location, virtualNanos, SourceLine.UNKNOWN)));
    unkept.forEachOpen((thread, mark, subject, virtualNanos) -> marked(
        firstStep, thread, mark, subject, virtualNanos));
    unkept.clear();
  }

  @Override
  public void tookEffect(
      long step, int thread, Access access, @Nullable SharedLocation location, long virtualNanos) {
    if (isBefore()) {
      unkept.tookEffect(thread);
      effects.leaveOutOne();
      return;
    }
    effects.close();
    Step made = announced.get(thread);
    if (made == null) {
      return;
    }
    announced.set(thread, null);
    effects.tookEffect(
        new Effect(
            step,
            thread,
            made.access(),
            made.verb(),
            made.location(),
            "",
            false,
            virtualNanos,
            made.source(),
            made.type(),
            made.call(),
            made.inner(),
            made.ofJdk()),
        location);
  }

  @Override
  public void compared(
      SharedLocation location,
      @Nullable Object expected,
      @Nullable Object newValue,
      boolean replaced) {
    effects.compared(location, expected, newValue, replaced);
  }

  @Override
  public void refused(SharedLocation location) {
    effects.refused(location);
  }

  @Override
  public void waits(int thread) {
    effects.close();
  }

  @Override
  public void ended() {
    effects.close();
  }

  /** The accesses in the order in which they took effect, but for those that are {@link #effectsLeftOut}. */
  public List<Effect> effects() {
    return Collections.unmodifiableList(effects.list());
  }

  /** How many accesses are missing at the beginning of {@link #effects}. */
  public long effectsLeftOut() {
    return effects.leftOut();
  }

  /** What threads had announced and not done when the run ended, by thread. */
  public List<Step> pending() {
    List<Step> pending = new ArrayList<>();
    for (Step each : announced) {
      if (each != null) {
        pending.add(each);
      }
    }
    return pending;
  }

  @Override
  public void woke(long step, int waker, int woken, long virtualNanos) {
    if (isBefore()) {
      return;
    }
    effects.close();
    take(EVENT_BYTES);
    wakes.add(new Wake(effects.count(), waker, woken, virtualNanos));
  }

  @Override
  public void faulted(long step, int thread, Fault fault, long virtualNanos) {
    if (isBefore()) {
      return;
    }
    effects.close();
    take(EVENT_BYTES);
    faults.add(new Injected(effects.count(), thread, fault, virtualNanos));
  }

  @Override
  public void marked(long step, int thread, Mark mark, Object subject, long virtualNanos) {
    if (isBefore()) {
      unkept.marked(thread, mark, subject, virtualNanos);
      return;
    }
    effects.close();
    Integer number = subjects.get(subject);
    if (number == null) {
      number = nextSubject++;
      subjects.put(subject, number);
      take(EVENT_BYTES);
    }
    take(EVENT_BYTES);
    events.add(
        new Event(
            effects.count(), thread, mark, number, once(describe(subject)), virtualNanos));
  }

  /** What was sent is a task, or an action, which is an object of the program without a name. */
  private static String describe(Object subject) {
    return subject instanceof Runnable ? "an action" : SafeText.of(subject::toString);
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
   * The last {@code max} stretches of the program as text: a line each time another thread goes on. Of the runtime's own
   * steps the call that led to them is listed, and the others are counted.
   */
  public String timeline(int max) {
    return Timeline.of(this, max, false);
  }

  /** The last {@code max} stretches of the run as text, with the runtime's own steps. */
  public String fullTimeline(int max) {
    return Timeline.of(this, max, true);
  }

  static String verb(Access access) {
    return switch (access) {
      case READ -> "read";
      case WRITE -> "write";
      case UPDATE -> "update";
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
