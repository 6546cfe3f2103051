package io.miniss.runtime.shared;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Scheduler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A shared reference and two more, independent ones: the phase of the object that the first one is
 * about, and what others have asked of it. One object instead of three for what is created with every task.
 *
 * @param <V> the value
 * @param <P> the phase
 * @param <R> the request
 */
public abstract class PhasedCell<V, P, R> extends SharedCell<V> {
  private static final VarHandle PHASE;
  private static final VarHandle REQUEST;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(PhasedCell.class, "phase", Object.class);
      REQUEST = MethodHandles.lookup().findVarHandle(PhasedCell.class, "request", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // accessed through PHASE
  private @Nullable Object phase;

  @SuppressWarnings("unused") // accessed through REQUEST
  private @Nullable Object request;

  /** A reference to {@code initial} in phase {@code initialPhase}, of which nobody has asked anything. */
  protected PhasedCell(Scheduler scheduler, @Nullable V initial, @Nullable P initialPhase) {
    super(scheduler, initial);
    this.phase = initialPhase;
  }

  /** The value, the phase and the request, as an array. */
  @Override
  public final Object currentValue() {
    return new @Nullable Object[] {super.currentValue(), phase, request};
  }

  /** The phase, and with it everything its writer did before. */
  @SuppressWarnings("unchecked")
  public final @Nullable P phaseAcquire() {
    point(Access.READ);
    return (P) PHASE.getAcquire(this);
  }

  /**
   * The phase of a cell whose phase only the calling thread ever changes: a plain read of its own last write,
   * which no other thread can change, and so no interleaving point.
   */
  @SuppressWarnings("unchecked")
  public final @Nullable P phaseByOwner() {
    return (P) phase;
  }

  /** Publishes {@code next} and what this thread did before. Only where no other thread changes the phase. */
  public final void setPhaseByOwnerRelease(@Nullable P next) {
    point(Access.WRITE);
    PHASE.setRelease(this, next);
  }

  /** Moves from {@code expected} to {@code next} with volatile effect, or changes nothing. */
  public final boolean compareAndSetPhase(@Nullable P expected, @Nullable P next) {
    point(Access.UPDATE);
    return compared(expected, next, PHASE.compareAndSet(this, expected, next));
  }

  /** What was asked, and with it everything its writer did before; null if nothing was. */
  @SuppressWarnings("unchecked")
  public final @Nullable R requestAcquire() {
    point(Access.READ);
    return (R) REQUEST.getAcquire(this);
  }

  /** Asks for {@code wanted} with volatile effect, unless something was asked before. */
  public final boolean tryRequest(R wanted) {
    point(Access.UPDATE);
    return compared(null, wanted, REQUEST.compareAndSet(this, (Object) null, wanted));
  }
}
