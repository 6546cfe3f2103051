package io.miniss.simulator.json;

import java.util.Locale;

/**
 * Writes JSON that may stand inside an HTML script element as well: every character that could end
 * the element, a line of JavaScript or valid UTF-8 is escaped. Commas are put by itself; the caller
 * balances {@code open} and {@code close}. One thread.
 */
public final class JsonWriter {
  private final StringBuilder out = new StringBuilder();
  private boolean first = true;

  /** Begins an object or an array. */
  public JsonWriter open(char bracket) {
    comma();
    out.append(bracket);
    first = true;
    return this;
  }

  /** Ends an object or an array. */
  public JsonWriter close(char bracket) {
    out.append(bracket);
    first = false;
    return this;
  }

  /** Names the value that comes next. */
  public JsonWriter key(String key) {
    value(key);
    out.append(':');
    first = true;
    return this;
  }

  /** A string. */
  public JsonWriter value(String text) {
    comma();
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      character(text, i);
    }
    out.append('"');
    return this;
  }

  /** A whole number. */
  public JsonWriter value(long number) {
    comma();
    out.append(number);
    return this;
  }

  /** A truth. */
  public JsonWriter value(boolean truth) {
    comma();
    out.append(truth);
    return this;
  }

  /** {@code thousandths} divided by a thousand, exactly. */
  public JsonWriter thousandths(long thousandths) {
    comma();
    if (thousandths < 0) {
      out.append('-');
    }
    out.append(Math.abs(thousandths / 1_000));
    long rest = Math.abs(thousandths % 1_000);
    if (rest != 0) {
      out.append('.').append((char) ('0' + rest / 100));
      out.append((char) ('0' + rest / 10 % 10)).append((char) ('0' + rest % 10));
    }
    return this;
  }

  /** A new line where one may be, for readers of the file. */
  public JsonWriter line() {
    out.append('\n');
    return this;
  }

  private void comma() {
    if (!first) {
      out.append(',');
    }
    first = false;
  }

  private void character(String text, int index) {
    char c = text.charAt(index);
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '<', '>', '&', '\u2028', '\u2029', '\u007f' -> escape(c);
      default -> {
        if (c < ' ' || (Character.isSurrogate(c) && !isPaired(text, index))) {
          escape(c);
        } else {
          out.append(c);
        }
      }
    }
  }

  /** Whether the surrogate at {@code index} is half of a character: alone it is no UTF-8. */
  public static boolean isPaired(String text, int index) {
    return Character.isHighSurrogate(text.charAt(index))
        ? index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1))
        : index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
  }

  private void escape(char c) {
    out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
