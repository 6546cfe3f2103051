package io.miniss.simulator.engine;

import io.miniss.runtime.spi.FiberHost;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fibers of a run that have not ended, and who tells their cores that they may go on. */
final class Fibers {
  private static final int MAX_UNWINDS = 64;
  private static final int MAX_ENDS = 1_000;

  private final Engine engine;
  private final List<SimulatedFiber> live = new ArrayList<>();
  private @Nullable Courier courier;
  private @Nullable Thread unwinding;

  /** How often the one that is being unwound has been told that the run is over. */
  private int ends;

  Fibers(Engine engine) {
    this.engine = engine;
  }

  /** A fiber of the running thread, which is a core. */
  SimulatedFiber create(String name, Runnable body, FiberHost host) {
    SimulatedFiber fiber = new SimulatedFiber(engine, engine.runningThread(), name, body, host);
    fiber.slot = live.size();
    live.add(fiber);
    return fiber;
  }

  void ended(SimulatedFiber fiber) {
    SimulatedFiber last = live.removeLast();
    if (last != fiber) {
      live.set(fiber.slot, last);
      last.slot = fiber.slot;
    }
  }

  /** Those that have not ended. */
  List<SimulatedFiber> live() {
    return Collections.unmodifiableList(live);
  }

  /**
   * Has {@code host} told by the courier, as late as the strategy likes, that one of its fibers can go
   * on.
   */
  void resumeByCourier(FiberHost host) {
    Courier existing = courier;
    if (existing == null) {
      existing = new Courier(engine);
      courier = existing;
    }
    existing.bring(host);
  }

  /** Lets every fiber that is left run into {@link SimulationEnded}, carried by the caller. */
  void unwind() {
    for (SimulatedFiber fiber : List.copyOf(live)) {
      unwinding = fiber.thread();
      ends = 0;
      unwind(fiber);
      unwinding = null;
    }
  }

  /** The fiber that is being unwound is told once more that the run is over. Called by that fiber. */
  @SuppressWarnings("ThreadPriorityCheck") // on our executor a yield is exact, not a hint
  void endAgain() {
    if (++ends > MAX_ENDS) {
      Thread.yield(); // the continuation goes to nobody: the run has ended
    }
  }

  /** The fiber that is being unwound, or null. */
  @Nullable Thread unwinding() {
    return unwinding;
  }

  private void unwind(SimulatedFiber fiber) {
    for (int round = 0; round < MAX_UNWINDS && fiber.thread().isAlive(); round++) {
      Thread.State state = fiber.thread().getState();
      if (state == Thread.State.WAITING) {
        fiber.unpark(); // hands the continuation to nobody: the run has ended
      } else if (state != Thread.State.RUNNABLE && state != Thread.State.NEW) {
        return;
      }
      fiber.ownContinuation().run();
      if (ends > MAX_ENDS) {
        return;
      }
    }
  }
}
