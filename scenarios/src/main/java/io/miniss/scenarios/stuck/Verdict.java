package io.miniss.scenarios.stuck;

import io.miniss.simulator.scenario.World;
import org.jspecify.annotations.Nullable;

/** Whether a rule has been broken in one run. Any thread. */
final class Verdict {
  private final World world;

  /** The first rule that was broken. */
  private volatile @Nullable String broken;

  Verdict(World world) {
    this.world = world;
  }

  /**
   * Fails the run unless {@code condition} holds. On the machine what code on a core throws does not end the
   * run, so it is remembered until the end.
   */
  void require(boolean condition, String rule) {
    if (!condition) {
      if (broken == null) {
        broken = rule;
      }
      world.require(false, rule);
    }
  }

  /** As above; {@code subject} is asked for its name only if the rule is broken. */
  void require(boolean condition, String rule, Object subject) {
    if (!condition) {
      require(false, rule + ": " + subject);
    }
  }

  /** Fails if a rule was broken before, whoever has caught what was thrown then. */
  void requireUnbroken() {
    require(broken == null, String.valueOf(broken));
  }
}
