package io.miniss.scenarios.crossings;

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
    if (!condition && broken == null) {
      broken = rule;
    }
    world.require(condition, rule);
  }

  /** Only where time passes by what the workload does: then a run is far shorter than this. */
  void requireNotLate(String what, long late, boolean isExempt) {
    require(
        isExempt || !world.isPunctual() || late < Crossings.LATEST_NANOS,
        "nothing is late without bound: %s by %d ns".formatted(what, late));
  }

  /** Fails if a rule was broken before, whoever has caught what was thrown then. */
  void requireUnbroken() {
    require(broken == null, String.valueOf(broken));
  }
}
