package io.miniss.simulator.weave.hook;

import io.miniss.simulator.engine.RunThread;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The state of a simulated monitor: who is inside, and who waits. */
final class Monitor {
  /** A thread in {@link Object#wait}. */
  static final class Waiter {
    final RunThread thread;
    boolean isNotified;

    Waiter(RunThread thread) {
      this.thread = thread;
    }
  }

  @Nullable RunThread owner;
  int count;

  /** Those who wait to enter. All of them are woken when it is left, and who runs first is inside. */
  final ArrayDeque<RunThread> entering = new ArrayDeque<>(2);

  /** Those in {@link Object#wait}, the first to have begun first. */
  final ArrayDeque<Waiter> waiting = new ArrayDeque<>(2);
}
