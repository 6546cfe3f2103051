package io.miniss.simulator.strategy;

import io.miniss.simulator.random.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final int MAX_NOTES = 200_000;

  /** The name in the strategy's text. */
  static final String NAME = "switches";

  /**
   * After its step {@code ownStep}, {@code thread} gives way to {@code next}.
   *
   * @param thread who ran
   * @param ownStep how many steps it had made
   * @param waits 0 if it could have gone on, else how often it has waited since that step
   * @param next who runs then
   */
  public record Switch(int thread, long ownStep, int waits, int next) {
    private static final Comparator<Switch> BY_PLACE =
        Comparator.comparingInt(Switch::thread)
            .thenComparingLong(Switch::ownStep)
            .thenComparingInt(Switch::waits);

    private static final Pattern TEXT =
        Pattern.compile("([0-9]{1,9})@([0-9]{1,18})(?:w([0-9]{0,9}))?>([0-9]{1,9})");

    @Override
    public String toString() {
      String waiting = waits == 0 ? "" : waits == 1 ? "w" : "w" + waits;
      return thread + "@" + ownStep + waiting + ">" + next;
    }

    static Switch parse(String text) {
      Matcher parts = TEXT.matcher(text);
      if (!parts.matches()) {
        throw new NumberFormatException("\"" + text + "\" is no THREAD@STEP>THREAD");
      }
      String often = parts.group(3);
      int waits = often == null ? 0 : often.isEmpty() ? 1 : Integer.parseInt(often);
      if (often != null && waits < 1) {
        throw new NumberFormatException("\"" + text + "\" waits, and not at least once");
      }
      return new Switch(
          Integer.parseInt(parts.group(1)),
          Long.parseLong(parts.group(2)),
          waits,
          Integer.parseInt(parts.group(4)));
    }
  }

  /** Copies the list. */
  public Switches {
    switches = List.copyOf(switches);
  }

  /** Reads the inside of the parentheses. */
  static Switches parse(String inside) {
    List<Switch> switches = new ArrayList<>();
    Set<Switch> places = new TreeSet<>(Switch.BY_PLACE);
    if (!inside.isEmpty()) {
      for (String word : inside.split(",", -1)) {
        Switch parsed = Switch.parse(word);
        if (!places.add(parsed)) {
          Switch other =
              switches.stream()
                  .filter(each -> Switch.BY_PLACE.compare(each, parsed) == 0)
                  .findFirst()
                  .orElseThrow();
          throw new NumberFormatException(
              "two switches are at one place, " + other + " and " + parsed);
        }
        switches.add(parsed);
      }
    }
    return new Switches(switches);
  }

  @Override
  public Chooser start(SplitMix64 random) {
    return new Following(switches);
  }

  /** These switches for one run, which can tell afterwards how that followed them. */
  public Watched watched() {
    return new Watched();
  }

  /** The switches of one run. What it does is what they do. */
  public final class Watched implements Strategy {
    private Following following = new Following(switches);

    private Watched() {}

    @Override
    public Chooser start(SplitMix64 random) {
      following = new Following(switches);
      return following;
    }

    /**
     * Where the run, which is over, first did not do what a switch says, if it did not. That is no
     * flaw in a run that was recorded so: what shrinking has not come to may be passed over.
     *
     * @param steps how long the run was
     */
    public Optional<String> passedOver(long steps) {
      String first = following.passedOver;
      if (first != null) {
        return Optional.of(first);
      }
      return switches.stream()
          .filter(following.left::containsKey)
          .findFirst()
          .map(
              never -> "the switch " + never + " is after step " + never.ownStep + " of thread "
                  + never.thread + (never.waits > 0 ? ", where that waits" : "")
                  + ", but the run has ended at step " + steps + " and was never there");
    }

    @Override
    public String toString() {
      return Switches.this.toString();
    }
  }

  /**
   * Runs with {@code inner} and notes where it leaves the default, at the first {@value #MAX_NOTES}
   * places at most.
   */
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

    /** By thread: its step when it was last seen to wait, and how often it has since. */
    private long[] waitedAt = new long[16];

    private int[] waits = new int[16];

    @Override
    public void spinning(int thread) {
      spun = thread;
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

    /** A switch to {@code next} at this choice. Asked once at each. */
    Switch here(Candidates candidates, int next) {
      int last = candidates.lastThread();
      long step = candidates.ownSteps(last);
      return new Switch(last, step, candidates.current() >= 0 ? 0 : waits(last, step), next);
    }

    private int waits(int thread, long step) {
      if (thread >= waits.length) {
        waits = Arrays.copyOf(waits, 2 * thread);
        waitedAt = Arrays.copyOf(waitedAt, 2 * thread);
      }
      if (waitedAt[thread] != step) {
        waitedAt[thread] = step;
        waits[thread] = 0;
      }
      return ++waits[thread];
    }
  }

  private static final class Following extends Defaulting {
    /** By place, as a livelock that was found by seeds has tens of thousands. */
    private final Map<Switch, Switch> left = new TreeMap<>(Switch.BY_PLACE);

    private @Nullable String passedOver;

    Following(List<Switch> switches) {
      switches.forEach(each -> left.put(each, each));
    }

    @Override
    public int choose(Candidates candidates) {
      int position = defaultPosition(candidates);
      Switch taken = left.remove(here(candidates, -1));
      if (taken == null) {
        return position;
      }
      int there = FairTurns.position(candidates, taken.next());
      if (there < 0 && passedOver == null) {
        passedOver =
            "the switch " + taken + " is to thread " + taken.next() + ", but at step "
                + candidates.step() + " that cannot run, or there is none";
      }
      return there < 0 ? position : there;
    }
  }

  private record Recorder(Strategy inner, List<Switch> notes) implements Strategy {
    @Override
    public Chooser start(SplitMix64 random) {
      Chooser chooser = inner.start(random);
      notes.clear(); // of a run that is done again
      return new Defaulting() {
        @Override
        public int choose(Candidates candidates) {
          int position = defaultPosition(candidates);
          int chosen = chooser.choose(candidates);
          Switch here = here(candidates, candidates.thread(chosen));
          if (chosen != position && notes.size() < MAX_NOTES) {
            notes.add(here);
          }
          return chosen;
        }

        @Override
        public void soleCandidate(Candidates candidates) {
          chooser.soleCandidate(candidates);
        }

        @Override
        public void spinning(int thread) {
          super.spinning(thread);
          chooser.spinning(thread);
        }

        @Override
        public void unparked(int by, int thread) {
          chooser.unparked(by, thread);
        }

        @Override
        public void blocked(int thread) {
          chooser.blocked(thread);
        }

        @Override
        public void pinned(int thread) {
          chooser.pinned(thread);
        }
      };
    }

    @Override
    public String toString() {
      return inner.toString();
    }
  }
}
