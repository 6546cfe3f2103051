package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Locks and monitors that a thread of the run waits for while a thread outside the run holds them: one of
 * another simulation, which writes a log line, say, or a real thread. The holder leaves soon, so the carrier
 * waits in real time until the lock is handed over, and to the run it is as if nobody had waited: no step is
 * counted and nobody else is chosen.
 *
 * <p>All is called by the carrier but for {@link #isHandOver}, which the thread that hands over calls.
 */
final class OutsideLocks {
  /** The JVM's thread that resumes virtual threads when a monitor is left. */
  private static final String UNBLOCKER = "VirtualThread-unblocker";

  private static final long MAX_NANOS = 10_000_000_000L;

  private final RunOutcome outcome;
  private final Callers callers;
  private final Interference interference;

  /** The threads of the run that have not ended, fibers included. */
  private final Supplier<List<Thread>> live;

  /** The run. */
  private final RunThread.Link link;

  private final Thread carrier = Thread.currentThread();

  /** Whom the carrier looks at; a look can make the JVM hand over the same continuation again. */
  private @Nullable Thread looked;

  private boolean handedOverByLook;

  /** The threads that were handed over from outside; the only field that other threads write. */
  private final AtomicReference<@Nullable HandOver> handOvers = new AtomicReference<>();

  /** Those of threads that the carrier did not wait for. */
  private final List<HandOver> unclaimed = new ArrayList<>(0);

  private record HandOver(
      Thread resumed, Runnable continuation, String by, @Nullable HandOver previous) {}

  /** In place of the hand-overs once nobody of the run can go on any more. */
  private static final HandOver CLOSED =
      new HandOver(Thread.currentThread(), () -> {}, "nobody", null);

  OutsideLocks(
      RunOutcome outcome,
      Callers callers,
      Interference interference,
      Supplier<List<Thread>> live,
      RunThread.Link link) {
    this.outcome = outcome;
    this.callers = callers;
    this.interference = interference;
    this.live = live;
    this.link = link;
  }

  /**
   * Waits if {@code thread}, which has stopped without the engine's doing, waits for a lock that is held
   * outside the run.
   *
   * @param state its state; RUNNABLE if it has been handed over, or is about to be
   * @return whether it can go on
   */
  boolean hasWaited(Thread thread, Thread.State state) {
    if (outcome.hasEnded()) {
      return false;
    }
    if (take(thread)) {
      return true;
    }
    looked = thread;
    try {
      boolean isOutside =
          switch (state) {
            case BLOCKED -> isMonitorOutside(thread);
            case WAITING, TIMED_WAITING -> isLockOutside(thread);
            case RUNNABLE -> true;
            default -> false;
          };
      return handedOverByLook || (isOutside && isHandedOverInTime(thread, state));
    } finally {
      looked = null;
      handedOverByLook = false;
    }
  }

  /**
   * Why {@code thread} gave up control, without the engine's doing, and was given back at once: whether
   * by its own {@link Thread#yield}. Otherwise it met a lock or a monitor that was left before the JVM had
   * unmounted it, or the JDK yields until a thread outside the run has set up a shared table.
   */
  boolean isInYield(Thread thread) {
    looked = thread;
    try {
      StackTraceElement[] stack = thread.getStackTrace();
      if (StackFrames.isInPark(stack) && LockHolders.lockAwaitedBy(thread) == null) {
        interference.fail(
            "thread "
                + thread.getName()
                + " was resumed by a real thread that no seed controls while it began to wait"
                + StackFrames.lines(stack));
      }
      return StackFrames.isInYield(stack);
    } finally {
      looked = null;
      handedOverByLook = false;
    }
  }

  private boolean isHandedOverInTime(Thread thread, Thread.State state) {
    long start = Clock.system().nanos();
    long left = MAX_NANOS;
    boolean interrupted = false;
    boolean handedOver = take(thread);
    boolean isForEver = !handedOver && isHeldForEver(thread);
    while (!handedOver && !isForEver && left > 0 && !interference.isReported()) {
      LockSupport.parkNanos(this, left);
      interrupted |= Thread.interrupted(); // whoever waits for the run looks at it between runs
      handedOver = take(thread);
      left = MAX_NANOS - (Clock.system().nanos() - start);
    }
    if (interrupted) {
      carrier.interrupt();
    }
    boolean timedOut = state == Thread.State.TIMED_WAITING && ownerOutside(thread) != null;
    if (isForEver) {
      failAsHeldOutside(thread, "waits");
    } else if (timedOut || (!handedOver && left <= 0)) {
      failAsHeldOutside(
          thread, "has waited " + (timedOut ? "its time limit" : "10 s") + " in real time");
    }
    return handedOver;
  }

  /** Whether who holds the lock that {@code waiting} waits for has ended, as a thread of an earlier run may have. */
  private boolean isHeldForEver(Thread waiting) {
    Thread owner = ownerOutside(waiting);
    return owner != null
        && owner.getState() == Thread.State.TERMINATED
        && owner == ownerOutside(waiting); // it did not release the lock just before its end
  }

  private @Nullable Thread ownerOutside(Thread waiting) {
    AbstractOwnableSynchronizer lock = LockHolders.lockAwaitedBy(waiting);
    Thread owner = lock == null ? null : LockHolders.owner(lock);
    return owner == null || isOfTheRun(owner) ? null : owner;
  }

  private void failAsHeldOutside(Thread thread, String waits) {
    Thread owner = ownerOutside(thread);
    interference.fail(
        "thread "
            + thread.getName()
            + " "
            + waits
            + " for a lock that "
            + (owner == null ? "a thread outside the run" : owner.getName() + ", outside the run,")
            + " holds"
            + (owner == null || owner.isAlive() ? "" : " and has ended")
            + StackFrames.lines(thread.getStackTrace()));
  }

  // ---- who holds it ----

  /** Whether what {@code thread} waits for is a lock, and a thread outside the run holds it. */
  boolean isLockOutside(Thread thread) {
    AbstractOwnableSynchronizer lock = LockHolders.lockAwaitedBy(thread);
    if (lock == null || !LockHolders.areKnown()) {
      return false;
    }
    Thread owner = LockHolders.owner(lock);
    if (owner != null) {
      return !isOfTheRun(owner);
    }
    // Nobody of the run has done anything since the thread failed to get it. So somebody outside has
    // released it just now, unless readers hold it or another of the run is to have it first.
    return !LockHolders.hasReaders(lock) && !isForAnotherOfTheRun(lock, thread);
  }

  private boolean isForAnotherOfTheRun(AbstractOwnableSynchronizer lock, Thread thread) {
    Thread first =
        switch (lock) {
          case AbstractQueuedSynchronizer queue -> queue.getFirstQueuedThread();
          case AbstractQueuedLongSynchronizer queue -> queue.getFirstQueuedThread();
          default -> null;
        };
    return first != null && first != thread && isOfTheRun(first);
  }

  /** Whether it is a thread of the run, also one that has ended. */
  private boolean isOfTheRun(Thread thread) {
    RunThread known = RunThread.of(thread);
    return known != null && known.run() == link.run();
  }

  private boolean isMonitorOutside(Thread blocked) {
    StackTraceElement[] stack = blocked.getStackTrace();
    if (stack.length == 0 || StackFrames.isInObjectWait(stack)) {
      return false;
    }
    if (LockHolders.areKnown()) {
      Object monitor = LockHolders.monitorAwaitedBy(blocked);
      return monitor == null // left meanwhile, and nobody of the run has run since
          || others(blocked).stream().noneMatch(each -> LockHolders.isInside(each, monitor));
    }
    String type = stack[0].getClassName();
    return StackFrames.isOfTheJdk(stack[0])
        && others(blocked).stream()
            .noneMatch(
                each -> Arrays.stream(each.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(type)));
  }

  private List<Thread> others(Thread butNot) {
    List<Thread> others = new ArrayList<>(live.get());
    others.remove(butNot);
    return others;
  }

  // ---- handing over ----

  /**
   * Whether {@code resumed} is handed over because a thread outside the run has left a lock or a monitor, or
   * once more because its stack was looked at. Called in the handing thread.
   */
  boolean isHandOver(Thread resumed, Runnable continuation) {
    Thread caller = Thread.currentThread();
    if (caller == carrier) {
      if (resumed == looked) {
        handedOverByLook = true;
      }
      return looked != null;
    }
    if (isForLock(resumed) && !callers.isInside()) {
      String by = caller.getName();
      HandOver now =
          handOvers.updateAndGet(
              previous -> previous == CLOSED
                  ? CLOSED
                  : new HandOver(resumed, continuation, by, previous));
      if (now == CLOSED) {
        Leftovers.resume(continuation);
      } else {
        interference.wakeCarrier();
      }
      return true;
    }
    return false;
  }

  /** Whether {@code resumed} is handed a lock or a monitor. Called in the handing thread. */
  static boolean isForLock(Thread resumed) {
    return Thread.currentThread().getName().equals(UNBLOCKER)
        || LockHolders.lockAwaitedBy(resumed) != null;
  }

  /** The run is over: threads that still wait for a lock leave its queue by themselves from now on. */
  void close() {
    HandOver each = handOvers.getAndSet(CLOSED);
    while (each != null) {
      unclaimed.add(each);
      each = each.previous;
    }
    unclaimed.forEach(left -> Leftovers.resume(left.continuation));
  }

  /** Whether {@code thread} has been handed over since it was last taken. */
  private boolean take(Thread thread) {
    boolean taken = false;
    HandOver each = handOvers.get() == null ? null : handOvers.getAndSet(null);
    while (each != null) {
      if (each.resumed == thread) {
        taken = true;
      } else {
        unexpected(each);
      }
      each = each.previous;
    }
    return taken;
  }

  /**
   * Looks for threads that were handed over from outside though the run took them to wait for a thread of its
   * own: when that was, no seed controls.
   */
  void failIfUnexpected() {
    if (handOvers.get() != null) {
      HandOver each = handOvers.getAndSet(null);
      while (each != null) {
        unexpected(each);
        each = each.previous;
      }
    }
  }

  /** Whether {@code waiting} waits at the end of the run for a lock that is held outside; fails the run if so. */
  boolean failIfHeldOutside(Thread waiting) {
    if (LockHolders.lockAwaitedBy(waiting) == null) {
      return false;
    }
    interference.doubt(); // even if that cannot be told, as of the readers of a lock
    if (!isLockOutside(waiting)) {
      return false;
    }
    Thread owner = ownerOutside(waiting);
    interference.fail(
        "thread "
            + waiting.getName()
            + " waits for a lock that "
            + (owner == null ? "a thread" : owner.getName() + ",")
            + " outside the run has taken from a thread of the run"
            + StackFrames.lines(waiting.getStackTrace()));
    return true;
  }

  private void unexpected(HandOver handOver) {
    if (LockHolders.lockAwaitedBy(handOver.resumed) == null) {
      return; // stale: it went on before, as the look at its stack had handed it over too
    }
    unclaimed.add(handOver);
    interference.fail(
        "thread "
            + handOver.resumed.getName()
            + " and threads outside the run waited for the same lock, and it was resumed by "
            + handOver.by
            + StackFrames.lines(handOver.resumed.getStackTrace()));
  }
}
