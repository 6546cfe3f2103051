package io.miniss.simulator.weave.hook;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Clock;
import io.miniss.simulator.engine.Deadline;

/** Virtual time for woven code; the machine's outside a simulation. */
public final class Times {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Longer waits than this are taken to be as long: 146 years. */
  private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

  private Times() {}

  /** In place of {@link System#nanoTime}. */
  public static long nanoTime() {
    WovenThread me = WovenThread.current();
    if (me == null) {
      return Clock.system().nanos();
    }
    me.spins.readsClock(me.thread);
    return nanos(me);
  }

  /** In place of {@link System#currentTimeMillis}. */
  public static long currentTimeMillis() {
    WovenThread me = WovenThread.current();
    if (me == null) {
      return Clock.system().epochMillis();
    }
    me.spins.readsClock(me.thread);
    return me.run.engine.clock().epochMillis();
  }

  static long nanos(WovenThread me) {
    return me.run.engine.clock().nanos();
  }

  /** What the clock of {@code me} reads after {@code millis}. */
  static long deadline(WovenThread me, long millis) {
    return nanos(me)
        + (millis > LONGEST_NANOS / NANOS_PER_MILLI ? LONGEST_NANOS : millis * NANOS_PER_MILLI);
  }

  /** What the clock of {@code me} reads after {@code nanos}. */
  static long deadlineNanos(WovenThread me, long nanos) {
    return nanos(me) + Math.min(nanos, LONGEST_NANOS);
  }

  /** In place of {@link Thread#sleep(long)}. */
  public static void sleep(long millis) throws InterruptedException {
    if (millis < 0) {
      throw new IllegalArgumentException("timeout value is negative");
    }
    sleepNanos(millis > LONGEST_NANOS / NANOS_PER_MILLI ? LONGEST_NANOS : millis * NANOS_PER_MILLI);
  }

  /** In place of {@link Thread#sleep(long, int)}. */
  public static void sleep(long millis, int nanos) throws InterruptedException {
    if (millis < 0 || nanos < 0 || nanos > 999_999) {
      throw new IllegalArgumentException("timeout value is negative or out of range");
    }
    sleepNanos(
        millis > LONGEST_NANOS / NANOS_PER_MILLI
            ? LONGEST_NANOS
            : millis * NANOS_PER_MILLI + nanos);
  }

  /** In place of {@link Thread#sleep(java.time.Duration)}. */
  public static void sleep(java.time.Duration duration) throws InterruptedException {
    if (!duration.isNegative()) {
      sleepNanos(
          duration.toSeconds() > LONGEST_NANOS / 1_000_000_000L
              ? LONGEST_NANOS
              : duration.toNanos());
    }
  }

  /** A wait with a limit is a step: who does nothing but wait reaches the bound on steps too. */
  static void countWait(WovenThread me) {
    me.thread.point(Access.READ, me.run.location(me.thread, WovenLocation.OBJECT));
  }

  /** Sleeps; what {@link Thread#sleep} of the JDK's own code comes to as well. */
  static void sleepNanos(long nanos) throws InterruptedException {
    WovenThread me = WovenThread.current();
    if (me == null) {
      Thread.sleep(nanos / NANOS_PER_MILLI, (int) (nanos % NANOS_PER_MILLI));
      return;
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("sleep interrupted");
    }
    countWait(me);
    me.thread.waitUntilInterrupted(
        null, Deadline.at(deadlineNanos(me, Math.max(1, nanos))));
    if (Thread.interrupted()) {
      throw new InterruptedException("sleep interrupted");
    }
  }
}
