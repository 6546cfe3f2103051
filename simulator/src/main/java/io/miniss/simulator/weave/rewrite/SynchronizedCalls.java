package io.miniss.simulator.weave.rewrite;

import java.util.Arrays;

/**
 * Classes that are not woven and have {@code synchronized} methods. Woven code that calls one takes the simulated
 * monitor first, so that a {@code synchronized} block of woven code on the same object excludes the call, and so that
 * nobody waits for the monitor of the JVM while the method calls the program.
 */
final class SynchronizedCalls {
  private static final String[] OF_THE_JDK = {
    "java/io/ByteArrayOutputStream", "java/lang/StringBuffer", "java/util/Hashtable",
    "java/util/Observable", "java/util/Properties", "java/util/Stack", "java/util/Vector"
  };

  /** Their superclasses and interfaces. */
  private static final String[] ABOVE = {
    "java/io/OutputStream", "java/lang/Appendable", "java/lang/CharSequence",
    "java/lang/Iterable", "java/util/AbstractCollection", "java/util/AbstractList",
    "java/util/Collection", "java/util/Dictionary", "java/util/List", "java/util/Map",
    "java/util/SequencedCollection"
  };

  private SynchronizedCalls() {}

  /** Whether methods of {@code type}, by internal name, may be {@code synchronized}. */
  static boolean mayTakeMonitor(String type) {
    return (!type.startsWith("java/") && !type.startsWith("["))
        || Arrays.binarySearch(OF_THE_JDK, type) >= 0;
  }

  /** Whether an object of {@code type}, by internal name, may be of a subclass with {@code synchronized} methods. */
  static boolean mayBeBelow(String type) {
    return Arrays.binarySearch(ABOVE, type) >= 0;
  }
}
