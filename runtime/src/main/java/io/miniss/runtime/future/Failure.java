package io.miniss.runtime.future;

import io.miniss.runtime.spi.InWords;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The result of a future that has failed; {@code observed} tells whether somebody has looked at it. */
final class Failure implements InWords {
  final Throwable cause;

  /**
   * Benign race: set by whoever looks, read once by the core that reports failures nobody looked
   * at. Losing the race reports a failure that somebody looked at in that very instant.
   */
  boolean observed;

  Failure(Throwable cause) {
    this.cause = cause;
  }

  @Override
  public String inWords(Function<@Nullable Object, String> words) {
    return "failed with " + words.apply(cause);
  }
}
