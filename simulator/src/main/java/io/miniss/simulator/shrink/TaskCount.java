package io.miniss.simulator.shrink;

import io.miniss.runtime.spi.Mark;
import io.miniss.simulator.engine.RunListener;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** How many tasks and fibers run in a run that this observes. */
final class TaskCount implements RunListener {
  /** So many are counted: a run that never ends may have any number. */
  private static final int MAX = 100_000;

  /** Never iterated over. */
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  int count() {
    return seen.size();
  }

  @Override
  public void begins() {
    seen.clear();
  }

  @Override
  public void marked(long step, int thread, Mark mark, Object subject, long virtualNanos) {
    if (mark == Mark.TASK_RUNS && seen.size() < MAX) {
      seen.add(subject);
    }
  }
}
