package io.miniss.simulator;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;

/**
 * Refuses to carry a simulation on a thread that is inside a {@code synchronized} block or method. The
 * JVM moves the monitors of the carrying thread along with a virtual thread that leaves it on our
 * executor, and the carrier would end up without a monitor that nobody else can ever enter.
 */
final class HeldMonitors {
  /** Whether the thread was looked at: asking costs more than a run, so only its first run asks. */
  private static final ThreadLocal<Boolean> CHECKED = ThreadLocal.withInitial(() -> false);

  private HeldMonitors() {}

  /**
   * Checks the calling thread, once.
   *
   * @throws IllegalStateException if it holds a monitor; names it
   */
  static void requireNone() {
    if (CHECKED.get()) {
      return;
    }
    long[] me = {Thread.currentThread().threadId()};
    ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(me, true, false)[0];
    if (info != null && info.getLockedMonitors().length > 0) {
      throw new IllegalStateException(
          "a simulation must not be run from inside synchronized, as it would lose the monitor for"
              + " ever; held here: "
              + Arrays.toString(info.getLockedMonitors()));
    }
    CHECKED.set(true);
  }
}
