package io.miniss.simulator.weave.rewrite;

import io.miniss.runtime.spi.Access;
import java.util.Arrays;

/** Calls on objects of the JDK that threads share: each is a step of its own. */
final class SharedCalls {
  private static final String[] COLLECTIONS = {
    "java/lang/StringBuffer", "java/util/ArrayDeque", "java/util/ArrayList",
    "java/util/Collection", "java/util/Deque", "java/util/HashMap", "java/util/HashSet",
    "java/util/Hashtable", "java/util/LinkedHashMap", "java/util/LinkedHashSet",
    "java/util/LinkedList", "java/util/List", "java/util/Map", "java/util/PriorityQueue",
    "java/util/Queue", "java/util/Set", "java/util/SortedMap", "java/util/SortedSet",
    "java/util/Stack", "java/util/TreeMap", "java/util/TreeSet", "java/util/Vector"
  };

  private static final String[] READS = {
    "entrySet", "get", "getAcquire", "getCount", "getFirst", "getLast", "getOpaque",
    "getOrDefault", "getPlain", "getVolatile", "hasNext", "intValue", "isDone", "isEmpty",
    "isLocked", "keySet", "longValue", "newCondition", "size", "stream", "sum", "toString",
    "values"
  };

  private static final String[] WRITES = {
    "lazySet", "set", "setOpaque", "setPlain", "setRelease", "setVolatile"
  };

  private SharedCalls() {}

  /** Whether an instance of {@code type} is shared as a whole. */
  static boolean isShared(String type) {
    return isSynchronizer(type) || Arrays.binarySearch(COLLECTIONS, type) >= 0;
  }

  /** Whether a call on {@code type} orders the threads that make it. */
  static boolean isSynchronizer(String type) {
    return type.equals("java/lang/invoke/VarHandle")
        || (type.startsWith("java/util/concurrent/")
            && !type.equals("java/util/concurrent/TimeUnit")
            && !type.equals("java/util/concurrent/ThreadLocalRandom"));
  }

  /** Whether the call runs code of the program while it may hold a monitor of the JVM. */
  static boolean callsBack(String name) {
    return name.startsWith("compute") || name.equals("merge") || name.equals("replaceAll");
  }

  static Access access(String name) {
    if (Arrays.binarySearch(READS, name) >= 0
        || name.startsWith("contains")
        || name.startsWith("peek")
        || name.startsWith("iterator")) {
      return Access.READ;
    }
    return Arrays.binarySearch(WRITES, name) >= 0 ? Access.WRITE : Access.UPDATE;
  }

  /** 1 if the call takes a lock, -1 if it releases one, 0 if neither. */
  static int locks(String type, String name) {
    if (!type.startsWith("java/util/concurrent/locks/")) {
      return 0;
    }
    return switch (name) {
      case "lock", "lockInterruptibly" -> 1;
      case "unlock" -> -1;
      default -> 0;
    };
  }
}
