package io.miniss.simulator.weave.rewrite;

import io.miniss.runtime.spi.Access;
import java.lang.constant.ClassDesc;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Calls on objects of the JDK that threads share: each is a step of its own. */
final class SharedCalls {
  private static final String[] COLLECTIONS = {
    "java/lang/Iterable", "java/lang/StringBuffer", "java/util/AbstractCollection",
    "java/util/AbstractList", "java/util/AbstractMap", "java/util/AbstractQueue",
    "java/util/AbstractSet", "java/util/ArrayDeque", "java/util/ArrayList",
    "java/util/Collection", "java/util/Deque", "java/util/Dictionary",
    "java/util/EnumMap", "java/util/EnumSet", "java/util/Enumeration",
    "java/util/HashMap", "java/util/HashSet", "java/util/Hashtable",
    "java/util/IdentityHashMap", "java/util/Iterator", "java/util/LinkedHashMap",
    "java/util/LinkedHashSet", "java/util/LinkedList", "java/util/List",
    "java/util/ListIterator", "java/util/Map", "java/util/Map$Entry", "java/util/NavigableMap",
    "java/util/NavigableSet", "java/util/PriorityQueue", "java/util/Properties",
    "java/util/Queue", "java/util/SequencedCollection", "java/util/SequencedMap",
    "java/util/SequencedSet", "java/util/Set", "java/util/SortedMap", "java/util/SortedSet",
    "java/util/Stack", "java/util/TreeMap",
    "java/util/TreeSet", "java/util/Vector", "java/util/WeakHashMap"
  };

  /** Methods of collections, maps and iterators that return a view, an iterator, a stream or an entry. */
  private static final String[] VIEWS = {
    "descendingIterator", "descendingKeySet", "descendingMap", "descendingSet", "elements",
    "entrySet", "headMap", "headSet", "iterator", "keySet", "keys", "listIterator",
    "navigableKeySet", "next", "nextElement", "parallelStream", "previous", "reversed",
    "sequencedEntrySet", "sequencedKeySet", "sequencedValues", "stream", "subList", "subMap",
    "subSet", "tailMap", "tailSet", "values"
  };

  /** Methods that change a collection or an iterator's; all others read. */
  private static final String[] CHANGES = {
    "clear", "ensureCapacity", "load", "merge", "reverse", "sort", "trimToSize"
  };

  private static final String[] CHANGES_BY_PREFIX = {
    "add", "append", "compute", "delete", "insert", "offer", "poll", "pop", "push", "put",
    "remove", "replace", "retain", "set"
  };

  /** Methods of {@link java.util.Collections} that change their first argument. */
  private static final String[] CHANGES_FIRST = {
    "addAll", "copy", "fill", "replaceAll", "reverse", "rotate", "shuffle", "sort", "swap"
  };

