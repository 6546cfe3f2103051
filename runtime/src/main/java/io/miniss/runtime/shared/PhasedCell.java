package io.miniss.runtime.shared;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Scheduler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A shared reference and a second, independent one: the phase of the object that the
 * first one is about. One object instead of two for what is created with every task.
 *
 * @param <V> the value
 * @param <P> the phase
 */
public abstract class PhasedCell<V, P> extends SharedCell<V> {
  private static final VarHandle PHASE;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(PhasedCell.class, "phase", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // accessed through PHASE
  private @Nullable Object phase;

  /** A reference to {@code initial} in phase {@code initialPhase}. */
  protected PhasedCell(Scheduler scheduler, @Nullable V initial, @Nullable P initialPhase) {
    super(scheduler, initial);
    this.phase = initialPhase;
  }

  /** Both, as an array. */
  @Override
  public final Object currentValue() {
    return new @Nullable Object[] {super.currentValue(), phase};
  }

  /** The phase, and with it everything its writer did before. */
  @SuppressWarnings("unchecked")
  public final @Nullable P phaseAcquire() {
    point(Access.READ);
    return (P) PHASE.getAcquire(this);
  }

  /** Moves from {@code expected} to {@code next} with volatile effect, or changes nothing. */
  public final boolean compareAndSetPhase(@Nullable P expected, @Nullable P next) {
    point(Access.UPDATE);
    return compared(expected, next, PHASE.compareAndSet(this, expected, next));
  }
}
