package io.miniss.simulator.strategy;

import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.text.SafeText;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which locations of one run are interesting: those whose name or kind (the simple name of their
 * class) begins with one of some words. What a word cannot hold, as blanks, is an underscore in it. A word can also
 * be the {@linkplain #code code} of a name: that is short, for names that nobody has chosen.
 */
final class Selection {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_#$-]+");
  private static final Pattern NOT_WORD = Pattern.compile("[^A-Za-z0-9_#$-]");

  private final List<String> words;

  /** By the number of the location: 0 for not asked yet, 1 for no, 2 for yes. */
  private byte[] known = new byte[32];

  Selection(List<String> words) {
    this.words = words;
  }

  static void requireWord(String text) {
    if (!WORD.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a strategy names locations by letters, digits, _, #, $ and -, with _ for a blank: \""
              + text
              + "\"");
    }
  }

  boolean contains(SharedLocation location) {
    int id = location.locationId();
    if (id >= known.length) {
      known = Arrays.copyOf(known, 2 * id);
    }
    if (known[id] == 0) {
      known[id] = (byte) (matches(location) ? 2 : 1);
    }
    return known[id] == 2;
  }

  private boolean matches(SharedLocation location) {
    String kind = location.getClass().getSimpleName();
    String name = name(location);
    String code = code(name);
    return words.stream()
        .anyMatch(
            word -> kind.startsWith(word) || name.startsWith(word) || code.equals(word));
  }

  private static String name(SharedLocation location) {
    return NOT_WORD.matcher(SafeText.of(location::describe)).replaceAll("_");
  }

  /** A word for {@code location} alone, up to one in 65,536. */
  static String code(SharedLocation location) {
    return code(name(location));
  }

  private static String code(String name) {
    int hash = name.hashCode();
    return "#" + HexFormat.of().toHexDigits((char) (hash ^ hash >>> Short.SIZE));
  }
}
