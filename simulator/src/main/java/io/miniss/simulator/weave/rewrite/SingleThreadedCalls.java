package io.miniss.simulator.weave.rewrite;

import io.miniss.runtime.spi.Access;
import java.util.Arrays;

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

  /** How the names of methods begin that only read; all others change the object. */
  private static final String[] READS = {
    "after", "before", "capacity", "cardinality", "charAt", "chars", "clone", "codePoint",
    "compareTo", "end", "equals", "get", "group", "has", "indexOf", "intersects", "is",
    "lastIndexOf", "length", "nextClearBit", "nextSetBit", "previousClearBit",
    "previousSetBit", "size", "start", "stream", "subSequence", "substring", "to"
  };

  private SingleThreadedCalls() {}

  /** Whether an object of {@code type}, by internal name, is one. */
  static boolean areOf(String type) {
    return Arrays.binarySearch(TYPES, type) >= 0
        || (type.startsWith("java/text/") && type.endsWith("Format"));
  }

  /** What a call of the method {@code name} does to the object. */
  static Access access(String name) {
    for (String prefix : READS) {
      if (name.startsWith(prefix)) {
        return Access.READ;
      }
    }
    return Access.UPDATE;
  }
}
