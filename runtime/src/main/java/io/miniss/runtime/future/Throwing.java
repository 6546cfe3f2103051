package io.miniss.runtime.future;

import java.util.concurrent.CompletionException;

/** How the failure of a future is thrown; the rules are stated at {@link Future}. */
public final class Throwing {
  private Throwing() {}

  /**
   * What to throw for {@code failure}.
   *
   * @throws Error {@code failure}, if it is one
   */
  static RuntimeException toCaller(Throwable failure) {
    if (failure instanceof CopiedOnThrow own) {
      return own.forThisCaller();
    }
    if (failure instanceof RuntimeException unchecked) {
      return unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return new CompletionException(text(failure), failure);
  }

  /** The text of {@code failure}, which is user code and may throw. */
  public static String text(Throwable failure) {
    try {
      return failure.toString();
    } catch (Throwable unspeakable) {
      return failure.getClass().getName() + " (whose text cannot be had)";
    }
  }
}
