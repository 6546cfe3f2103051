package io.miniss.runtime.internal;

import io.miniss.runtime.spi.Awaited;
import io.miniss.runtime.spi.FiberExit;
import org.jspecify.annotations.Nullable;

/** The thread of one fiber, and its entry in the core's ready queue. The core's own thread only. */
final class FiberStack extends CarriedThread {
  private final FiberTask<?> fiber;
  private final LiveFibers live;

  /**
   * A thread that has not run.
   *
   * @throws IllegalStateException if the JVM does not let us create one; the message names the flag
   */
  FiberStack(RunningCore core, FiberTask<?> fiber, LiveFibers live) {
    super(core, fiber.threadName());
    this.fiber = fiber;
    this.live = live;
  }

  @Override
  public void body() {
    core.bindCarriedThread();
    core.runBody(fiber);
  }

  @Override
  public String describe() {
    return fiber.label();
  }

  @Override
  public @Nullable Awaited endBefore(Awaited what) {
    return fiber.endBefore(what);
  }

  /** Runs the fiber until it leaves the core. */
  @Override
  public void run() {
    core.enter(fiber);
    FiberExit exit;
    try {
      exit = runPiece();
    } finally {
      core.leave();
    }
    if (exit == FiberExit.ENDED) {
      live.ended(fiber);
    }
  }
}
