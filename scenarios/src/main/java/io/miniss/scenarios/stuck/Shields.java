package io.miniss.scenarios.stuck;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Future;
import io.miniss.scenarios.rules.Verdict;
import io.miniss.simulator.scenario.World;
import java.time.Duration;

/** Waits of fibers, in a shield and outside of one, and what a cancellation may do to them. On any core. */
final class Shields {
  private final World world;
  private final MultiCoreRuntime runtime;
  private final Verdict verdict;
  private final Ledger ledger;
  private final Plan plan;

  Shields(
      World world, MultiCoreRuntime runtime, Verdict verdict, Ledger ledger, Plan plan) {
    this.world = world;
    this.runtime = runtime;
    this.verdict = verdict;
    this.ledger = ledger;
    this.plan = plan;
  }

  /** A wait outside of shields. Each is refused once the fiber has been cancelled. */
  void await(Future<?> future) {
    boolean wasCancelled = isCancelled();
    try {
      Object _ = Fiber.await(future);
      requireRefused(wasCancelled);
    } catch (BrokenPromiseException broken) {
      requireRefused(wasCancelled);
      throw broken;
    }
  }

  /** As {@link #await}. */
  void sleep(Duration time) {
    boolean wasCancelled = isCancelled();
    Fiber.sleep(time);
    requireRefused(wasCancelled);
  }

  private static boolean isCancelled() {
    return Core.currentToken().isCancelled();
  }

  private void requireRefused(boolean wasCancelled) {
    verdict.require(!wasCancelled, "each wait of a cancelled fiber is refused");
  }

  /** Waits in a shield of {@code limit}, for {@code time} or, with null, for a future. */
  void shielded(Duration limit, Future<?> future, Duration time, boolean sleeps) {
    long entered = world.clock().nanos();
    try {
      Fiber.shield(
          limit,
          () -> {
            if (sleeps) {
              Fiber.sleep(time);
            } else {
              Object _ = Fiber.await(future);
            }
          });
    } catch (CancelledException cancelled) {
      requireOver(entered, limit);
    } catch (BrokenPromiseException end) {
      // the core ends, or nobody completes what it waited for
    }
    requireTimely(entered, limit);
  }

  private void requireOver(long entered, Duration limit) {
    verdict.require(isCancelled(), "only a cancellation ends a shielded wait early");
    long passed = world.clock().nanos() - entered;
    // A core that close has given up on keeps nothing away when it ends.
    verdict.require(
        !world.isPunctual() || passed >= limit.toNanos() || runtime.phase() == Phase.TERMINATED,
        "a shield keeps a cancellation away until its limit of %s, and not for %d ns"
            .formatted(limit, passed));
  }

  /** A cancellation that was there while the shield was is noticed when its limit has passed. */
  private void requireTimely(long entered, Duration limit) {
    long late = world.clock().nanos() - entered - limit.toNanos();
    verdict.require(
        !world.isPunctual() || !ledger.isStopSeen() || plan.isStuck(Core.current().index())
            || late < Stage.LATEST_NANOS,
        "a cancellation ends a shielded wait at the limit of the shield: late by " + late);
  }
}
