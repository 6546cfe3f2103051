package io.miniss.properties;

import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.ThreadedWorld;
import io.miniss.simulator.scenario.World;

/** Something that every journal of a kind of workload must satisfy, and the ways to try it. */
@FunctionalInterface
interface Law {
  /** Throws an AssertionError if the journal breaks the law. */
  void check(Journal journal);

  /** This and {@code other}. */
  default Law and(Law other) {
    return journal -> {
      check(journal);
      other.check(journal);
    };
  }

  /** Tries the law under simulated interleavings. */
  default void inSimulation(
      Workload workload, Interleavings interleavings, Subject.Factory factory) {
    Simulations.check(
        interleavings,
        simulation -> {
          Journal[] journal = {new Journal()};
          // When every thread has ended: what runs too late is in the journal by then.
          simulation.finalCheck("law", () -> assertKept(journal[0]));
          journal[0] = WorkloadRun.run(simulation, workload, factory);
        });
  }

  /** Tries the law once on pinned cores. */
  default void onTheMachine(Workload workload, int cores, Subject.Factory factory) {
    Scenario scenario =
        new Scenario() {
          @Override
          public String name() {
            return "law";
          }

          @Override
          public String description() {
            return "a law on the machine";
          }

          @Override
          public void run(World world) {
            assertKept(WorkloadRun.run(world, workload, factory));
          }
        };
    Throwable failure = ThreadedWorld.run(scenario, 1, cores, 1).failure();
    if (failure != null) {
      throw new AssertionError("on the machine: " + failure, failure);
    }
  }

  private void assertKept(Journal journal) {
    try {
      check(journal);
    } catch (AssertionError broken) {
      throw new AssertionError(broken.getMessage() + "\njournal:\n" + journal, broken);
    }
  }
}
