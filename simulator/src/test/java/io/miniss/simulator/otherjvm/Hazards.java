package io.miniss.simulator.otherjvm;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Programs that start tasks in an order which is, or is not, the same in each JVM. */
final class Hazards {
  private Hazards() {}

  /** Each element has a number of tasks of its own, so no two orders are the same run. */
  abstract static class InOrder implements Scenario {
    abstract Collection<?> elements();

    @Override
    public final String name() {
      return getClass().getName();
    }

    @Override
    public final String description() {
      return "tasks in the order of a collection";
    }

    @Override
    public final void run(World world) {
      try (MultiCoreRuntime runtime = world.runtime().start()) {
        for (Object each : elements()) {
          for (int i = 0; i <= each.toString().charAt(0) % 8; i++) {
            runtime.spawnOn(0, () -> each).join();
          }
          runtime.spawnOn(1, () -> each).join();
        }
      }
    }
  }

  enum Letter {
    A,
    B,
    C,
    D,
    E,
    F,
    G,
    H
  }

  /** A set that the JDK iterates over as it likes. */
  public static final class OfSet extends InOrder {
    @Override
    Collection<?> elements() {
      return Set.of("a", "b", "c", "d", "e", "f");
    }
  }

  /** The smallest set that has an order. */
  public static class OfTwo extends InOrder {
    @Override
    Collection<?> elements() {
      return Set.of("a", "b");
    }
  }

  /** The keys of a map. */
  public static final class OfMap extends InOrder {
    @Override
    Collection<?> elements() {
      return Map.of("a", 1, "b", 2, "c", 3).keySet();
    }
  }

  /** What a stream was collected to. */
  public static final class Collected extends InOrder {
    @Override
    Collection<?> elements() {
      return Stream.of("a", "b", "c").collect(Collectors.toUnmodifiableSet());
    }
  }

  /** A hash set of constants: the same objects in all runs of a JVM. */
  public static final class OfEnum extends InOrder {
    @Override
    Collection<?> elements() {
      return new HashSet<>(List.of(Letter.values()));
    }
  }

  /** In the order of the constants. */
  public static final class Ordered extends InOrder {
    @Override
    Collection<?> elements() {
      return EnumSet.allOf(Letter.class);
    }
  }
}
