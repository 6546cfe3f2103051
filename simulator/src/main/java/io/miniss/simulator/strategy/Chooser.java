package io.miniss.simulator.strategy;

/** A strategy at work in one run. Everything it does follows from its strategy and its seed. */
public interface Chooser {
  /** The position of the thread to run next. Asked whenever there is more than one candidate. */
  int choose(Candidates candidates);

  /** There is one candidate only, at position 0: it goes on. */
  default void soleCandidate(Candidates candidates) {}

  /** The running {@code thread} looked for work and found none: others should have a turn. */
  default void spinning(int thread) {}

  /**
   * {@code by}, or nobody of the simulation if -1, has unparked {@code thread}, which may or may not
   * be parked now.
   */
  default void unparked(int by, int thread) {}

  /** {@code thread} waits in a lock of the JDK: in something that no point announces. */
  default void blocked(int thread) {}

  /**
   * {@code thread} goes on although another was chosen: a native frame or a class initializer pins it, so
   * that the JVM does not let it give up control.
   */
  default void pinned(int thread) {}
}
