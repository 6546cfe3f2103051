package io.miniss.simulator;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The accesses of a trace that tell what the program does: its own, and of each call of the runtime the first. All others
 * are steps of the runtime, or of the JDK.
 */
final class ProgramAccesses {
  private final List<Trace.Effect> effects;
  private final BitSet listed = new BitSet();

  /** Of the first {@code end} accesses of {@code trace}, which {@code actors} make. */
  ProgramAccesses(Trace trace, Actors actors, int end) {
    effects = trace.effects();
    Map<Integer, String> calls = new TreeMap<>();
    for (int i = 0; i < end; i++) {
      Trace.Effect effect = effects.get(i);
      if (!effect.inner()) {
        listed.set(i);
        calls.remove(actors.at(i));
      } else if (isCall(effect)) {
        String call = effect.call() + effect.source();
        if (!call.equals(calls.put(actors.at(i), call))) {
          listed.set(i);
        }
      }
    }
  }

  /** Whether there are none. */
  boolean isEmpty() {
    return listed.isEmpty();
  }

  /** Whether access number {@code index} is one of them. */
  boolean contain(int index) {
    return listed.get(index);
  }

  /** Whether it is the runtime that accesses, and the program that has called it. */
  static boolean isCall(Trace.Effect effect) {
    return effect.inner() && !effect.call().isEmpty();
  }

  /** Whether access number {@code index} is one of them, after the thread was in the runtime, and not by a call. */
  boolean comeBackAt(int index) {
    return listed.get(index) && index > 0 && isOfRuntimeAlone(effects.get(index - 1));
  }

  private static boolean isOfRuntimeAlone(Trace.Effect effect) {
    return effect.inner() && effect.call().isEmpty();
  }

  /** How many accesses from number {@code index} to {@code end} in a row are of one call. */
  int inOneCall(int index, int end) {
    Trace.Effect first = effects.get(index);
    int next = index + 1;
    while (next < end
        && effects.get(next).call().equals(first.call())
        && effects.get(next).source().equals(first.source())) {
      next++;
    }
    return next - index;
  }
}
