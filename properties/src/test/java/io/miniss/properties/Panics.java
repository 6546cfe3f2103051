package io.miniss.properties;

/** Throwing what the compiler would not let pass. */
final class Panics {
  private Panics() {}

  /** Throws {@code thrown} itself. */
  static void rethrow(Throwable thrown) {
    Panics.<RuntimeException>sneak(thrown);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
