package io.miniss.simulator.replay;

import io.miniss.simulator.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The turns of a run by meaning: who gave way to whom, and where the one who gave way stood, in the words
 * of the trace and by what that thread alone had done. So an access more or less elsewhere, a thread more
 * or another number of a thread leave the meaning of the others alone. Everywhere else the running thread
 * went on.
 *
 * @param switches the switches, in order
 * @param end where the run failed, if it did: the last thing its last thread did
 */
public record ContextSwitches(List<ContextSwitch> switches, Place end) {
  private static final Pattern NUMBER = Pattern.compile(" #[0-9]+");

  /** Before its first step. */
  static final String START = "the start";

  /**
   * Where a thread stands.
   *
   * @param thread its name, with a number where several have that name
   * @param what the access and the location, or {@link #START}
   * @param times how often it has stood there, this time included
   * @param waits 0 if it can go on, else how often it has had to wait since
   */
  public record Place(String thread, String what, int times, int waits) {
    /** The end of a run that passed. */
    static final Place NOWHERE = new Place("", "", 0, 0);

    Place waiting(int often) {
      return new Place(thread, what, times, often);
    }

    @Override
    public String toString() {
      String often = times > 1 ? " (time " + times + ")" : "";
      if (what.equals(START)) {
        return thread + (waits > 0 ? " waiting at " : " at ") + START;
      }
      return thread + (waits > 0 ? " waiting after it " : " before it ") + what + often;
    }
  }

  /**
   * A turn.
   *
   * @param from where it was given
   * @param to the name of the thread that went on
   */
  public record ContextSwitch(Place from, String to) {}

  /** Copies the switches. */
  public ContextSwitches {
    switches = List.copyOf(switches);
  }

  /** Whether the run failed, and has an end. */
  boolean hasEnd() {
    return !end.equals(Place.NOWHERE);
  }

  /** The turns of a run that was traced. */
  static ContextSwitches of(Trace trace, boolean failed) {
    ThreadPositions positions = new ThreadPositions();
    trace.threads().forEach(positions::started);
    List<ContextSwitch> switches = new ArrayList<>();
    int step = 0;
    for (Trace.Choice choice : trace.choices()) {
      for (; step < choice.step(); step++) {
        positions.step(trace.steps().get(step));
      }
      Place from = positions.at(choice.from(), choice.waits());
      if (choice.waits() || choice.from() != choice.to()) {
        switches.add(new ContextSwitch(from, positions.name(choice.to())));
      }
    }
    for (; step < trace.steps().size(); step++) {
      positions.step(trace.steps().get(step));
    }
    Place end =
        failed && step > 0
            ? positions.standsAt(trace.steps().getLast().thread())
            : Place.NOWHERE;
    return new ContextSwitches(switches, end);
  }

  /** Where every thread of a run stands. */
  static final class ThreadPositions {
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> sameName = new TreeMap<>();

    /** By thread: how often it has stood at each place. */
    private final List<Map<String, Integer>> times = new ArrayList<>();

    private final List<Place> last = new ArrayList<>();
    private final List<Integer> waits = new ArrayList<>();

    void started(String name) {
      int number = sameName.merge(name, 1, Integer::sum);
      String unique = number == 1 ? name : name + " #" + number;
      names.add(unique);
      times.add(new TreeMap<>());
      last.add(new Place(unique, START, 1, 0));
      waits.add(0);
    }

    /** The unique name of a thread. */
    String name(int thread) {
      return names.get(thread);
    }

    /** The thread of this name, or -1. */
    int thread(String name) {
      return names.indexOf(name);
    }

    void step(Trace.Step step) {
      String what = describe(step);
      int often = times.get(step.thread()).merge(what, 1, Integer::sum);
      last.set(step.thread(), new Place(names.get(step.thread()), what, often, 0));
      waits.set(step.thread(), 0);
    }

    /** Where a thread stands at a choice. Asked once at each. */
    Place at(int thread, boolean waiting) {
      if (!waiting) {
        return last.get(thread);
      }
      waits.set(thread, waits.get(thread) + 1);
      return last.get(thread).waiting(waits.get(thread));
    }

    Place standsAt(int thread) {
      return last.get(thread);
    }

    /** Whether {@code thread} has been at {@code place}, and is there no more. */
    boolean isPast(int thread, Place place) {
      int often =
          place.what().equals(START)
              ? 1
              : times.get(thread).getOrDefault(place.what(), 0);
      Place now = last.get(thread);
      boolean there = now.what().equals(place.what()) && now.times() == place.times();
      return often >= place.times() && !there;
    }

    /** Without numbers in the order of creation, which shift when anything is created before. */
    private static String describe(Trace.Step step) {
      return step.access() == null
          ? "spins"
          : NUMBER.matcher(step.describe()).replaceAll("");
    }
  }
}
