package io.miniss.simulator.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is in a collection or a map at one moment, in words: all of it if that is little, else how much. Two are equal if
 * they are known to have the same in them.
 */
public final class Contents {
  /** Of collections with more in them only the size is known. */
  public static final int MOST_KNOWN = 32;

  private static final int MOST_LISTED = 3;
  private static final int LONGEST_LIST = 80;

  /** Each part in words, if all are known. */
  private final List<String> parts;

  private final int size;
  private final boolean isMap;

  private Contents(List<String> parts, int size, boolean isMap) {
    this.parts = parts;
    this.size = size;
    this.isMap = isMap;
  }

  /**
   * What is in a collection or a map of {@code size} parts.
   *
   * @param isMap whether the parts are entries
   * @param parts the words of each part; only asked for if there are few
   */
  public static Contents of(int size, boolean isMap, Supplier<List<String>> parts) {
    return new Contents(size > MOST_KNOWN ? List.of() : List.copyOf(parts.get()), size, isMap);
  }

  private boolean isKnown() {
    return parts.size() == size;
  }

  private boolean isListed() {
    return isKnown()
        && size <= MOST_LISTED
        && parts.stream().mapToInt(String::length).sum() <= LONGEST_LIST;
  }

  /** How an access that found this has changed it to {@code after}. */
  public String changeTo(Contents after) {
    if (equals(after)) {
      return "stays " + this;
    }
    String both = this + " -> " + after;
    if (!isKnown() || !after.isKnown() || (isListed() && after.isListed())) {
      return both;
    }
    return both
        + words(", removes ", without(parts, after.parts))
        + words(", adds ", without(after.parts, parts));
  }

  private static String words(String what, List<String> parts) {
    if (parts.isEmpty()) {
      return "";
    }
    return parts.size() > MOST_LISTED
        ? what + parts.size()
        : what + String.join(" and ", parts);
  }

  private static List<String> without(List<String> all, List<String> others) {
    List<String> left = new ArrayList<>(all);
    others.forEach(left::remove);
    return left;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Contents contents
        && isKnown()
        && contents.isKnown()
        && parts.equals(contents.parts);
  }

  @Override
  public int hashCode() {
    return parts.hashCode();
  }

  /** All of it, as {@code {"a"=1}} or {@code [1, 2]}, or how much, as {@code 40 entries}. */
  @Override
  public String toString() {
    if (!isListed()) {
      return size + (isMap ? " entries" : " elements");
    }
    String list = String.join(", ", parts);
    return isMap ? "{" + list + "}" : "[" + list + "]";
  }
}
