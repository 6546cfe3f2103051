package io.miniss.properties;

import io.miniss.runtime.task.Placement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** Arbitrary workloads. Shrinking drops clients and actions and makes numbers smaller. */
public final class Workloads {
  /** What a workload may do besides spawning and computing. */
  public enum Feature {
    /** Fibers that sleep, yield and wait. */
    FIBERS,
    /** Timers. */
    TIMERS,
    /** Cancellations. */
    CANCELS,
    /** Throwables. */
    PANICS,
    /** Waits for tasks, and promises that several complete. */
    WAITS,
    /** Shutdowns in the middle. */
    SHUTDOWNS,
    /** Queues that fill up. */
    FULL_QUEUES,
    /** Tasks that spawn their like, many times, and no lines before full queues. */
    CHAINS
  }

  private static final int MAX_CORES = 4;
  private static final int NESTING = 2;
  private static final int MAX_NANOS = 5_000;
  private static final int MAX_LINKS = 80;

  private final EnumSet<Feature> features;
  private final int mostClients;
  private final int mostActions;

  private Workloads(EnumSet<Feature> features, int mostClients, int mostActions) {
    this.features = features;
    this.mostClients = mostClients;
    this.mostActions = mostActions;
  }

  /** Workloads of up to 3 clients with up to 6 actions each, which only spawn and compute. */
  public static Workloads plain() {
    return new Workloads(EnumSet.noneOf(Feature.class), 3, 6);
  }

  /** Workloads that do everything but chains. */
  public static Workloads everything() {
    return new Workloads(EnumSet.complementOf(EnumSet.of(Feature.CHAINS)), 3, 6);
  }

  /** With these features as well. */
  public Workloads with(Feature... more) {
    EnumSet<Feature> all = EnumSet.copyOf(features);
    all.addAll(List.of(more));
    return new Workloads(all, mostClients, mostActions);
  }

  /** Without these. */
  public Workloads without(Feature... less) {
    EnumSet<Feature> rest = EnumSet.copyOf(features);
    rest.removeAll(List.of(less));
    return new Workloads(rest, mostClients, mostActions);
  }

  /** With other sizes. */
  public Workloads sized(int clients, int actions) {
    return new Workloads(features, clients, actions);
  }

  /** The workloads. */
  public Arbitrary<Workload> arbitrary() {
    return Combinators.combine(
        shapes(),
        actions(NESTING).list().ofMaxSize(mostActions).list().ofMinSize(1).ofMaxSize(mostClients))
        .as(Workload::new)
        .withoutEdgeCases();
  }

  private Arbitrary<Workload.Shape> shapes() {
    if (features.contains(Feature.CHAINS)) {
      return shapes(Arbitraries.of(8, 2), Arbitraries.of(8, 2), Arbitraries.just(0));
    }
    if (!features.contains(Feature.FULL_QUEUES)) {
      return Arbitraries.just(Workload.Shape.ROOMY);
    }
    return shapes(
        Arbitraries.of(256, 8, 2, 1), Arbitraries.of(256, 8, 1), Arbitraries.of(256, 4, 1, 0));
  }

  private static Arbitrary<Workload.Shape> shapes(
      Arbitrary<Integer> mailbox, Arbitrary<Integer> ready, Arbitrary<Integer> line) {
    return Combinators.combine(
        mailbox,
        ready,
        line,
        Arbitraries.of(4, 2, 1),
        Arbitraries.integers().between(0, 2),
        Arbitraries.of(true, false),
        Arbitraries.of(Placement.class))
        .as(Workload.Shape::new);
  }

  private Arbitrary<Action> actions(int nesting) {
    List<Tuple2<Integer, Arbitrary<Action>>> some = new ArrayList<>();
    some.add(Tuple.of(4, spawns(nesting)));
    some.add(Tuple.of(1, nanos().map(Action.Work::new)));
    if (features.contains(Feature.FIBERS)) {
      some.add(Tuple.of(1, nanos().map(Action.Sleep::new)));
      some.add(Tuple.of(1, Arbitraries.just(new Action.Yield())));
    }
    if (features.contains(Feature.TIMERS)) {
      some.add(
          Tuple.of(2, Combinators.combine(delays(), body(nesting)).as(Action.After::new)));
      some.add(
          Tuple.of(
              1,
              Combinators.combine(
                  Arbitraries.longs().between(100, MAX_NANOS),
                  Arbitraries.integers().between(1, 3))
                  .as(Action.Every::new)));
      some.add(Tuple.of(1, number().map(Action.CancelTimer::new)));
    }
    if (features.contains(Feature.CHAINS)) {
      some.add(
          Tuple.of(
              2,
              Combinators.combine(
                  Arbitraries.integers().between(0, MAX_CORES - 1),
                  Arbitraries.integers().between(0, 1),
                  Arbitraries.integers().between(1, MAX_LINKS))
                  .as(Action.Chain::new)));
    }
    if (features.contains(Feature.CANCELS)) {
      some.add(Tuple.of(3, number().map(Action.Cancel::new)));
    }
    if (features.contains(Feature.WAITS)) {
      some.add(Tuple.of(2, number().map(Action.Await::new)));
      some.add(Tuple.of(1, number().map(Action.Claim::new)));
      some.add(Tuple.of(1, number().map(Action.AwaitPromise::new)));
    }
    if (features.contains(Feature.PANICS)) {
      some.add(Tuple.of(1, Arbitraries.of(Panic.class).map(Action.Throw::new)));
      some.add(Tuple.of(1, Arbitraries.of(Panic.class).map(Action.ThrowInCallback::new)));
    }
    if (features.contains(Feature.SHUTDOWNS)) {
      some.add(Tuple.of(1, shutdowns()));
    }
    return Arbitraries.frequencyOf(some);
  }

  private Arbitrary<Action> spawns(int nesting) {
    Arbitrary<Boolean> fiber =
        features.contains(Feature.FIBERS) ? Arbitraries.of(false, true) : Arbitraries.just(false);
    return Combinators.combine(
        fiber,
        Arbitraries.integers().between(Action.ANYWHERE, MAX_CORES - 1),
        Arbitraries.of(true, false),
        body(nesting))
        .as(Action.Spawn::new);
  }

  private Arbitrary<List<Action>> body(int nesting) {
    return nesting == 0
        ? Arbitraries.just(List.of())
        : actions(nesting - 1).list().ofMaxSize(Math.max(1, mostActions / 2));
  }

  private static Arbitrary<Action> shutdowns() {
    return Arbitraries.longs().between(0, 4L * MAX_NANOS).map(Action.Shutdown::new);
  }

  private static Arbitrary<Long> nanos() {
    return Arbitraries.longs().between(0, MAX_NANOS);
  }

  /** Often the same, so that there are ties. */
  private static Arbitrary<Long> delays() {
    return Arbitraries.oneOf(List.of(Arbitraries.of(0L, 1_000L, 2_000L), nanos()));
  }

  private static Arbitrary<Integer> number() {
    return Arbitraries.integers().between(0, 15);
  }
}
