package io.miniss.simulator.engine;

/**
 * Unwinds the threads of a run that is over. Thrown at their next interleaving point, again and
 * again, so catching it does not help; it carries no stack because nobody looks at it.
 */
final class SimulationEnded extends Error {
  private static final long serialVersionUID = 1;

  SimulationEnded() {
    super("the simulation is over", null, false, false);
  }
}
