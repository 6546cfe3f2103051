package io.miniss.simulator.weave;

/** What a run of a program begins with. Used by several threads, each with a loader of its own. */
interface Entry {
  /**
   * Finds what is to be run; runs nothing.
   *
   * @throws IllegalArgumentException if it is not there; says what is missing
   */
  void check(WeaveLoader loader);

  /** Runs it on the calling thread; throws what the program throws. */
  void run(WeaveLoader loader) throws Throwable;

  /** Whether the run is over when {@link #run} returns, though threads of the program may go on. */
  boolean endsRun();

  /** What it is, in words. */
  String description();
}
