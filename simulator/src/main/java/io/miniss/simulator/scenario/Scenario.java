package io.miniss.simulator.scenario;

/**
 * A program on the runtime, with checks of what must be true. The same class runs in the simulator, where
 * every run is one seeded interleaving, and on pinned cores. Scenarios are found by {@link
 * java.util.ServiceLoader}: list yours in {@code
 * META-INF/services/io.miniss.simulator.scenario.Scenario}, and the command line can run it.
 *
 * <p>One instance is run many times, in the simulator by several threads at the same time, so it must not
 * keep state in fields.
 */
public interface Scenario {
  /** A short name without blanks, for the command line and the replay line. */
  String name();

  /** What it shows, in a sentence. */
  String description();

  /**
   * Whether it shows a bug and is expected to fail. Such a scenario is run only by name, not by {@code --all}.
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
