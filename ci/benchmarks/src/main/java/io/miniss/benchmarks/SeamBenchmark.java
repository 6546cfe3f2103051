package io.miniss.benchmarks;

import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Scheduler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What an interleaving point costs in production: a compare-and-set (and an acquire read) through the
 * runtime's primitive, which announces it, and through a bare VarHandle.
 */
@State(Scope.Benchmark)
@OperationsPerInvocation(SeamBenchmark.OPERATIONS)
public class SeamBenchmark {
  static final int OPERATIONS = 1_024;

  private static final Object ONE = new Object();
  private static final Object TWO = new Object();
  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(Bare.class, "value", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class Bare {
    @SuppressWarnings("unused") // accessed through VALUE
    Object value = ONE;
  }

  /** Through what. */
  @Param({"miniss", "bare VarHandle"})
  public String library;

  private final Bare bare = new Bare();
  private @Nullable SharedReference<Object> shared;

  /** Chooses. */
  @Setup
  public void start() {
    shared =
        library.equals("miniss")
            ? new SharedReference<>(Scheduler.system(), "benchmark", ONE)
            : null;
  }

  /** One compare-and-set that succeeds. */
  @Benchmark
  public boolean seamCompareAndSet() {
    SharedReference<Object> reference = shared;
    return reference != null ? swap(reference) : swap(bare);
  }

  private static boolean swap(SharedReference<Object> reference) {
    boolean all = true;
    for (int i = 0; i < OPERATIONS; i += 2) {
      all &= reference.compareAndSet(ONE, TWO);
      all &= reference.compareAndSet(TWO, ONE);
    }
    return all;
  }

  private static boolean swap(Bare reference) {
    boolean all = true;
    for (int i = 0; i < OPERATIONS; i += 2) {
      all &= VALUE.compareAndSet(reference, ONE, TWO);
      all &= VALUE.compareAndSet(reference, TWO, ONE);
    }
    return all;
  }

  /** One acquire read. */
  @Benchmark
  public int seamRead() {
    SharedReference<Object> reference = shared;
    return reference != null ? read(reference) : read(bare);
  }

  private static int read(SharedReference<Object> reference) {
    int same = 0;
    for (int i = 0; i < OPERATIONS; i++) {
      if (reference.getAcquire() == ONE) {
        same++;
      }
    }
    return same;
  }

  private static int read(Bare reference) {
    int same = 0;
    for (int i = 0; i < OPERATIONS; i++) {
      if ((Object) VALUE.getAcquire(reference) == ONE) {
        same++;
      }
    }
    return same;
  }
}
