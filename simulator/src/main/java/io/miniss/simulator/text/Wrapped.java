package io.miniss.simulator.text;

import java.util.ArrayList;
import java.util.List;

/** Text of several lines for people, none of which is too long for a screen or a log. */
public final class Wrapped {
  /** So many characters a line has at most. */
  public static final int WIDTH = 200;

  /** So many are kept of a line that is longer. */
  private static final int MOST_OF_LINE = 4_000;

  private static final String CONTINUED = "    ";

  private Wrapped() {}

  /**
   * {@code text} with line ends after at most {@value #WIDTH} characters, between words where that is possible. What
   * continues a line is indented more than that. Of a line that would become dozens the end is left out.
   */
  public static String of(String text) {
    if (text.length() <= WIDTH) {
      return text;
    }
    StringBuilder wrapped = new StringBuilder(text.length());
    for (String line : text.split("\n", -1)) {
      wrapped.append(wrapped.isEmpty() ? "" : "\n").append(String.join("\n", lines(line)));
    }
    return wrapped.toString();
  }

  private static List<String> lines(String line) {
    if (line.length() <= WIDTH) {
      return List.of(line);
    }
    String left = Shortened.of(line, MOST_OF_LINE);
    String indent = indent(left) + CONTINUED;
    List<String> lines = new ArrayList<>();
    while (left.length() > WIDTH) {
      int end = end(left, indent.length());
      lines.add(left.substring(0, end).stripTrailing());
      left = indent + left.substring(end).stripLeading();
    }
    lines.add(left);
    return lines;
  }

  private static String indent(String line) {
    int end = 0;
    while (end < WIDTH / 4 && line.charAt(end) == ' ') {
      end++;
    }
    return line.substring(0, end);
  }

  /** Where a line ends: at what separates parts of it, else at a space, else in a word. */
  private static int end(String line, int indent) {
    int part = line.lastIndexOf("; ", WIDTH - 1);
    if (part > WIDTH / 2) {
      return part + 1;
    }
    int space = line.lastIndexOf(' ', WIDTH);
    if (space > Math.max(WIDTH / 2, indent)) {
      return space;
    }
    return Character.isHighSurrogate(line.charAt(WIDTH - 1)) ? WIDTH - 1 : WIDTH;
  }
}
