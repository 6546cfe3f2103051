package io.miniss.simulator.weave.rewrite;

import java.util.Arrays;

/**
 * Classes that are not woven and have {@code synchronized} methods. Woven code that calls one takes the simulated
 * monitor first, so that a {@code synchronized} block of woven code on the same object excludes the call.
 */
final class SynchronizedCalls {
  private static final String[] OF_THE_JDK = {
    "java/io/ByteArrayOutputStream", "java/lang/StringBuffer", "java/util/Hashtable",
    "java/util/Observable", "java/util/Properties", "java/util/Stack", "java/util/Vector"
  };

  private SynchronizedCalls() {}

  /** Whether methods of {@code type}, by internal name, may be {@code synchronized}. */
  static boolean mayTakeMonitor(String type) {
    return (!type.startsWith("java/") && !type.startsWith("["))
        || Arrays.binarySearch(OF_THE_JDK, type) >= 0;
  }
}
