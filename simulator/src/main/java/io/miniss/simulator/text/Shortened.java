package io.miniss.simulator.text;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text that somebody has given, for a message that refuses it: of a long one the beginning says which it is. */
public final class Shortened {
  private static final int MOST = 200;
  private static final int MOST_OF_LINE = 3_000;
  private static final int ROOM_FOR_COUNT = 100;

  private static final Pattern LONG_WORD = Pattern.compile("\\S{" + (MOST + 1) + ",}");

  private Shortened() {}

  /** {@code message} with each of its words, where one may be what somebody has given, as by {@link #of}. */
  public static String words(String message) {
    return LONG_WORD.matcher(message)
        .replaceAll(word -> Matcher.quoteReplacement(of(word.group())));
  }

  /** {@code text}, or its beginning and how long it is. */
  public static String of(String text) {
    return of(text, MOST);
  }

  /** The same with {@code most} characters of it. */
  static String of(String text, int most) {
    return text.length() <= most ? text : cut(text, most, text.length());
  }

  /** {@code text}, of which each line is {@linkplain #of(String, int) shortened} if it is very long, as is the whole. */
  public static String lines(String text, int most) {
    if (text.length() <= MOST_OF_LINE) {
      return text;
    }
    String shown =
        Arrays.stream(text.split("\n", -1))
            .map(Shortened::line)
            .collect(Collectors.joining("\n"));
    return shown.length() <= most ? shown : cut(shown, most, text.length());
  }

  /** What is hardly longer may have been shortened before: its count is the right one. */
  private static String line(String line) {
    return line.length() <= MOST_OF_LINE + ROOM_FOR_COUNT ? line : of(line, MOST_OF_LINE);
  }

  private static String cut(String text, int most, int length) {
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return "%s... (%,d characters)".formatted(text.substring(0, end), length);
  }
}
