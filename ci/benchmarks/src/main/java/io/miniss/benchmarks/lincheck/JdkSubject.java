package io.miniss.benchmarks.lincheck;

import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.Operation;

/** What Lincheck's threads operate on. */
public abstract class JdkSubject {
  private final AtomicReference<Object> idle = new AtomicReference<>();

  /** Reads what nobody writes. */
  @Operation
  public final void idle() {
    idle.get();
  }

  /** Whether what must hold at the end does. */
  public abstract boolean holds();
}
