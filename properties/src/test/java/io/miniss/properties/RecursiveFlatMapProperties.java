package io.miniss.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The rounds of a recursive {@code flatMap} have one result: whoever waits for the future of any round,
 * on whichever thread and since whenever, is given that result once.
 */
class RecursiveFlatMapProperties {
  /** Which thread does something. */
  enum Who {
    CORE,
    OTHER_CORE,
    CLIENT
  }

  /** How the last round ends. */
  enum End {
    VALUE,
    FAILURE,
    /** The end of the runtime breaks it. */
    NOBODY
  }

  /**
   * What happens.
   *
   * @param starter who calls the function first
   * @param completers who lets each round go on; the last one's ends the loop
   * @param makers who makes each round but the first; a client: the core of the round before
   * @param end how it ends
   */
  record Case(Who starter, List<Who> completers, List<Who> makers, End end) {}

  /** What somebody was told who waited for the future of a round. */
  private record Call(int round, String by, String outcome) {}

  private static final String FAILED = "failed";
  private static final String BROKEN = "broken";

  /** One run. */
  private static final class Run {
    final World world;
    final Case each;
    final Subject subject;
    final Queue<Call> calls = new ConcurrentLinkedQueue<>();

    /** What each round waits for, and the future that it made. */
    final List<Promise<String>> asked = new ArrayList<>();

    final List<Promise<Future<String>>> made = new ArrayList<>();

    @SuppressWarnings("unchecked") // a promise of another type than the subject makes
    Run(World world, Case each) {
      this.world = world;
      this.each = each;
      subject =
          Subject.runtime(
              world, Workload.Shape.ROOMY, (failure, where) -> world.require(false, where));
      for (int i = 0; i < each.completers.size(); i++) {
        asked.add(subject.newPromise());
        made.add((Promise<Future<String>>) (Promise<?>) subject.newPromise());
      }
    }

    Future<String> round(int number) {
      Future<String> future =
          asked.get(number)
              .future()
              .flatMap(
                  value -> number + 1 == asked.size()
                      ? Future.completed(value)
                      : next(number + 1));
      listen(future, number, "maker");
      made.get(number).complete(future);
      return future;
    }

    private Future<String> next(int number) {
      Who maker = each.makers.get(number);
      if (maker == Who.CLIENT) {
        return round(number);
      }
      JoinHandle<String> elsewhere =
          by(
              maker,
              () -> {
                round(number);
                return "made";
              });
      return elsewhere.future()
          .flatMap(_ -> made.get(number).future().flatMap(future -> future));
    }

    void listen(Future<String> future, int round, String by) {
      future.onComplete(
          (value, failure) -> calls.add(new Call(round, by, outcome(value, failure))));
    }

    JoinHandle<String> by(Who who, Callable<String> action) {
      return subject.spawn(options(who), false, action);
    }

    private TaskOptions options(Who who) {
      return TaskOptions.defaults().on(who == Who.CORE ? 0 : subject.cores() - 1);
    }

    void act(Who who, Runnable action) {
      if (who == Who.CLIENT) {
        var _ = world.client("client", action::run);
      } else {
        var _ =
            by(
                who,
                () -> {
                  action.run();
                  return "done";
                });
      }
    }

    void goOn(int round) {
      Promise<String> promise = asked.get(round);
      if (round + 1 < asked.size() || each.end == End.VALUE) {
        promise.complete("v");
      } else if (each.end == End.FAILURE) {
        promise.fail(new IllegalStateException(FAILED));
      }
    }

    void toTheEnd() throws TimeoutException {
      act(each.starter, () -> round(0));
      for (int i = 0; i < asked.size(); i++) {
        int round = i;
        act(each.completers.get(i), () -> goOn(round));
      }
      List<Future<String>> futures = new ArrayList<>();
      List<JoinHandle<String>> registered = new ArrayList<>();
      for (int i = 0; i < asked.size(); i++) {
        int round = i;
        Future<String> future = made.get(i).future().join(Duration.ofSeconds(10));
        futures.add(future);
        listen(future, round, "main");
        registered.add(
            by(
                Who.OTHER_CORE,
                () -> {
                  listen(future, round, "other core");
                  return "listens";
                }));
      }
      for (JoinHandle<String> handle : registered) {
        handle.join(Duration.ofSeconds(10));
      }
      if (each.end != End.NOBODY) {
        for (int i = 0; i < futures.size(); i++) {
          calls.add(new Call(i, "join", joined(futures.get(i))));
        }
      }
      subject.closeAndReport();
      world.finalCheck("law", () -> law(each, List.copyOf(calls)));
    }
  }

  private static String outcome(String value, Throwable failure) {
    return failure == null
        ? value
        : failure instanceof BrokenPromiseException ? BROKEN : failure.getMessage();
  }

  private static String joined(Future<String> future) throws TimeoutException {
    try {
      return future.join(Duration.ofSeconds(10));
    } catch (IllegalStateException failure) {
      return outcome("", failure);
    }
  }

  private static void law(Case each, List<Call> calls) {
    String outcome =
        switch (each.end) {
          case VALUE -> "v";
          case FAILURE -> FAILED;
          case NOBODY -> BROKEN;
        };
    List<Call> expected = new ArrayList<>();
    for (int round = 0; round < each.completers.size(); round++) {
      for (String by : List.of("maker", "main", "other core")) {
        expected.add(new Call(round, by, outcome));
      }
      if (each.end != End.NOBODY) {
        expected.add(new Call(round, "join", outcome));
      }
    }
    assertThat(calls).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Provide
  Arbitrary<Case> cases() {
    return Combinators.combine(
        Arbitraries.of(Who.values()),
        Arbitraries.of(Who.values()).list().ofMinSize(1).ofMaxSize(4),
        Arbitraries.of(Who.values()).list().ofSize(4),
        Arbitraries.of(End.values()))
        .as(Case::new);
  }

  @Provide
  Arbitrary<Interleavings> interleavings() {
    return Interleavings.of(3);
  }

  @Property(tries = 500)
  void everyRoundHasTheLastResult(
      @ForAll("cases") Case each, @ForAll("interleavings") Interleavings where) {
    Simulations.check(where, simulation -> new Run(simulation, each).toTheEnd());
  }
}
