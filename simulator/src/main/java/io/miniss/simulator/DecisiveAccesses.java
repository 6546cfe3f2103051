package io.miniss.simulator;

import io.miniss.runtime.spi.Access;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The accesses of a trace by which two meet: a read of what another has written, the last read before another writes, a
 * write that another sees or overwrites, and all by which a thread is started, joined or interrupted. Those who meet are
 * threads, and of the program's own accesses the tasks, fibers, timers and callbacks of one core, too.
 */
final class DecisiveAccesses {
  private final BitSet decisive = new BitSet();

  /** What is known of a location: who wrote it last, and who has read it since. */
  private static final class Uses {
    int write = -1;
    int writer = -1;

    /** By actor, the last read since the last write. */
    final Map<Integer, Integer> reads = new TreeMap<>();
  }

  /** Of the first {@code end} of {@code effects}, which {@code actors} make. */
  DecisiveAccesses(List<Trace.Effect> effects, Actors actors, int end) {
    Map<String, Uses> locations = new TreeMap<>();
    for (int i = 0; i < end; i++) {
      Trace.Effect effect = effects.get(i);
      Access access = effect.access();
      if (access != null) {
        int actor = effect.inner() ? effect.thread() : actors.at(i);
        if (!effect.verb().equals(Trace.verb(access))) {
          decisive.set(i); // what is done to a thread has a verb of its own
        }
        add(i, actor, effect, locations.computeIfAbsent(effect.location(), unknown -> new Uses()));
      }
    }
  }

  private void add(int index, int actor, Trace.Effect effect, Uses uses) {
    boolean isOfOther = uses.write >= 0 && uses.writer != actor;
    if (effect.access() != Access.WRITE && isOfOther && !uses.reads.containsKey(actor)) {
      decisive.set(uses.write);
      decisive.set(index);
    }
    if (effect.access() == Access.READ || !effect.changes()) {
      uses.reads.put(actor, index);
      return;
    }
    for (Map.Entry<Integer, Integer> read : uses.reads.entrySet()) {
      if (read.getKey() != actor) {
        decisive.set(read.getValue());
        decisive.set(index);
      }
    }
    if (isOfOther) {
      decisive.set(uses.write);
      decisive.set(index);
    }
    uses.write = index;
    uses.writer = actor;
    uses.reads.clear();
  }

  /** Whether access number {@code index} is one of them. */
  boolean contain(int index) {
    return decisive.get(index);
  }
}
