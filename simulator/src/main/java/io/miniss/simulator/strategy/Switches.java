package io.miniss.simulator.strategy;

import io.miniss.simulator.random.SplitMix64;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A schedule by its switches: everywhere else the thread that runs goes on, and when it cannot, or
 * spins, the next one in the order of the threads' numbers does. What a shrunk run has.
 *
 * <p>A switch is named by what the switching thread has done, not by a global step, so that leaving
 * one out leaves the meaning of the others alone. A switch to a thread that cannot run is passed over.
 *
 * @param switches the switches, each at most once
 */
public record Switches(List<Switch> switches) implements Strategy {
  /** The name in the strategy's text. */
  static final String NAME = "switches";

  /**
   * After its step {@code ownStep}, {@code thread} gives way to {@code next}.
   *
   * @param thread who ran
   * @param ownStep how many steps it had made
   * @param waits whether it could not go on anyway
   * @param next who runs then
   */
  public record Switch(int thread, long ownStep, boolean waits, int next) {
    boolean isAt(int someThread, long step, boolean waiting) {
      return thread == someThread && ownStep == step && waits == waiting;
    }

    @Override
    public String toString() {
      return thread + "@" + ownStep + (waits ? "w" : "") + ">" + next;
    }

    static Switch parse(String text) {
      int at = text.indexOf('@');
      int to = text.indexOf('>');
      if (at < 0 || to < at) {
        throw new NumberFormatException("\"" + text + "\" is no THREAD@STEP>THREAD");
      }
      String step = text.substring(at + 1, to);
      boolean waits = step.endsWith("w");
      return new Switch(
          Integer.parseInt(text.substring(0, at)),
          Long.parseLong(waits ? step.substring(0, step.length() - 1) : step),
          waits,
          Integer.parseInt(text.substring(to + 1)));
    }
  }

  /** Copies the list. */
  public Switches {
    switches = List.copyOf(switches);
  }

  /** Reads the inside of the parentheses. */
  static Switches parse(String inside) {
    List<Switch> switches = new ArrayList<>();
    if (!inside.isEmpty()) {
      for (String word : inside.split(",", -1)) {
        switches.add(Switch.parse(word));
      }
    }
    return new Switches(switches);
  }

  @Override
  public Chooser start(SplitMix64 random) {
    return new Following(switches);
  }

  /** Runs with {@code inner} and notes where it leaves the default. */
  public static Strategy recorder(Strategy inner, List<Switch> notes) {
    return new Recorder(inner, notes);
  }

  @Override
  public String toString() {
    return switches.stream().map(Switch::toString)
        .collect(Collectors.joining(",", NAME + "(", ")"));
  }

  /** Who goes on if no switch says otherwise. */
  private abstract static class Defaulting implements Chooser {
    private int spun = -1;

    @Override
    public void spinning(int thread) {
      spun = thread;
    }

    int positionOf(Candidates candidates, int thread) {
      for (int i = 0; i < candidates.count(); i++) {
        if (candidates.thread(i) == thread) {
          return i;
        }
      }
      return -1;
    }

    int defaultPosition(Candidates candidates) {
      int current = candidates.current();
      boolean spins = current >= 0 && candidates.thread(current) == spun;
      spun = -1;
      return current >= 0 && !spins ? current : after(candidates, candidates.lastThread());
    }

    /** The candidate with the least number above {@code thread}, or the least of all. */
    private static int after(Candidates candidates, int thread) {
      int best = -1;
      int least = 0;
      for (int i = 0; i < candidates.count(); i++) {
        int number = candidates.thread(i);
        if (number < candidates.thread(least)) {
          least = i;
        }
        if (number > thread && (best < 0 || number < candidates.thread(best))) {
          best = i;
        }
      }
      return best < 0 ? least : best;
    }

    static @Nullable Switch at(Candidates candidates, int next) {
      int last = candidates.lastThread();
      return last < 0
          ? null
          : new Switch(last, candidates.ownSteps(last), candidates.current() < 0, next);
    }
  }

  private static final class Following extends Defaulting {
    private final List<Switch> left;

    Following(List<Switch> switches) {
      left = new ArrayList<>(switches);
    }

    @Override
    public int choose(Candidates candidates) {
      int position = defaultPosition(candidates);
      int last = candidates.lastThread();
      if (last < 0 || left.isEmpty()) {
        return position;
      }
      long step = candidates.ownSteps(last);
      boolean waits = candidates.current() < 0;
      for (int i = 0; i < left.size(); i++) {
        if (left.get(i).isAt(last, step, waits)) {
          int there = positionOf(candidates, left.remove(i).next());
          return there < 0 ? position : there;
        }
      }
      return position;
    }
  }

  private record Recorder(Strategy inner, List<Switch> notes) implements Strategy {
    @Override
    public Chooser start(SplitMix64 random) {
      Chooser chooser = inner.start(random);
      return new Defaulting() {
        @Override
        public int choose(Candidates candidates) {
          int position = defaultPosition(candidates);
          int chosen = chooser.choose(candidates);
          if (chosen != position) {
            Switch note = at(candidates, candidates.thread(chosen));
            if (note != null) {
              notes.add(note);
            }
          }
          return chosen;
        }

        @Override
        public void spinning(int thread) {
          super.spinning(thread);
          chooser.spinning(thread);
        }
      };
    }

    @Override
    public String toString() {
      return inner.toString();
    }
  }
}
