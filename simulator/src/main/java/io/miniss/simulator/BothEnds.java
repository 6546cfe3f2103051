package io.miniss.simulator;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.engine.ForwardingListener;
import io.miniss.simulator.engine.RunListener;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Traces the first steps of a run and the last. Of a run that goes round until a bound on its steps, these show how it
 * came to that, and what it does; a million steps in between would only take their time.
 */
final class BothEnds extends ForwardingListener {
  /** So many steps are kept at each end. */
  static final int KEPT = 10_000;

  private final Trace first = new Trace();
  private final Trace last;
  private long steps;

  /** Traces a run that is known to have {@code steps} steps. */
  BothEnds(long steps) {
    last = new Trace(steps - KEPT, first);
  }

  /** Whether a run of so many steps has some between its ends. */
  static boolean leavesOutSome(long steps) {
    return steps > 2L * KEPT;
  }

  /** The end, which knows the beginning. */
  Trace trace() {
    return last;
  }

  @Override
  protected void tell(Consumer<? super RunListener> what) {
    if (steps <= KEPT) {
      what.accept(first);
    }
    what.accept(last);
  }

  @Override
  public void begins() {
    steps = 0;
    super.begins();
  }

  @Override
  public void step(
      long step, int thread, Access access, @Nullable SharedLocation location, long virtualNanos) {
    steps = step + 1;
    if (steps == KEPT + 1) {
      first.ended();
    }
    super.step(step, thread, access, location, virtualNanos);
  }
}
