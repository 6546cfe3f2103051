package io.miniss.simulator.weave.rewrite;

import io.miniss.runtime.spi.Access;
import java.util.Arrays;

/** Calls on objects of the JDK that threads share: each is a step of its own. */
final class SharedCalls {
  private static final String[] COLLECTIONS = {
    "java/lang/StringBuffer", "java/util/ArrayDeque", "java/util/ArrayList",
    "java/util/Collection", "java/util/Deque", "java/util/HashMap", "java/util/HashSet",
    "java/util/Hashtable", "java/util/IdentityHashMap", "java/util/LinkedHashMap",
    "java/util/LinkedHashSet",
    "java/util/LinkedList", "java/util/List", "java/util/Map", "java/util/PriorityQueue",
    "java/util/Queue", "java/util/Set", "java/util/SortedMap", "java/util/SortedSet",
    "java/util/Stack", "java/util/TreeMap", "java/util/TreeSet", "java/util/Vector",
    "java/util/WeakHashMap"
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

  /** Whether a call on {@code type} accesses what is named by the arguments, and not the receiver. */
  static boolean isHandle(String type) {
    return type.equals("java/lang/invoke/VarHandle") || isUpdater(type);
  }

  /** Whether {@code type} is a field updater. */
  static boolean isUpdater(String type) {
    return type.startsWith("java/util/concurrent/atomic/") && type.endsWith("FieldUpdater");
  }

  /** Whether {@code name} is an access mode of a handle. */
  static boolean isHandleAccess(String name) {
    return name.startsWith("get") || name.startsWith("set") || name.contains("ompareAnd")
        || name.endsWith("AndGet") || name.equals("lazySet");
  }

  /** Whether an access through a handle orders threads. */
  static boolean isHandleOrdering(String type, String name) {
    return isUpdater(type)
        || !(name.equals("get") || name.equals("set") || name.endsWith("Opaque")
            || name.endsWith("Plain"));
  }

  /** Whether a call on {@code type} orders the threads that make it. */
  static boolean isSynchronizer(String type) {
    return type.equals("java/lang/invoke/VarHandle")
        || (type.startsWith("java/util/concurrent/")
            && !type.equals("java/util/concurrent/TimeUnit")
            && !type.equals("java/util/concurrent/ThreadLocalRandom"));
  }

  /**
   * Whether an object of {@code type} may be one that takes monitors of the JVM and calls code of the program inside
   * them, and the method one that does so or waits for it.
   */
  static boolean mayCallBackInside(String type, String name) {
    return switch (type) {
      case "java/util/Map", "java/util/concurrent/ConcurrentMap",
          "java/util/concurrent/ConcurrentHashMap", "java/util/AbstractMap" ->
        name.startsWith("compute") || name.startsWith("put") || name.startsWith("remove")
            || name.startsWith("replace") || name.equals("merge") || name.equals("clear");
      case "java/util/List", "java/util/Collection", "java/util/Set",
          "java/util/concurrent/CopyOnWriteArrayList",
          "java/util/concurrent/CopyOnWriteArraySet" ->
        name.startsWith("add") || name.startsWith("remove") || name.startsWith("replace")
            || name.startsWith("retain") || name.equals("set") || name.equals("sort")
            || name.equals("clear");
      default -> false;
    };
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

  /** Whether methods of {@code type} may be woven inside. */
  static boolean mayBeDeep(String type) {
    return type.startsWith("java/util/concurrent/")
        && !type.startsWith("java/util/concurrent/atomic/Atomic")
        && !type.startsWith("java/util/concurrent/locks/LockSupport")
        && !type.equals("java/util/concurrent/TimeUnit")
        && !type.equals("java/util/concurrent/ThreadLocalRandom");
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
