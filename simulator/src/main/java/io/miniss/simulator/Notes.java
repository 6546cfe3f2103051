package io.miniss.simulator;

import io.miniss.simulator.engine.RunThread;

/** Notes of a program that has no world at hand. */
public final class Notes {
  private Notes() {}

  /**
   * As {@link io.miniss.simulator.scenario.World#note}: timelines and pages show {@code text} where the calling thread
   * said it. Does nothing where that is no thread of a simulation.
   */
  public static void note(String text) {
    RunThread me = RunThread.current();
    if (me != null) {
      me.run().note(text);
    }
  }
}
