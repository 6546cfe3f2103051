package io.miniss.simulator.weave.hook;

import java.util.Arrays;
import java.util.Collection;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

/** What a call on an object means for the order of threads; it depends on the object's class. */
enum SharedObject {
  /** Orders the threads that call it, as {@code java.util.concurrent} and synchronized collections do. */
  SYNCHRONIZER,
  /** A variable of {@code java.util.concurrent.atomic}: who only reads it orders nobody behind itself. */
  ATOMIC,
  /** A synchronizer of {@code java.util.concurrent.locks}: its views and conditions order the same threads. */
  LOCK,
  /** An executor, a task or a future. */
  TASK,
  /** A collection that is not made for several threads: a variable as far as races go. */
  PLAIN,
  /** Its class is woven, so its methods say what they do. */
  WOVEN,
  /** Another class: nothing is known. */
  OTHER;

  private static final String[] PLAIN_COLLECTIONS = {
    "java.util.ArrayDeque", "java.util.ArrayList", "java.util.EnumMap", "java.util.HashMap",
    "java.util.HashSet", "java.util.IdentityHashMap", "java.util.JumboEnumSet",
    "java.util.LinkedHashMap", "java.util.LinkedHashSet", "java.util.LinkedList",
    "java.util.PriorityQueue", "java.util.RegularEnumSet", "java.util.TreeMap",
    "java.util.TreeSet", "java.util.WeakHashMap"
  };

  private static final ClassValue<SharedObject> KINDS =
      new ClassValue<>() {
        @Override
        protected SharedObject computeValue(Class<?> type) {
          return kind(type);
        }
      };

  private static final ClassValue<SharedObject> INHERITED =
      new ClassValue<>() {
        @Override
        protected SharedObject computeValue(Class<?> type) {
          Class<?> at = type;
          while (kind(at) == WOVEN) {
            at = at.getSuperclass();
          }
          return kind(at);
        }
      };

  /** What a call of a method means that {@code object}, whose class is woven, inherits from one that is not. */
  static SharedObject inheritedBy(Object object) {
    return INHERITED.get(object.getClass());
  }

  private static final ClassValue<Boolean> VIEWS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isViewType(type);
        }
      };

  /** Whether {@code object} may be a part of a collection of the JDK: a view, an iterator, an entry or a stream. */
  static boolean isView(Object object) {
    return VIEWS.get(object.getClass());
  }

  private static boolean isViewType(Class<?> type) {
    String name = type.getName();
    return name.startsWith("java.util.")
        && (BaseStream.class.isAssignableFrom(type)
            || (name.contains("$")
                && (Iterator.class.isAssignableFrom(type)
                    || Enumeration.class.isAssignableFrom(type)
                    || Collection.class.isAssignableFrom(type)
                    || Map.class.isAssignableFrom(type)
                    || Map.Entry.class.isAssignableFrom(type))));
  }

  boolean isSynchronizer() {
    return this == SYNCHRONIZER || this == ATOMIC || this == LOCK || this == TASK;
  }

  static SharedObject of(Object object) {
    return KINDS.get(object.getClass());
  }

  private static SharedObject kind(Class<?> type) {
    if (WovenClasses.contain(type)) {
      return WOVEN;
    }
    if (Executor.class.isAssignableFrom(type)
        || Future.class.isAssignableFrom(type)
        || CompletionStage.class.isAssignableFrom(type)
        || CompletionService.class.isAssignableFrom(type)) {
      return TASK;
    }
    String name = type.getName();
    if (name.startsWith("java.util.concurrent.locks.")) {
      return LOCK;
    }
    if (name.startsWith("java.util.concurrent.atomic.Atomic")) {
      return ATOMIC;
    }
    if (name.startsWith("java.util.concurrent.")
        || name.startsWith("java.util.Collections$Synchronized")
        || name.equals("java.util.Vector")
        || name.equals("java.util.Stack")
        || name.equals("java.util.Hashtable")
        || name.equals("java.util.Properties")
        || name.equals("java.lang.StringBuffer")) {
      return SYNCHRONIZER;
    }
    return Arrays.binarySearch(PLAIN_COLLECTIONS, name) >= 0 ? PLAIN : OTHER;
  }
}
