package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Awaited;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom, where that is known: a thread for the end of another or of a task, or for a lock, a mutex, a
 * monitor or the initialisation of a class that another one holds; a fiber that can go on for its core. A core that
 * is in the middle of a fiber stands for that fiber.
 */
final class WaitCycle {
  private final List<SimulatedThread> threads;
  private final List<SimulatedFiber> fibers;

  private WaitCycle(List<SimulatedThread> threads, List<SimulatedFiber> fibers) {
    this.threads = threads;
    this.fibers = fibers;
  }

  /**
   * The first circle among {@code threads} and {@code fibers} in words, for example {@code t1 waits for t2, t2
   * waits for t1}.
   */
  static Optional<String> of(List<SimulatedThread> threads, List<SimulatedFiber> fibers) {
    WaitCycle among = new WaitCycle(threads, fibers);
    List<RunThread> all = new ArrayList<>(threads);
    all.addAll(fibers);
    for (RunThread first : all) {
      List<RunThread> chain = new ArrayList<>();
      RunThread next = first;
      while (next != null && !chain.contains(next)) {
        chain.add(next);
        next = among.after(next);
      }
      if (next == first) {
        return Optional.of(among.text(chain));
      }
    }
    return Optional.empty();
  }

  private String text(List<RunThread> circle) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < circle.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(label(circle.get(i))).append(" waits for ");
      text.append(label(circle.get((i + 1) % circle.size())));
    }
    return text.toString();
  }

  private String label(RunThread thread) {
    if (thread instanceof SimulatedFiber fiber) {
      return fiber.label();
    }
    for (SimulatedFiber each : fibers) {
      if (each.carrier() == thread && each.isMounted()) {
        return thread + " in " + each.label();
      }
    }
    return thread.toString();
  }

  /**
   * The one of {@code threads} or {@code fibers} that {@code waiter} waits for; null if there is none, or nobody
   * knows.
   */
  static @Nullable RunThread waitsFor(
      RunThread waiter, List<SimulatedThread> threads, List<SimulatedFiber> fibers) {
    return new WaitCycle(threads, fibers).after(waiter);
  }

  private @Nullable RunThread after(RunThread waiter) {
    if (waiter instanceof SimulatedFiber fiber && fiber.waitsForItsCore()) {
      return fiber.carrier();
    }
    RunThread awaited = waiter.awaited();
    if (awaited != null) {
      return standsFor(awaited);
    }
    Awaited said = waiter.said();
    if (said == null) {
      return holdingFirst(waiter);
    }
    for (SimulatedFiber each : fibers) {
      if (each.endBefore(said) != null) {
        return standsFor(each);
      }
    }
    return holding(said.holder());
  }

  private static RunThread standsFor(RunThread thread) {
    return thread instanceof SimulatedFiber fiber && fiber.isMounted() ? fiber.carrier() : thread;
  }

  private @Nullable RunThread holding(@Nullable Thread holder) {
    for (SimulatedThread each : threads) {
      if (each.thread() == holder) {
        return each;
      }
    }
    for (SimulatedFiber each : fibers) {
      if (each.thread() == holder) {
        return standsFor(each);
      }
    }
    return null;
  }

  /** The first one that holds the lock that {@code waiter} waits for and waits itself, or the first one. */
  private @Nullable RunThread holdingFirst(RunThread waiter) {
    RunThread first = null;
    for (Thread each : lockHolders(waiter)) {
      RunThread holding = holding(each);
      if (holding != null && isStopped(holding)) {
        return holding;
      }
      first = first == null ? holding : first;
    }
    return first;
  }

  /** Those that hold the lock of the JDK that {@code waiter} waits for, several for reading; none if it waits for none. */
  static List<Thread> lockHolders(RunThread waiter) {
    Object awaited = isStopped(waiter) ? LockSupport.getBlocker(waiter.thread()) : null;
    if (awaited == null) {
      return List.of();
    }
    AbstractOwnableSynchronizer lock = LockHolders.lockAwaitedBy(waiter.thread());
    Thread owner = lock == null ? null : LockHolders.owner(lock);
    return owner == null ? waiter.run().holders(awaited) : List.of(owner);
  }

  private static boolean isStopped(RunThread waiter) {
    return waiter instanceof SimulatedThread thread
        ? thread.state == SimulatedThread.State.BLOCKED
            || thread.state == SimulatedThread.State.PARKED
        : waiter instanceof SimulatedFiber fiber && !fiber.isMounted();
  }
}
