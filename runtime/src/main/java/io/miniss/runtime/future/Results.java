package io.miniss.runtime.future;

import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.InWords;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a result is stored in the word of a future. A value stands for itself; {@link Value} wraps null and
 * what would be mistaken for something else; a failure is a {@link Failure}.
 */
final class Results {
  /** A value that could not stand for itself. */
  private record Value(@Nullable Object value) implements InWords {
    @Override
    public String inWords(Function<@Nullable Object, String> words) {
      return "completed with " + words.apply(value);
    }
  }

  private static final Value NULL = new Value(null);

  private static final String NO_ROOM_TEXT =
      "the task failed when there was no memory or stack left to say how";

  /** The failure of who cannot allocate one. */
  static final Failure NO_ROOM = new Failure(new OutOfMemoryError(NO_ROOM_TEXT));

  private Results() {}

  static Object encode(@Nullable Object value) {
    if (value == null) {
      return NULL;
    }
    boolean mistakable =
        value instanceof Work || value instanceof Failure || value instanceof Value;
    return mistakable ? new Value(value) : value;
  }

  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"}) // T is the reader's
  static <T extends @Nullable Object> T decode(Object result) {
    return (T) (result instanceof Value wrapped ? wrapped.value() : result);
  }

  /** Whether what was seen in the word of a future is its result: neither waiters nor a link. */
  static boolean isResult(@Nullable Object seen) {
    return seen != null && !(seen instanceof Work);
  }

  /** The value of {@code result}; a failure is thrown, and counts as looked at. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // T is the reader's
  static <T extends @Nullable Object> T valueOrThrow(Object result) {
    if (result == NO_ROOM) {
      throw new OutOfMemoryError(NO_ROOM_TEXT);
    }
    if (result instanceof Failure failure) {
      failure.observed = true;
      throw Throwing.toCaller(failure.cause);
    }
    return decode(result);
  }
}
