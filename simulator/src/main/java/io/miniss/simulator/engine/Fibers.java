package io.miniss.simulator.engine;

import io.miniss.runtime.spi.FiberExit;
import io.miniss.runtime.spi.FiberHost;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fibers of a run that have not ended, and who tells their cores that they may go on. */
final class Fibers implements SimulatedFiber.Owner {
  private static final int MAX_UNWINDS = 64;

  private final RunParts parts;
  private final ThreadTable threads;
  private final RunEnd end;
  private final ThreadStarter starter;
  private final List<SimulatedFiber> live;
  private @Nullable Courier courier;
  private int made;

  /** Keeps those that have not ended in {@code live}, which is empty. */
  Fibers(
      RunParts parts,
      ThreadTable threads,
      RunEnd end,
      ThreadStarter starter,
      List<SimulatedFiber> live) {
    this.parts = parts;
    this.threads = threads;
    this.end = end;
    this.starter = starter;
    this.live = live;
  }

  /** A fiber of the running thread, which is a core. */
  SimulatedFiber create(String name, FiberHost host) {
    SimulatedFiber fiber =
        new SimulatedFiber(
            this, parts, threads, end, threads.runningThread(), ++made, name, host);
    fiber.slot = live.size();
    live.add(fiber);
    return fiber;
  }

  /** Runs {@code fiber} on the running thread, which is its core, until it leaves the core. */
  FiberExit run(SimulatedFiber fiber) {
    end.throwIfEnded();
    threads.runningThread().runFiber(fiber);
    end.throwIfEnded();
    return fiber.exit();
  }

  @Override
  public void ended(SimulatedFiber fiber) {
    SimulatedFiber last = live.removeLast();
    if (last != fiber) {
      live.set(fiber.slot, last);
      last.slot = fiber.slot;
    }
  }

  /** By the courier, as late as the strategy likes. */
  @Override
  public void after(long nanos, String name, Runnable action) {
    starter.start(
        name,
        true,
        () -> {
          SimulatedThread me = threads.runningThread();
          long until = me.clock().reading(parts.clock().now()) + nanos;
          me.waitUntilWoken(null, Deadline.at(until));
          action.run();
        });
  }

  @Override
  public void resumeLater(FiberHost host) {
    Courier existing = courier;
    if (existing == null) {
      existing = new Courier(starter, threads);
      courier = existing;
    }
    existing.bring(host);
  }

  /** Lets every fiber that is left run into {@link SimulationEnded}, carried by the caller. */
  void unwind() {
    for (SimulatedFiber fiber : List.copyOf(live)) {
      end.unwinding(fiber.thread());
      unwind(fiber);
      end.unwinding(null);
    }
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
      parts.escapes().failIfInExit(fiber.thread(), fiber.thread().getState());
      if (end.isDeaf()) {
        return;
      }
    }
  }
}
