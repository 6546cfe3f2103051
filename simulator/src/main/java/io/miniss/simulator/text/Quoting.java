package io.miniss.simulator.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Names and messages in lines, files, shells and terminals. A name can be any string: one with spaces
 * and quotes, of several lines, with characters that turn the direction of text, with half a character.
 *
 * <p>The quoted form of a string is in double quotes. In it, {@code \"} is a quote, <code>&#92;&#92;</code> a
 * backslash, and <code>&#92;uXXXX</code> any UTF-16 unit; so are written single quotes, white space other than the
 * space, control and format characters, and surrogates without their other half. It is one line of valid
 * text without single quotes.
 */
public final class Quoting {
  private Quoting() {}

  // ---- words of a line ----

  /** {@code text} as one word of a line: as it is if that can be told, else quoted. */
  public static String word(String text) {
    return isBare(text) ? text : quoted(text);
  }

  private static boolean isBare(String text) {
    if (text.isEmpty()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == '"' || c == '=' || mustBeEscaped(text, i)) {
        return false;
      }
    }
    return true;
  }

  /** The text of a word that {@link #words} returned. */
  public static String unquoted(String word) {
    if (!word.startsWith("\"")) {
      return word;
    }
    StringBuilder text = new StringBuilder();
    int end = word.length() - 1;
    int i = 1;
    while (i < end) {
      char c = word.charAt(i++);
      if (c != '\\') {
        text.append(c);
      } else if (i < end && word.charAt(i) == 'u' && i + 4 < end) {
        text.append(unit(word, i + 1));
        i += 5;
      } else if (i < end && (word.charAt(i) == '"' || word.charAt(i) == '\\')) {
        text.append(word.charAt(i++));
      } else {
        throw malformed(word);
      }
    }
    if (end < 1 || word.charAt(end) != '"' || endOfQuoted(word, 0) != word.length()) {
      throw malformed(word);
    }
    return text.toString();
  }

  private static char unit(String word, int from) {
    int unit = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = Character.digit(word.charAt(i), 16);
      if (digit < 0) {
        throw malformed(word);
      }
      unit = 16 * unit + digit;
    }
    return (char) unit;
  }

  private static IllegalArgumentException malformed(String word) {
    return new IllegalArgumentException(
        "a quoted word ends with \" and has no other escapes than \\\", \\\\ and \\uXXXX: "
            + Shortened.of(printable(word)));
  }

  /**
   * The words of {@code line}, which white space separates but inside quotes; each still quoted. Quotes
   * open at the beginning of a word, and after {@code =} and {@code .} of one.
   *
   * @throws IllegalArgumentException if quotes are not closed
   */
  public static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    int i = 0;
    while (i < line.length()) {
      if (Character.isWhitespace(line.charAt(i))) {
        i++;
        continue;
      }
      int from = i;
      while (i < line.length() && !Character.isWhitespace(line.charAt(i))) {
        char before = i == from ? '=' : line.charAt(i - 1);
        if (line.charAt(i) == '"' && (before == '=' || before == '.')) {
          i = endOfQuoted(line, i);
        } else {
          i++;
        }
      }
      words.add(line.substring(from, i));
    }
    return words;
  }

  /** Where the quoted text that begins at {@code from} has ended. */
  public static int endOfQuoted(String line, int from) {
    for (int i = from + 1; i < line.length(); i++) {
      if (line.charAt(i) == '\\') {
        i++;
      } else if (line.charAt(i) == '"') {
        return i + 1;
      }
    }
    throw malformed(line.substring(from));
  }

  /** The quoted form. */
  public static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else {
        append(quoted, text, i);
      }
    }
    return quoted.append('"').toString();
  }

  private static void append(StringBuilder out, String text, int index) {
    if (mustBeEscaped(text, index)) {
      escape(out, text.charAt(index));
    } else {
      out.append(text.charAt(index));
    }
  }

  private static void escape(StringBuilder out, char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(Character.forDigit((c >> shift) & 0xf, 16));
    }
  }

  private static boolean mustBeEscaped(String text, int index) {
    return text.charAt(index) == '\'' || isUnprintable(text, index);
  }

  /** Whether the UTF-16 unit at {@code index} is no part of plain text in one line. */
  private static boolean isUnprintable(String text, int index) {
    char c = text.charAt(index);
    if (c < 0x7f) {
      return c < ' ';
    }
    return switch (Character.getType(character(text, index))) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED,
          Character.PRIVATE_USE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
        true;
      default -> false;
    };
  }

  /** The character that the unit at {@code index} is of; the unit itself if its other half is missing. */
  private static int character(String text, int index) {
    char c = text.charAt(index);
    return Character.isLowSurrogate(c)
        && index > 0
        && Character.isHighSurrogate(text.charAt(index - 1))
            ? text.codePointAt(index - 1)
            : text.codePointAt(index);
  }

  // ---- lines of a file ----

  /** Whether {@code text} cannot stand in a file as a line of its own. */
  public static boolean needsQuotes(String text) {
    if (text.startsWith("\"")) {
      return true;
    }
    for (int i = 0; i < text.length(); i++) {
      if (isUnprintable(text, i)) {
        return true;
      }
    }
    return false;
  }

  /** {@code text} as one line of a file: as it is, or quoted. {@link #unquoted} reads it. */
  public static String line(String text) {
    return needsQuotes(text) ? quoted(text) : text;
  }

  // ---- for people ----

  /** {@code text} for a terminal: what would not be seen, or would garble the rest, is escaped. */
  public static String printable(String text) {
    return printable(text, false);
  }

  /** The same for text of several lines, which keeps its tabs and its line ends, as {@code \n}. */
  public static String printableLines(String text) {
    return printable(text, true);
  }

  /** The same with each line indented by two spaces at least, so that none of it is taken for a line of the report. */
  public static String indentedLines(String text) {
    return "  " + printableLines(text).replaceAll("\n(?!  )", "\n  ");
  }

  private static String printable(String text, boolean lines) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (lines && (c == '\n' || c == '\t')) {
        out.append(c);
      } else if (!lines || !isReturnOfLine(text, i)) {
        appendPrintable(out, text, i);
      }
    }
    return out.toString();
  }

  private static void appendPrintable(StringBuilder out, String text, int index) {
    if (isUnprintable(text, index)) {
      escape(out, text.charAt(index));
    } else {
      out.append(text.charAt(index));
    }
  }

  private static boolean isReturnOfLine(String text, int index) {
    return text.charAt(index) == '\r'
        && index + 1 < text.length()
        && text.charAt(index + 1) == '\n';
  }

  // ---- for shells ----

  /** {@code text} as one word of a POSIX shell. It has no NUL, which no argument of a program can have. */
  public static String shell(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  // ---- names of files ----

  private static final int MAX_FILE_NAME = 100;

  /** {@code name} as a part of the name of a file: as it is if that is letters, digits, and {@code . _ -}. */
  public static String fileName(String name) {
    String plain = name.replaceAll("[^\\p{L}\\p{N}._-]", "_");
    if (plain.startsWith(".") || plain.isEmpty()) {
      plain = "_" + plain;
    }
    if (plain.length() > MAX_FILE_NAME) {
      plain = plain.substring(0, MAX_FILE_NAME);
    }
    return plain.equals(name)
        ? name
        : plain + "-" + Integer.toHexString(name.hashCode()); // names that differ stay different
  }
}
