package io.miniss.simulator.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who may run next so that the run is fair, worked out anew at each choice from all that has happened, by
 * the definition of {@link FairTurns}: a thread that spins falls behind those who could have run ever since
 * its last spin and have not, until they have.
 */
final class FairHistory {
  /** By choice: who could run, who has moved since the choice before, and who has spun since then. */
  private final List<Long> runnable = new ArrayList<>();

  private final List<Long> moved = new ArrayList<>();
  private final List<Long> spun = new ArrayList<>();

  private final Map<Integer, Long> events = new TreeMap<>();
  private long spinning;

  void spinning(int thread) {
    spinning |= FairTurns.bit(thread);
  }

  void look(Candidates candidates) {
    long here = 0;
    long now = 0;
    for (int i = 0; i < candidates.count(); i++) {
      int thread = candidates.thread(i);
      here |= FairTurns.bit(thread);
      Long before = events.put(thread, candidates.event(i));
      now |= before != null && before == candidates.event(i) ? 0 : FairTurns.bit(thread);
    }
    runnable.add(here);
    moved.add(now);
    spun.add(spinning & here);
    spinning = 0;
  }

  /** Those who may run, at the choice looked at last. */
  long allowed() {
    long allowed = 0;
    for (int thread : events.keySet()) {
      boolean isHere = (runnable.getLast() & FairTurns.bit(thread)) != 0;
      allowed |= isHere && !isBehind(thread) ? FairTurns.bit(thread) : 0;
    }
    return allowed;
  }

  private boolean isBehind(int thread) {
    int before = -1;
    for (int now = 0; now < spun.size(); now++) {
      if ((spun.get(now) & FairTurns.bit(thread)) != 0) {
        if (before >= 0 && (passedOver(before, now) & ~FairTurns.bit(thread)) != 0) {
          return true;
        }
        before = now;
      }
    }
    return false;
  }

  /** Of those who can run: who could at all choices between two, and has not moved from then until now. */
  private long passedOver(int from, int to) {
    long passed = runnable.getLast();
    for (int i = from; i < runnable.size(); i++) {
      passed &= i <= to ? runnable.get(i) : -1;
      passed &= i > from ? ~moved.get(i) : -1;
    }
    return passed;
  }
}
