package io.miniss.simulator.strategy;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.random.SplitMix64;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Partial-order sampling [1]: each pending event has a random priority and the highest runs; when it
 * has, those that raced with it draw again. Two events that do not race thus keep the order of their
 * priorities whatever else runs, and a run is drawn from the partial orders rather than from the far
 * more numerous interleavings. It has no parameters.
 *
 * <p>What a thread does before it reaches its next point touches nothing shared, so a thread that has
 * not reached one has an event that races with none. An event draws once, when it becomes pending.
 *
 * <p>A spin is taken to race with everything, as the spinner waits for some other thread and nobody
 * knows which: all draw again and the spinner does not run next. Otherwise a thread that drew a small
 * number would wait through as many turns of the spinner as its inverse.
 *
 * <p>[1] X. Yuan, J. Yang, R. Gu: Partial order aware concurrency sampling, CAV 2018.
 */
public record Pos() implements Strategy {
  @Override
  public Chooser start(SplitMix64 random) {
    return new EventChooser(random);
  }

  private static final class EventChooser implements Chooser {
    private static final int NOBODY = -1;

    private final SplitMix64 random;

    /** By thread: the number of its pending event plus one, and that event's priority. */
    private long[] events = new long[16];

    private long[] priorities = new long[16];
    private int spinner = NOBODY;

    EventChooser(SplitMix64 random) {
      this.random = random;
    }

    @Override
    public int choose(Candidates candidates) {
      int current = candidates.current();
      boolean spun = current >= 0 && candidates.thread(current) == spinner;
      spinner = NOBODY;
      int best = NOBODY;
      long bestPriority = 0;
      for (int i = 0; i < candidates.count(); i++) {
        long priority = priority(candidates, i, spun);
        if (!(spun && i == current) && (best == NOBODY || priority > bestPriority)) {
          best = i;
          bestPriority = priority;
        }
      }
      redrawRacing(candidates, best);
      return best;
    }

    private long priority(Candidates candidates, int position, boolean again) {
      int thread = candidates.thread(position);
      if (thread >= events.length) {
        events = Arrays.copyOf(events, 2 * thread);
        priorities = Arrays.copyOf(priorities, 2 * thread);
      }
      long event = candidates.event(position) + 1;
      if (again || events[thread] != event) {
        events[thread] = event;
        priorities[thread] = random.nextLong();
      }
      return priorities[thread];
    }

    private void redrawRacing(Candidates candidates, int executed) {
      Access access = candidates.access(executed);
      int location = candidates.location(executed);
      if (access == null || location == 0) {
        return;
      }
      for (int i = 0; i < candidates.count(); i++) {
        if (i != executed && candidates.location(i) == location
            && race(access, candidates.access(i))) {
          priorities[candidates.thread(i)] = random.nextLong();
        }
      }
    }

    private static boolean race(Access one, @Nullable Access other) {
      return other != null && (one.writes() || other.writes());
    }

    @Override
    public void spinning(int thread) {
      spinner = thread;
    }
  }

  @Override
  public String toString() {
    return "pos";
  }
}
