package io.miniss.simulator.scenario;

/**
 * A program on the runtime, with what must hold of it. The same class runs in the simulator, where
 * every run is one seeded interleaving, and on pinned cores. Found by {@link
 * java.util.ServiceLoader}: list yours in {@code
 * META-INF/services/io.miniss.simulator.scenario.Scenario} and it is under the command line.
 *
 * <p>One instance is run many times, in the simulator by several threads at once, so it keeps no
 * state in fields.
 */
public interface Scenario {
  /** A short name without blanks, for the command line and the replay line. */
  String name();

  /** What it shows, in a sentence. */
  String description();

  /**
   * Whether it shows a bug, so that a failure is what is expected of it. Such a scenario is run by
   * name only, never with all the others.
   */
  default boolean showsBug() {
    return false;
  }

  /**
   * Runs the program to its end, on a thread outside the runtime: builds a runtime with {@link
   * World#runtime}, states invariants, spawns, joins, closes.
   */
  void run(World world) throws Exception;
}