  /** Methods of streams that read the source. */
  private static final String[] TERMINAL = {
    "allMatch", "anyMatch", "average", "collect", "count", "findAny", "findFirst", "forEach",
    "forEachOrdered", "iterator", "max", "min", "noneMatch", "reduce", "spliterator", "sum",
    "summaryStatistics", "toArray", "toList"
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

  /**
   * Whether the call only looks at an iterator or an entry. It is no step, or a loop over a collection of the
   * thread's own would take four steps for each element: {@code next} is one.
   */
  static boolean isLook(String type, String name) {
    return switch (type) {
      case "java/util/Iterator", "java/util/ListIterator", "java/util/Enumeration" ->
        name.startsWith("has") || name.endsWith("Index");
      case "java/util/Map$Entry" -> name.startsWith("get");
      default -> false;
    };
  }

  /** Whether {@code type} is that of streams. */
  static boolean isStream(String type) {
    return type.startsWith("java/util/stream/") && type.endsWith("Stream");
  }

  /** Whether a call of a stream's method {@code name} reads the source of the stream. */
  static boolean isTerminal(String name) {
    return Arrays.binarySearch(TERMINAL, name) >= 0;
  }

  /**
   * What a call of a method of {@code type} that is no step, or of a constructor, does to a collection that is its first
   * argument; null if it does nothing to collections, or nothing yet.
   */
  static @Nullable Access accessToArguments(String type, String name) {
    if (name.equals("<init>")) {
      return type.startsWith("java/util/") ? Access.READ : null;
    }
    return switch (type) {
      case "java/util/Collections" -> {
        if (wraps(type, name)) {
          yield null;
        }
        yield Arrays.binarySearch(CHANGES_FIRST, name) >= 0 ? Access.UPDATE : Access.READ;
      }
      case "java/util/List", "java/util/Set", "java/util/Map" -> Access.READ;
      case "java/lang/String" -> name.equals("join") ? Access.READ : readOfObject(type, name);
      default -> readOfObject(type, name);
    };
  }

  /** Whether a static method returns a view of its first argument. */
  static boolean wraps(String type, String name) {
    return type.equals("java/util/Collections")
        && (name.startsWith("unmodifiable") || name.startsWith("checked")
            || name.equals("asLifoQueue") || name.equals("enumeration")
            || name.equals("newSetFromMap"));
  }

  /** Whether the method reads what is given to it as an {@code Object}: it makes a text of it, or compares it. */
  private static boolean readsObject(String type, String name) {
    return switch (type) {
      case "java/lang/String" -> name.equals("valueOf");
      case "java/lang/StringBuffer", "java/lang/StringBuilder" ->
        name.equals("append") || name.equals("insert");
      case "java/io/PrintStream", "java/io/PrintWriter" -> name.startsWith("print");
      case "java/util/Objects" ->
        name.equals("toString") || name.equals("equals") || name.equals("hashCode");
      default -> name.equals("equals") && isShared(type);
    };
  }

  private static @Nullable Access readOfObject(String type, String name) {
    return readsObject(type, name) ? Access.READ : null;
  }

  /** Whether a method that reads or changes its arguments may be given a collection as {@code parameter}. */
  static boolean mayTakeCollection(String type, String name, ClassDesc parameter) {
    String descriptor = parameter.descriptorString();
    if (descriptor.equals("Ljava/lang/Object;")) {
      return readsObject(type, name);
    }
    return descriptor.startsWith("Ljava/")
        && Arrays.binarySearch(COLLECTIONS, descriptor.substring(1, descriptor.length() - 1))
            >= 0;
  }

  /** Whether the method may return an object that is a part of the receiver, for example an iterator. */
  static boolean makesView(String type, String name) {
    return isStream(type) || Arrays.binarySearch(VIEWS, name) >= 0;
  }

  /** Whether {@code type} is that of atomic arrays, whose elements threads share, and not the arrays as a whole. */
  static boolean isAtomicArray(String type) {
    return type.startsWith("java/util/concurrent/atomic/Atomic") && type.endsWith("Array");
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

  /** What a call of the method {@code name} of {@code type} does to the receiver as a whole. */
  static Access access(String type, String name) {
    if (isStream(type)) {
      return Access.READ;
    }
    if (Arrays.binarySearch(COLLECTIONS, type) >= 0) {
      return changesCollection(name) ? Access.UPDATE : Access.READ;
    }
    if (Arrays.binarySearch(READS, name) >= 0
        || name.startsWith("contains")
        || name.startsWith("peek")
        || name.startsWith("iterator")) {
      return Access.READ;
    }
    return Arrays.binarySearch(WRITES, name) >= 0 ? Access.WRITE : Access.UPDATE;
  }

  /** Whether the method looks something up, and may change the order of a map thereby. */
  static boolean mayReorder(String type, String name) {
    return (name.equals("get") || name.equals("getOrDefault"))
        && switch (type) {
          case "java/util/AbstractMap", "java/util/HashMap", "java/util/LinkedHashMap",
              "java/util/Map", "java/util/SequencedMap" ->
            true;
          default -> false;
        };
  }

  private static boolean changesCollection(String name) {
    if (Arrays.binarySearch(CHANGES, name) >= 0) {
      return true;
    }
    for (String prefix : CHANGES_BY_PREFIX) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** Whether methods of {@code type} may be woven inside. */
  static boolean mayBeDeep(String type) {
    return type.startsWith("java/util/concurrent/")
        && !type.startsWith("java/util/concurrent/atomic/Atomic")
        && !type.startsWith("java/util/concurrent/locks/LockSupport")
        && !type.equals("java/util/concurrent/TimeUnit")
        && !type.equals("java/util/concurrent/ThreadLocalRandom");
  }

  /** Whether a method of a StampedLock begins optimistic reads, or says whether they are valid. */
  static boolean isOptimistic(String name) {
    return name.equals("tryOptimisticRead") || name.equals("validate")
        || name.startsWith("tryConvertTo");
  }

  /** Whether the call takes or releases a lock if that is possible, and returns whether it has. */
  static boolean triesToLock(String type, String name) {
    return type.startsWith("java/util/concurrent/locks/")
        && (name.startsWith("tryLock") || name.startsWith("tryConvertTo")
            || name.startsWith("tryUnlock") || name.startsWith("tryReadLock")
            || name.startsWith("tryWriteLock"));
  }

  /** 1 if the call takes a lock, -1 if it releases one, 0 if neither. */
  static int locks(String type, String name) {
    if (!type.startsWith("java/util/concurrent/locks/")) {
      return 0;
    }
    boolean isStampedLock = type.endsWith("/StampedLock");
    return switch (name) {
      case "lock", "lockInterruptibly" -> 1;
      case "unlock" -> -1;
      case "readLock", "readLockInterruptibly", "writeLock", "writeLockInterruptibly" ->
        isStampedLock ? 1 : 0;
      case "unlockRead", "unlockWrite" -> isStampedLock ? -1 : 0;
      default -> 0;
    };
  }
}
