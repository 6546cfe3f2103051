package io.miniss.simulator.text;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Texts of user objects, for traces and reports: what a method of theirs throws must not change the run. */
public final class SafeText {
  private SafeText() {}

  /** What {@code text} returns, or a text that says why there is nothing. */
  public static String of(Supplier<@Nullable String> text) {
    try {
      String answer = text.get();
      return answer == null ? "null" : answer;
    } catch (OutOfMemoryError noText) {
      throw noText;
    } catch (Throwable unspeakable) {
      return "(its text cannot be had: " + unspeakable.getClass().getName() + ")";
    }
  }
}
