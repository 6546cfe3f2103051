package io.miniss.simulator.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text that somebody has given, for a message that refuses it: of a long one the beginning says which it is. */
public final class Shortened {
  private static final int MOST = 200;

  private static final Pattern LONG_WORD = Pattern.compile("\\S{" + (MOST + 1) + ",}");

  private Shortened() {}

  /** {@code message} with each of its words, where one may be what somebody has given, as by {@link #of}. */
  public static String words(String message) {
    return LONG_WORD.matcher(message)
        .replaceAll(word -> Matcher.quoteReplacement(of(word.group())));
  }

  /** {@code text}, or its beginning and how long it is. */
  public static String of(String text) {
    if (text.length() <= MOST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(MOST - 1)) ? MOST - 1 : MOST;
    return "%s... (%,d characters)".formatted(text.substring(0, end), text.length());
  }
}
