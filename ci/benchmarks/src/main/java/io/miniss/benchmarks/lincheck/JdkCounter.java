package io.miniss.benchmarks.lincheck;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;

/** A counter. */
public abstract class JdkCounter extends JdkSubject {
  static final int INCREMENTS = 9;

  final AtomicInteger value = new AtomicInteger();

  /** Adds one. */
  public abstract void increment();

  @Override
  @Operation
  public boolean holds() {
    return value.get() == INCREMENTS;
  }

  /** Without the bug. */
  public static final class Sound extends JdkCounter {
    @Override
    @Operation
    public void increment() {
      value.getAndAdd(1);
    }
  }

  /** With the bug. */
  public static final class Broken extends JdkCounter {
    @Override
    @Operation
    public void increment() {
      value.set(value.get() + 1);
    }
  }
}
