package io.miniss.simulator.text;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is in collections and maps of the JDK, where it can be found without a lock, a change, or code of the program. */
public final class KnownCollections {
  private static final Set<String> ORDERED =
      Set.of(
          "java.util.ArrayDeque", "java.util.ArrayList", "java.util.Arrays$ArrayList",
          "java.util.Collections$EmptyList", "java.util.Collections$SingletonList",
          "java.util.ImmutableCollections$List12", "java.util.ImmutableCollections$ListN",
          "java.util.LinkedHashMap", "java.util.LinkedHashSet", "java.util.LinkedList",
          "java.util.PriorityQueue", "java.util.TreeMap", "java.util.TreeSet",
          "java.util.concurrent.ConcurrentLinkedDeque",
          "java.util.concurrent.ConcurrentLinkedQueue",
          "java.util.concurrent.ConcurrentSkipListMap",
          "java.util.concurrent.ConcurrentSkipListSet",
          "java.util.concurrent.CopyOnWriteArrayList",
          "java.util.concurrent.CopyOnWriteArraySet");

  /** Their order is that of hash codes, or drawn by the JVM. */
  private static final Set<String> UNORDERED =
      Set.of(
          "java.util.Collections$EmptyMap", "java.util.Collections$EmptySet",
          "java.util.Collections$SingletonMap", "java.util.Collections$SingletonSet",
          "java.util.HashMap", "java.util.HashSet", "java.util.IdentityHashMap",
          "java.util.ImmutableCollections$Map1", "java.util.ImmutableCollections$MapN",
          "java.util.ImmutableCollections$Set12", "java.util.ImmutableCollections$SetN",
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.concurrent.ConcurrentHashMap$KeySetView");

  private KnownCollections() {}

  /** What is in {@code object}, each part by {@code words}; null if it is no collection, or of no class that is known. */
  public static @Nullable Contents contents(
      Object object, Function<@Nullable Object, String> words) {
    String type = object.getClass().getName();
    boolean isOrdered = ORDERED.contains(type);
    if (!isOrdered && !UNORDERED.contains(type)) {
      return null;
    }
    if (object instanceof Map<?, ?> map) {
      return Contents.of(
          map.size(),
          true,
          () -> list(
              isOrdered,
              map.entrySet().stream()
                  .map(each -> words.apply(each.getKey()) + "=" + words.apply(each.getValue()))));
    }
    Collection<?> all = (Collection<?>) object;
    return Contents.of(all.size(), false, () -> list(isOrdered, all.stream().map(words)));
  }

  /** Where hash codes make the order, the words do. */
  private static List<String> list(boolean isOrdered, Stream<String> parts) {
    return (isOrdered ? parts : parts.sorted()).toList();
  }
}
