package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Clock;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Monitors of the JDK that a thread of the run meets held by one that is none of the run: another job,
 * whose run loads a class or a locale, say. That one will leave it soon, so the carrier waits in real
 * time, and to the run it is as if nobody had waited. All is called by the carrier but for {@link
 * #isHandOver}.
 */
final class OutsideMonitors {
  /** The JVM's thread that resumes virtual threads when a monitor is left. */
  private static final String UNBLOCKER = "VirtualThread-unblocker";

  private static final long MOST_NANOS = 10_000_000_000L;

  private final Engine engine;
  private final Thread carrier = Thread.currentThread();

  /** Whom the carrier waits for, or looks at. */
  private @Nullable Thread awaited;

  /** The JVM has handed over who waited; the only field that its thread writes. */
  private volatile boolean handedOver;

  OutsideMonitors(Engine engine) {
    this.engine = engine;
  }

  /**
   * Waits if {@code thread}, which has stopped without the engine's doing, waits for such a monitor.
   *
   * @param state its state; RUNNABLE if the JVM is about to hand it over
   * @return whether it can go on
   */
  boolean hasWaited(Thread thread, Thread.State state) {
    boolean isBlocked = state == Thread.State.BLOCKED;
    if (engine.hasEnded() || (!isBlocked && state != Thread.State.RUNNABLE)) {
      return false;
    }
    awaited = thread;
    try {
      return (!isBlocked || handedOver || !mayBeHeldInside(thread)) && isHandedOverInTime();
    } finally {
      awaited = null;
      handedOver = false;
    }
  }

  /**
   * Why {@code thread} gave up control, without the engine's doing, and was given back at once: whether
   * by its own {@link Thread#yield}. Otherwise it met such a monitor, and that was left before the JVM had
   * unmounted it.
   */
  boolean isInYield(Thread thread) {
    awaited = thread;
    try {
      return WaitReport.isInYield(thread.getStackTrace());
    } finally {
      awaited = null;
      handedOver = false;
    }
  }

  private boolean isHandedOverInTime() {
    long start = Clock.system().nanos();
    long left = MOST_NANOS;
    while (!handedOver && left > 0) {
      LockSupport.parkNanos(this, left);
      left = MOST_NANOS - (Clock.system().nanos() - start);
    }
    return handedOver;
  }

  /** Unless it is the JDK's, and no other thread of the run is inside the class that enters it. */
  private boolean mayBeHeldInside(Thread blocked) {
    StackTraceElement[] stack = blocked.getStackTrace();
    if (stack.length == 0
        || WaitReport.isInObjectWait(stack)
        || !WaitReport.isOfTheJdk(stack[0])) {
      return true;
    }
    String type = stack[0].getClassName();
    return engine.live().stream().anyMatch(each -> isInside(each.thread, blocked, type))
        || engine.fibers.live().stream().anyMatch(each -> isInside(each.thread(), blocked, type));
  }

  private static boolean isInside(Thread thread, Thread butNot, String type) {
    return thread != butNot
        && Arrays.stream(thread.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(type));
  }

  /**
   * Whether {@code resumed} is handed over because somebody has left a monitor, or once more because
   * its stack was looked at. Called in the handing thread.
   */
  boolean isHandOver(Thread resumed) {
    Thread caller = Thread.currentThread();
    if (caller == carrier) {
      if (resumed == awaited) {
        handedOver = true;
      }
      return awaited != null;
    }
    if (caller.getName().equals(UNBLOCKER)) {
      handedOver = true;
      LockSupport.unpark(carrier);
      return true;
    }
    return false;
  }
}
