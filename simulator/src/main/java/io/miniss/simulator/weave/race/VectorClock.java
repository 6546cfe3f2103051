package io.miniss.simulator.weave.race;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How far each thread of a run was when something happened, as far as that is known. */
public final class VectorClock {
  private int[] times;

  /** The clock of thread {@code thread}, which has begun. */
  public VectorClock(int thread) {
    times = new int[Math.max(4, thread + 1)];
    times[thread] = 1;
  }

  private VectorClock(int[] times) {
    this.times = times;
  }

  /** A clock that does not change when this one does. */
  public VectorClock copy() {
    return new VectorClock(times.clone());
  }

  int time(int thread) {
    return thread < times.length ? times[thread] : 0;
  }

  void tick(int thread) {
    set(thread, time(thread) + 1);
  }

  void set(int thread, int time) {
    if (thread >= times.length) {
      times = Arrays.copyOf(times, Math.max(thread + 1, 2 * times.length));
    }
    times[thread] = time;
  }

  /** Takes in what {@code other} knows; null knows nothing. */
  public void join(@Nullable VectorClock other) {
    if (other == null) {
      return;
    }
    if (times.length < other.times.length) {
      times = Arrays.copyOf(times, other.times.length);
    }
    for (int i = 0; i < other.times.length; i++) {
      times[i] = Math.max(times[i], other.times[i]);
    }
  }
}
