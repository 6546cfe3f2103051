package io.miniss.runtime.future;

import io.miniss.runtime.spi.Awaited;
import org.jspecify.annotations.Nullable;

/** What can be waited for: a future, as those see it who wait. For the runtime's own use. Any thread. */
public interface Completion extends Awaited {
  /** Whether it is complete. */
  boolean isDone();

  /** The result, in the encoding of {@link Results}; null if there is none. */
  @Nullable Object resultOrNull();

  /** Delivers {@code c} when this completes, or now, or when nobody will complete it. */
  void register(Continuation c);

  /** As {@link #register}, but {@code c} may wait for ever: somebody else breaks it. */
  void enlist(Continuation c);
}
