package io.miniss.simulator.weave.rewrite;

import io.miniss.runtime.spi.Access;
import java.util.Arrays;
import java.util.Set;

/**
 * Calls on objects of the JDK that keep state, are not made for several threads, and are no collections. They are no
 * steps: if something orders them, other threads see no difference, and otherwise that is a data race.
 */
final class SingleThreadedCalls {
  private static final String[] TYPES = {
    "java/lang/StringBuilder", "java/security/MessageDigest", "java/security/Signature",
    "java/util/BitSet", "java/util/Calendar", "java/util/Date",
    "java/util/DoubleSummaryStatistics", "java/util/Formatter", "java/util/GregorianCalendar",
    "java/util/IntSummaryStatistics", "java/util/LongSummaryStatistics", "java/util/Scanner",
    "java/util/SplittableRandom", "java/util/StringJoiner", "java/util/StringTokenizer",
    "java/util/regex/Matcher", "java/util/zip/CRC32", "javax/crypto/Cipher", "javax/crypto/Mac"
  };

  /** How the names of methods begin that only read, but for {@link #isOfInput}; all others change the object. */
  private static final String[] READS = {
    "after", "before", "capacity", "cardinality", "charAt", "chars", "clone", "codePoint",
    "compareTo", "end", "equals", "get", "group", "has", "indexOf", "intersects", "is",
    "lastIndexOf", "length", "nextClearBit", "nextSetBit", "previousClearBit",
    "previousSetBit", "size", "start", "stream", "subSequence", "substring", "to"
  };

  /** The whole names of those that only read where others whose names begin so do not. */
  private static final Set<String> FURTHER_READS =
      Set.of(
          "andThen", "countTokens", "delimiter", "hitEnd", "ioException", "locale", "match",
          "namedGroups", "offsetByCodePoints", "out", "pattern", "radix", "regionEnd",
          "regionStart", "requireEnd");

  private SingleThreadedCalls() {}

  /** Whether an object of {@code type}, by internal name, is one. */
  static boolean areOf(String type) {
    return Arrays.binarySearch(TYPES, type) >= 0
        || (type.startsWith("java/text/")
            && type.endsWith("Format")
            && !type.equals("java/text/ListFormat")); // which is made for several threads
  }

  /** What a call of the method {@code name} does to the object. */
  static Access access(String name) {
    if (isOfInput(name)) {
      return Access.UPDATE;
    }
    if (FURTHER_READS.contains(name)) {
      return Access.READ;
    }
    for (String prefix : READS) {
      if (name.startsWith(prefix)) {
        return Access.READ;
      }
    }
    return Access.UPDATE;
  }

  /** Methods of a scanner that read on, although their names do not say so. */
  private static boolean isOfInput(String name) {
    return name.startsWith("hasNext") || name.equals("tokens");
  }
}
