package example.woven;

import static example.woven.BrokenFacilities.expect;

import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Correct programs whose steps depend on the order of keys whose hash codes the JVM would draw. */
@SuppressWarnings("all")
public final class HashOrders {
  private static final int KEYS = 12;
  private static int n;

  private enum Colour {
    RED, GREEN, BLUE, BLACK, WHITE
  }

  private static <T> List<T> made(IntFunction<T> maker) {
    List<T> all = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      all.add(maker.apply(i));
    }
    return all;
  }

  /** Takes a step for each of {@code all} before the one that {@code ordered} has first. */
  private static <T> void walk(List<T> all, Collection<T> ordered) {
    expect(all.size(), ordered.size());
    T first = ordered.iterator().next();
    for (int i = 0; all.get(i) != first; i++) {
      n++;
    }
  }

  private static <T> void inAllCollections(List<T> all) {
    walk(all, new HashSet<>(all));
    walk(all, all.stream().collect(Collectors.toSet()));
    walk(all, Set.copyOf(all));
    Set<T> concurrent = ConcurrentHashMap.newKeySet();
    Map<T, Integer> table = new Hashtable<>();
    Map<T, Integer> weak = new WeakHashMap<>();
    Map<T, Integer> identities = new IdentityHashMap<>();
    for (T each : all) {
      concurrent.add(each);
      table.put(each, 1);
      weak.put(each, 1);
      identities.put(each, 1);
      expect(each.hashCode(), System.identityHashCode(each));
      expect(each.hashCode(), Objects.hashCode(each));
    }
    walk(all, concurrent);
    walk(all, table.keySet());
    walk(all, weak.keySet());
    walk(all, identities.keySet());
    for (T each : all) {
      expect(2, identities.remove(each) + table.remove(each));
    }
  }

  public static final class OfObjects {
    public static void main(String[] arguments) {
      inAllCollections(made(i -> new Object()));
    }
  }

  public static final class OfArrays {
    public static void main(String[] arguments) {
      inAllCollections(made(int[]::new));
    }
  }

  public static final class OfLocks {
    public static void main(String[] arguments) {
      inAllCollections(made(i -> new ReentrantLock()));
    }
  }

  public static final class OfExceptions {
    public static void main(String[] arguments) {
      inAllCollections(made(i -> new IllegalStateException()));
    }
  }

  public static final class OfLambdas {
    public static void main(String[] arguments) {
      inAllCollections(made(i -> (Runnable) () -> n += i));
    }
  }

  public static final class OfThreads {
    public static void main(String[] arguments) {
      inAllCollections(made(i -> new Thread(() -> {})));
      inAllCollections(made(i -> Thread.ofPlatform().unstarted(() -> {})));
      inAllCollections(made(i -> Thread.ofVirtual().unstarted(() -> {})));
    }
  }

  public static final class OfClasses {
    public static void main(String[] arguments) {
      inAllCollections(
          List.of(Colour.class, HashOrders.class, OfObjects.class, OfLocks.class, OfLambdas.class));
    }
  }

  public static final class OfConstants {
    public static void main(String[] arguments) {
      List<Colour> all = List.of(Colour.values());
      inAllCollections(all);
      walk(all, new HashSet<>(EnumSet.allOf(Colour.class)));
      Map<Colour, Integer> map = new EnumMap<>(Colour.class);
      for (Colour each : all) {
        map.put(each, 1);
      }
      walk(all, new HashMap<>(map).keySet());
    }
  }

  /** Of whose two classes one has a hash code that is made of the JVM's. */
  public static final class OfWovenObjects {
    private static class Plain {}

    private static final class Own extends Plain {
      @Override
      public int hashCode() {
        return super.hashCode();
      }

      @Override
      public boolean equals(Object other) {
        return super.equals(other);
      }
    }

    private record Pair(Object first, Plain second) {}

    private static final class Task extends java.util.TimerTask {
      @Override
      public void run() {}
    }

    public static void main(String[] arguments) {
      inAllCollections(made(i -> new Plain()));
      inAllCollections(made(i -> new Own()));
      inAllCollections(made(i -> new Task()));
      List<Pair> pairs = made(i -> new Pair(new Object(), new Plain()));
      walk(pairs, new HashSet<>(pairs));
    }
  }

  /** Some of which a pool has made. */
  public static final class OfFutures {
    public static void main(String[] arguments) {
      inAllCollections(made(i -> new CompletableFuture<Integer>()));
      try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
        inAllCollections(made(i -> pool.submit(() -> i)));
      }
    }
  }

  /** The name that an object has says its hash code. */
  public static final class OfNames {
    public static void main(String[] arguments) {
      List<String> names = made(i -> new Object().toString());
      walk(names, new HashSet<>(names));
      Object object = new Object();
      expect(Integer.parseInt(object.toString().substring(17), 16), object.hashCode());
    }
  }

  /** Collections that are equal have one hash code, whichever class of the JDK makes it. */
  public static final class OfCollections {
    public static void main(String[] arguments) {
      Runnable lambda = () -> n++;
      for (Object each : List.of(
          new Object(), new ReentrantLock(), lambda, Colour.class, new int[1],
          new StringBuilder("text"), new CompletableFuture<Integer>())) {
        int one = 31 + each.hashCode();
        for (List<Object> list : List.of(
            List.of(each), Arrays.asList(each), new ArrayList<>(List.of(each)),
            new LinkedList<>(List.of(each)), new Vector<>(List.of(each)),
            new CopyOnWriteArrayList<>(List.of(each)), Collections.singletonList(each),
            Collections.nCopies(1, each), new ArrayList<>(List.of(each)).reversed(),
            new ArrayList<>(List.of(each, each)).subList(0, 1))) {
          expect(one, list.hashCode());
        }
        expect(one, Objects.hash(each));
        expect(one, Arrays.hashCode(new Object[] {each}));
        for (Set<Object> set : List.of(
            Set.of(each), new HashSet<>(List.of(each)), Collections.singleton(each),
            new LinkedHashSet<>(List.of(each)), new CopyOnWriteArraySet<>(List.of(each)),
            new ConcurrentHashMap<>(Map.of(each, 1)).keySet(), Map.of(each, 1).keySet())) {
          expect(each.hashCode(), set.hashCode());
        }
        for (Map<Object, Integer> map : List.of(
            Map.of(each, 1), new HashMap<>(Map.of(each, 1)), new Hashtable<>(Map.of(each, 1)),
            new ConcurrentHashMap<>(Map.of(each, 1)), Map.ofEntries(Map.entry(each, 1)))) {
          expect(each.hashCode() ^ 1, map.hashCode());
        }
        expect(each.hashCode() ^ 1, new SimpleEntry<>(each, 1).hashCode());
        expect(each.hashCode(), Integer.parseInt(String.format("%h", each), 16));
        for (int i = each.hashCode() % 3; i > 0; i--) {
          n++;
        }
      }
    }
  }
}
