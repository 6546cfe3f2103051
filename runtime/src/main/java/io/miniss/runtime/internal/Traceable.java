package io.miniss.runtime.internal;

/** A thread whose stack can be looked at. Any thread. */
interface Traceable {
  /** What the thread does at this moment; empty if it does not run or has ended. */
  StackTraceElement[] stackTrace();
}
