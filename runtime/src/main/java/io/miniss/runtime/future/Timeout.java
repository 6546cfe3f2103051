package io.miniss.runtime.future;

import io.miniss.runtime.shared.Work;
import io.miniss.runtime.util.Registration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A time limit on a future. Run on a core, it starts a timer and listens to the future, both on that
 * core, so that timer and result need no synchronization with each other.
 */
public final class Timeout extends Work {
  private final Completion source;
  private final long nanos;
  private final Runnable onExpiry;
  private final @Nullable ResultCell target;

  /** Calls {@code onExpiry} on the arming core if {@code source} is not done within the limit. */
  public Timeout(Completion source, long nanos, Runnable onExpiry) {
    this(source, nanos, onExpiry, null);
  }

  /** As above, and passes a result that comes in time on to {@code target}. */
  Timeout(Completion source, long nanos, Runnable onExpiry, @Nullable ResultCell target) {
    this.source = source;
    this.nanos = nanos;
    this.onExpiry = onExpiry;
    this.target = target;
  }

  /** Arms the limit; on the core that is to keep it. */
  @Override
  public void run() {
    CoreContext core = Objects.requireNonNull(CoreContext.current(), "a timeout arms on a core");
    Arrival arrival = new Arrival(core);
    arrival.timer =
        core.after(
            nanos,
            () -> {
              arrival.retire();
              onExpiry.run();
            });
    source.register(arrival);
  }

  /** The result came before the timer. */
  private final class Arrival extends Continuation {
    Registration timer = Registration.NONE;

    Arrival(CoreContext core) {
      super(core);
    }

    @Override
    @Nullable ResultCell target() {
      return target;
    }

    @Override
    boolean looksAtFailure() {
      return target != null && super.looksAtFailure();
    }

    @Override
    void fire(Object result) {
      timer.close();
      if (target != null) {
        target.settleFrom(result);
      }
    }
  }
}
