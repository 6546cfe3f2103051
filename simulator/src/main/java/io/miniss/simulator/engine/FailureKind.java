package io.miniss.simulator.engine;

/** What can be wrong with a run. */
public enum FailureKind {
  /** A check that must hold after every step did not. */
  INVARIANT,
  /** A check at the end of the run did not hold. */
  FINAL_CHECK,
  /** A thread threw. */
  EXCEPTION,
  /** Two threads accessed a plain variable and nothing ordered the accesses. */
  RACE,
  /** Somebody waits and nothing can run. */
  DEADLOCK,
  /** The run did not end within its bound on steps. */
  STEP_BOUND,
  /** Faults had stopped, and the run did not end within its bound on steps after that. */
  LIVENESS,
  /**
   * A thread waited, or was resumed, in a way that the simulation does not control; or it did not come
   * back at all.
   */
  ESCAPE,
  /** The same seed did not do the same twice. */
  NONDETERMINISM,
  /** A replay could not follow its record. */
  DIVERGENCE,
  /** The simulator itself has thrown: it has a defect, or met a limit of the JVM. */
  DEFECT
}
