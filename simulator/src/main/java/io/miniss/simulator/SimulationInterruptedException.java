package io.miniss.simulator;

/**
 * The thread that waited for a run, or for a search of many runs, was interrupted. Its interrupt status
 * is set when this is thrown, so that whatever it does next can see it too. The run has been told to end
 * and has no result.
 */
public final class SimulationInterruptedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SimulationInterruptedException() {
    super("the thread that waits for a simulation was interrupted");
  }
}
