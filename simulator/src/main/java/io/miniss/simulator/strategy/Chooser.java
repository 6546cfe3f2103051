package io.miniss.simulator.strategy;

/** A strategy at work in one run. Everything it does follows from its strategy and its seed. */
public interface Chooser {
  /** The position of the thread to run next. Asked whenever there is more than one candidate. */
  int choose(Candidates candidates);

  /** The running {@code thread} looked for work and found none: others should have a turn. */
  default void spinning(int thread) {}
}
