package io.miniss.scenarios.rules;

import io.miniss.simulator.scenario.World;
import org.jspecify.annotations.Nullable;

/** Whether a rule has been broken in one run. Any thread. */
public final class Verdict {
  private final World world;
  private final long latestNanos;

  /** The first rule that was broken. */
  private volatile @Nullable String broken;

  /**
   * The verdict on a run in {@code world}.
   *
   * @param latestNanos by how much something may be late where time passes by what the workload does alone: a run is
   *     far shorter
   */
  public Verdict(World world, long latestNanos) {
    this.world = world;
    this.latestNanos = latestNanos;
  }

  /**
   * Fails the run unless {@code condition} holds. On the machine what code on a core throws does not end the
   * run, so it is remembered until the end.
   */
  public void require(boolean condition, String rule) {
    if (!condition && broken == null) {
      broken = rule;
    }
    world.require(condition, rule);
  }

  /** As above; {@code subject} is asked for its name only if the rule is broken. */
  public void require(boolean condition, String rule, Object subject) {
    if (!condition) {
      require(false, rule + ": " + subject);
    }
  }

  /** Fails if {@code what} was late by {@code late} ns, where the world is {@linkplain World#isPunctual punctual}. */
  public void requireNotLate(String what, long late, boolean isExempt) {
    require(
        isExempt || !world.isPunctual() || late < latestNanos,
        "nothing is late without bound: %s by %d ns".formatted(what, late));
  }

  /** Fails if a rule was broken before, whoever has caught what was thrown then. */
  public void requireUnbroken() {
    require(broken == null, String.valueOf(broken));
  }
}
