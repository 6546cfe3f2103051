package io.miniss.runtime.spi;

import org.jspecify.annotations.Nullable;

/** A thread that can be looked at while it runs or waits. Any thread may call every method. */
public interface TraceableThread {
  /** What the thread does at this moment, innermost frame first; empty if it does not run or has ended. */
  StackTraceElement[] stackTrace();

  /**
   * What the thread waits for, as far as the JVM tells: "a monitor", or the class of the synchronizer that it is
   * parked for. Null if it does not wait, or nothing is known.
   */
  default @Nullable String waitsFor() {
    return null;
  }
}
