package io.miniss.simulator.engine;

/** Whether the calling thread is one of a run. Any thread may ask. */
interface Callers {
  /** Whether the calling thread is the one of the run that runs now, or carries it. */
  boolean isInside();

  /** Whether the calling thread unwinds the threads of the run, which is over. */
  boolean isUnwinding();
}
