package io.miniss.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.ThreadedWorld;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Expressions of futures that any core completes at any time have the outcomes of a model without
 * time, and obey the laws of functors and monads.
 */
class CombinatorProperties {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int TRIES = 300;

  /** An expression. */
  sealed interface Expr {
    /** Complete from the start. */
    record Value(int value) implements Expr {}

    /** Failed from the start. */
    record Failed(int failure) implements Expr {}

    /** Completed by a core, after some time, or failed. */
    record Later(int value, boolean fails, int core, int delay) implements Expr {}

    /** Maps, by a function that appends, or one that throws. */
    record Map(Expr source, int by, boolean fails) implements Expr {}

    /** Goes on with another expression, or throws. */
    record FlatMap(Expr source, Expr next, boolean fails) implements Expr {}

    /** Recovers, by a function that answers, or one that throws. */
    record Recover(Expr source, int by, boolean fails) implements Expr {}

    /** All of several. */
    record All(List<Expr> sources) implements Expr {}

    /** Any of several, at least one. */
    record Any(List<Expr> sources) implements Expr {}

    /** With a limit that cannot pass, or with none at all. */
    record Limit(Expr source, boolean generous) implements Expr {}
  }

  /** The combinators under test. */
  static class Algebra {
    Future<String> map(Future<String> source, Function<String, String> function) {
      return source.map(function);
    }

    Future<String> flatMap(Future<String> source, Function<String, Future<String>> function) {
      return source.flatMap(function);
    }

    Future<String> recover(Future<String> source, Function<Throwable, String> function) {
      return source.recover(function);
    }

    Future<List<String>> all(List<Future<String>> sources) {
      return Future.all(sources);
    }

    Future<String> any(List<Future<String>> sources) {
      return Future.any(sources);
    }

    Future<String> timeout(Future<String> source, Duration limit) {
      return source.timeout(limit);
    }
  }

  /** Makes the algebra for one run. */
  @FunctionalInterface
  interface AlgebraFactory {
    /** An algebra in {@code world}. */
    Algebra in(World world, MultiCoreRuntime runtime);
  }

  private static final AlgebraFactory REAL = (world, runtime) -> new Algebra();

  private static final class Marked extends RuntimeException {
    private static final long serialVersionUID = 1;

    Marked(String mark) {
      super(mark);
    }
  }

  // ---- the model ----

  /** What an expression may come to: {@code =} a value, or {@code !} a failure. */
  private static SortedSet<String> outcomes(Expr expr) {
    return switch (expr) {
      case Expr.Value value -> one("=" + value.value());
      case Expr.Failed failed -> one("!" + failed.failure());
      case Expr.Later later -> one((later.fails() ? "!" : "=") + later.value());
      case Expr.Map map ->
        each(
            outcomes(map.source()),
            outcome -> isFailure(outcome)
                ? one(outcome)
                : one(map.fails() ? "!m" + map.by() : outcome + "+" + map.by()));
      case Expr.FlatMap map ->
        each(
            outcomes(map.source()),
            outcome -> isFailure(outcome)
                ? one(outcome)
                : map.fails() ? one("!f") : outcomes(map.next()));
      case Expr.Recover recover ->
        each(
            outcomes(recover.source()),
            outcome -> !isFailure(outcome)
                ? one(outcome)
                : one((recover.fails() ? "!r" : "=r") + recover.by()));
      case Expr.All all -> {
        SortedSet<String> outcomes = new TreeSet<>();
        for (List<String> choice : choices(all.sources())) {
          outcomes.add(
              choice.stream()
                  .filter(CombinatorProperties::isFailure)
                  .findFirst()
                  .orElse("=" + choice.stream().map(each -> each.substring(1)).toList()));
        }
        yield outcomes;
      }
      case Expr.Any any -> {
        SortedSet<String> outcomes = new TreeSet<>();
        for (List<String> choice : choices(any.sources())) {
          List<String> values = choice.stream().filter(each -> !isFailure(each)).toList();
          outcomes.addAll(values.isEmpty() ? List.of(choice.getFirst()) : values);
        }
        yield outcomes;
      }
      case Expr.Limit limit -> {
        SortedSet<String> outcomes = outcomes(limit.source());
        if (!limit.generous()) {
          outcomes.add("!timeout");
        }
        yield outcomes;
      }
    };
  }

  private static SortedSet<String> one(String outcome) {
    SortedSet<String> single = new TreeSet<>();
    single.add(outcome);
    return single;
  }

  private static SortedSet<String> each(
      SortedSet<String> outcomes, Function<String, SortedSet<String>> function) {
    SortedSet<String> all = new TreeSet<>();
    outcomes.forEach(outcome -> all.addAll(function.apply(outcome)));
    return all;
  }

  private static boolean isFailure(String outcome) {
    return outcome.startsWith("!");
  }

  private static List<List<String>> choices(List<Expr> sources) {
    List<List<String>> choices = new ArrayList<>();
    choices.add(List.of());
    for (Expr source : sources) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> begun : choices) {
        for (String outcome : outcomes(source)) {
          List<String> more = new ArrayList<>(begun);
          more.add(outcome);
          longer.add(more);
        }
      }
      choices = longer;
    }
    return choices;
  }

  // ---- the real thing ----

  /** Builds expressions on a core. */
  private record Builder(Algebra algebra, MultiCoreRuntime runtime) {
    Future<String> build(Expr expr) {
      return switch (expr) {
        case Expr.Value value -> Future.completed("" + value.value());
        case Expr.Failed failed -> Future.failed(new Marked("" + failed.failure()));
        case Expr.Later later -> later(later);
        case Expr.Map map ->
          algebra.map(
              build(map.source()),
              value -> {
                if (map.fails()) {
                  throw new Marked("m" + map.by());
                }
                return value + "+" + map.by();
              });
        case Expr.FlatMap map ->
          algebra.flatMap(
              build(map.source()),
              value -> {
                if (map.fails()) {
                  throw new Marked("f");
                }
                return build(map.next());
              });
        case Expr.Recover recover ->
          algebra.recover(
              build(recover.source()),
              failure -> {
                if (recover.fails()) {
                  throw new Marked("r" + recover.by());
                }
                return "r" + recover.by();
              });
        case Expr.All all ->
          algebra.all(all.sources().stream().map(this::build).toList()).map(List::toString);
        case Expr.Any any -> algebra.any(any.sources().stream().map(this::build).toList());
        case Expr.Limit limit ->
          algebra.timeout(build(limit.source()), limit.generous() ? LONG : Duration.ZERO);
      };
    }

    private Future<String> later(Expr.Later later) {
      Promise<String> promise = runtime.newPromise();
      runtime.spawnOn(
          later.core() % runtime.coreCount(),
          () -> {
            var _ =
                Core.current().after(Duration.ofNanos(later.delay()), () -> settle(promise, later));
          });
      return promise.future();
    }

    private static void settle(Promise<String> promise, Expr.Later later) {
      if (later.fails()) {
        promise.fail(new Marked("" + later.value()));
      } else {
        promise.complete("" + later.value());
      }
    }

    /** The outcome of what {@code future} makes on core 0; waited for by the calling client. */
    String outcome(Function<Builder, Future<String>> future) throws TimeoutException {
      Promise<String> outcome = runtime.newPromise();
      runtime.spawnOn(
          0,
          () -> future
              .apply(this)
              .onComplete(
                  (value, failure) -> outcome.complete(
                      failure == null ? "=" + value : "!" + describe(failure))));
      return outcome.future().join(LONG);
    }

    private static String describe(Throwable failure) {
      return failure instanceof TimeoutException ? "timeout" : failure.getMessage();
    }
  }

  /** Something that is checked of a builder. */
  @FunctionalInterface
  private interface Claim {
    void check(Builder builder) throws Exception;
  }

  private static void hold(World world, AlgebraFactory algebra, Claim claim) throws Exception {
    try (MultiCoreRuntime runtime =
        world.runtime().mailboxCapacity(256).readyCapacity(256).backlogCapacity(256).start()) {
      claim.check(new Builder(algebra.in(world, runtime), runtime));
    }
  }

  private static void inSimulation(
      Interleavings interleavings, AlgebraFactory algebra, Claim claim) {
    Simulations.check(interleavings, simulation -> hold(simulation, algebra, claim));
  }

  private static Claim isOneOfItsOutcomes(Expr expr) {
    return builder -> assertThat(builder.outcome(each -> each.build(expr)))
        .as("outcome")
        .isIn(outcomes(expr));
  }

  // ---- properties ----

  @Provide
  Arbitrary<Expr> exprs() {
    return exprs(3, true);
  }

  @Provide
  Arbitrary<Expr> definiteExprs() {
    return exprs(2, false);
  }

  @Provide
  Arbitrary<Interleavings> interleavings() {
    return Interleavings.of(2);
  }

  /** Without {@code Any} and limits that pass an expression has one outcome. */
  private static Arbitrary<Expr> exprs(int depth, boolean indefinite) {
    Arbitrary<Integer> number = Arbitraries.integers().between(0, 9);
    Arbitrary<Boolean> fails = Arbitraries.of(false, false, true);
    Arbitrary<Expr> leaf =
        Arbitraries.oneOf(
            List.of(
                number.map(Expr.Value::new),
                number.map(Expr.Failed::new),
                Combinators.combine(
                    number, fails, number, Arbitraries.integers().between(0, 3_000))
                    .as(Expr.Later::new)));
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<Expr> inner = exprs(depth - 1, indefinite);
    List<Arbitrary<Expr>> kinds = new ArrayList<>();
    kinds.add(leaf);
    kinds.add(Combinators.combine(inner, number, fails).as(Expr.Map::new));
    kinds.add(Combinators.combine(inner, inner, fails).as(Expr.FlatMap::new));
    kinds.add(Combinators.combine(inner, number, fails).as(Expr.Recover::new));
    kinds.add(inner.list().ofMaxSize(3).map(Expr.All::new));
    kinds.add(inner.map(source -> new Expr.Limit(source, true)));
    if (indefinite) {
      kinds.add(inner.list().ofMinSize(1).ofMaxSize(3).map(Expr.Any::new));
      kinds.add(inner.map(source -> new Expr.Limit(source, false)));
    }
    return Arbitraries.oneOf(kinds);
  }

  @Property(tries = 500)
  void anExpressionComesToWhatTheModelSays(
      @ForAll("exprs") Expr expr, @ForAll("interleavings") Interleavings interleavings) {
    inSimulation(interleavings, REAL, isOneOfItsOutcomes(expr));
  }

  @Property(tries = 20)
  void anExpressionComesToWhatTheModelSaysOnTheMachine(@ForAll("exprs") Expr expr) {
    onTheMachine(REAL, isOneOfItsOutcomes(expr));
  }

  private static void onTheMachine(AlgebraFactory algebra, Claim claim) {
    Scenario scenario =
        new Scenario() {
          @Override
          public String name() {
            return "expression";
          }

          @Override
          public String description() {
            return "an expression of futures on the machine";
          }

          @Override
          public void run(World world) throws Exception {
            hold(world, algebra, claim);
          }
        };
    assertThat(ThreadedWorld.run(scenario, 1, 2, 1).failure()).as("on the machine").isNull();
  }

  @Property(tries = 300)
  void futuresAreFunctorsAndMonads(
      @ForAll("definiteExprs") Expr source,
      @ForAll("definiteExprs") Expr next,
      @ForAll("definiteExprs") Expr last,
      @ForAll("interleavings") Interleavings interleavings) {
    inSimulation(interleavings, REAL, isFunctorAndMonad(source, next, last));
  }

  private static Claim isFunctorAndMonad(Expr source, Expr next, Expr last) {
    Function<String, String> f = value -> value + "f";
    Function<String, String> g = value -> value + "g";
    return builder -> {
      Algebra a = builder.algebra();
      same(builder, "map: identity", b -> a.map(b.build(source), x -> x), b -> b.build(source));
      same(
          builder,
          "map: composition",
          b -> a.map(a.map(b.build(source), f), g),
          b -> a.map(b.build(source), f.andThen(g)));
      same(
          builder,
          "flatMap: right identity",
          b -> a.flatMap(b.build(source), Future::completed),
          b -> b.build(source));
      same(
          builder,
          "flatMap: left identity",
          b -> a.flatMap(Future.completed("x"), x -> b.build(next)),
          b -> b.build(next));
      same(
          builder,
          "flatMap: associativity",
          b -> a.flatMap(a.flatMap(b.build(source), x -> b.build(next)), y -> b.build(last)),
          b -> a.flatMap(
              b.build(source), x -> a.flatMap(b.build(next), y -> b.build(last))));
    };
  }

  @Property(tries = 300)
  void recoverIsTheMonadOfFailures(
      @ForAll("definiteExprs") Expr source,
      @ForAll("interleavings") Interleavings interleavings) {
    inSimulation(interleavings, REAL, recovers(source));
  }

  private static Claim recovers(Expr source) {
    Function<Throwable, String> f = failure -> Builder.describe(failure) + "f";
    return builder -> {
      Algebra a = builder.algebra();
      same(
          builder,
          "recover: a failure is the function's",
          b -> a.recover(Future.failed(new Marked("x")), f),
          b -> Future.completed("xf"));
      same(
          builder,
          "recover: a value is left alone",
          b -> a.recover(Future.completed("x"), f),
          b -> Future.completed("x"));
      same(
          builder,
          "recover: what throws again changes nothing",
          b -> a.recover(b.build(source), CombinatorProperties::throwAgain),
          b -> b.build(source));
      same(
          builder,
          "recover: once is enough",
          b -> a.recover(a.recover(b.build(source), f), failure -> "twice"),
          b -> a.recover(b.build(source), f));
    };
  }

  private static String throwAgain(Throwable failure) {
    Panics.rethrow(failure);
    return "";
  }

  private static void same(
      Builder builder,
      String law,
      Function<Builder, Future<String>> one,
      Function<Builder, Future<String>> other)
      throws TimeoutException {
    assertThat(builder.outcome(one)).as(law).isEqualTo(builder.outcome(other));
  }

  // ---- what the model catches ----

  @Example
  void anAllThatFailsWithWhoeverIsFirstIsCaught() {
    caught(
        (world, runtime) -> new Algebra() {
          @Override
          Future<List<String>> all(List<Future<String>> sources) {
            Promise<List<String>> hasty = runtime.newPromise();
            for (Future<String> source : sources) {
              source.onComplete(
                  (value, failure) -> {
                    if (failure != null) {
                      hasty.tryFail(failure);
                    }
                  });
            }
            super.all(sources).onComplete((values, failure) -> {
              if (failure == null) {
                hasty.tryComplete(values);
              }
            });
            return hasty.future();
          }
        });
  }

  @Example
  void anAllThatCountsWithoutCompareAndSetIsCaught() {
    caught(
        (world, runtime) -> new Algebra() {
          @Override
          Future<List<String>> all(List<Future<String>> sources) {
            if (sources.isEmpty()) {
              return super.all(sources);
            }
            Promise<List<String>> result = runtime.newPromise();
            SharedReference<Integer> left =
                new SharedReference<>(
                    ((Simulation) world).scheduler(), "left of all", sources.size());
            for (Future<String> source : sources) {
              runtime.spawn(
                  () -> source.onComplete(
                      (value, failure) -> {
                        int rest = left.getVolatile() - 1;
                        left.setVolatile(rest);
                        if (rest == 0) {
                          super.all(sources)
                              .onComplete(
                                  (values, failed) -> {
                                    if (failed == null) {
                                      result.complete(values);
                                    } else {
                                      result.fail(failed);
                                    }
                                  });
                        }
                      }));
            }
            return result.future();
          }
        });
  }

  @Example
  void anAnyThatTakesTheFirstWhateverItIsIsCaught() {
    caught(
        (world, runtime) -> new Algebra() {
          @Override
          Future<String> any(List<Future<String>> sources) {
            Promise<String> first = runtime.newPromise();
            for (Future<String> source : sources) {
              source.onComplete(
                  (value, failure) -> {
                    if (failure == null) {
                      first.tryComplete(value);
                    } else {
                      first.tryFail(failure);
                    }
                  });
            }
            return first.future();
          }
        });
  }

  @Example
  void aRecoverThatLosesWhatItThrowsIsCaught() {
    caught(
        (world, runtime) -> new Algebra() {
          @Override
          Future<String> recover(
              Future<String> source, Function<Throwable, String> function) {
            return source.recover(
                failure -> {
                  try {
                    return function.apply(failure);
                  } catch (RuntimeException thrown) {
                    return "nothing";
                  }
                });
          }
        });
  }

  @Example
  void aTimeoutThatDoesNotWaitIsCaught() {
    caught(
        (world, runtime) -> new Algebra() {
          @Override
          Future<String> timeout(Future<String> source, Duration limit) {
            return super.timeout(source, Duration.ZERO);
          }
        });
  }

  @Example
  void aRecoverThatLosesWhatItThrowsIsCaughtOnTheMachine() {
    AlgebraFactory flawed =
        (world, runtime) -> new Algebra() {
          @Override
          Future<String> recover(Future<String> source, Function<Throwable, String> function) {
            return super.recover(source, failure -> "nothing");
          }
        };
    assertThatThrownBy(
        () -> Samples.of(exprs(3, true), TRIES)
            .forEach(expr -> onTheMachine(flawed, isOneOfItsOutcomes(expr))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("on the machine");
  }

  // ---- what the laws catch ----

  @Example
  void aMapThatRunsItsFunctionTwiceIsCaught() {
    Algebra flawed =
        new Algebra() {
          @Override
          Future<String> map(Future<String> source, Function<String, String> function) {
            return super.map(super.map(source, function), function);
          }
        };
    caught((world, runtime) -> flawed);
    caughtByTheLaws(flawed, "map: composition");
  }

  @Example
  void aMapThatMakesAValueOfAFailureIsCaught() {
    Algebra flawed =
        new Algebra() {
          @Override
          Future<String> map(Future<String> source, Function<String, String> function) {
            return super.map(source.recover(failure -> "null"), function);
          }
        };
    caught((world, runtime) -> flawed);
    caughtByTheLaws(flawed, "map: identity");
  }

  @Example
  void aFlatMapThatReturnsItsSourceIsCaught() {
    Algebra flawed =
        new Algebra() {
          @Override
          Future<String> flatMap(
              Future<String> source, Function<String, Future<String>> function) {
            return super.flatMap(source, value -> function.apply(value).flatMap(inner -> source));
          }
        };
    caught((world, runtime) -> flawed);
    caughtByTheLaws(flawed, "flatMap: left identity");
  }

  @Example
  void aFlatMapThatDoesNotTakeTheInnerFailureIsCaught() {
    Algebra flawed =
        new Algebra() {
          @Override
          Future<String> flatMap(
              Future<String> source, Function<String, Future<String>> function) {
            return super.flatMap(
                source,
                value -> function.apply(value).recover(failure -> Builder.describe(failure)));
          }
        };
    caught((world, runtime) -> flawed);
    caughtByTheLaws(flawed, "flatMap: left identity");
  }

  @Example
  void aFlatMapThatGoesOnAfterAFailureIsCaught() {
    Algebra flawed =
        new Algebra() {
          @Override
          Future<String> flatMap(
              Future<String> source, Function<String, Future<String>> function) {
            return super.flatMap(source.recover(failure -> Builder.describe(failure)), function);
          }
        };
    caught((world, runtime) -> flawed);
    caughtByTheLaws(flawed, "flatMap: right identity");
  }

  @Example
  void aFlatMapThatFlattensTooMuchInsideAnotherIsCaught() {
    Algebra flawed =
        new Algebra() {
          private int depth;

          @Override
          Future<String> flatMap(
              Future<String> source, Function<String, Future<String>> function) {
            return depth > 0
                ? source // somebody is flattening already
                : super.flatMap(
                    source,
                    value -> {
                      depth++;
                      try {
                        return function.apply(value);
                      } finally {
                        depth--;
                      }
                    });
          }
        };
    caught((world, runtime) -> flawed);
    caughtByTheLaws(flawed, "flatMap: associativity");
  }

  @Example
  void aRecoverThatDoesNothingIsCaught() {
    Algebra flawed =
        new Algebra() {
          @Override
          Future<String> recover(Future<String> source, Function<Throwable, String> function) {
            return source;
          }
        };
    caught((world, runtime) -> flawed);
    caughtByTheLaws(flawed, "recover: a failure is the function's");
  }

  @Example
  void aRecoverThatTakesValuesForFailuresIsCaught() {
    Algebra flawed =
        new Algebra() {
          @Override
          Future<String> recover(Future<String> source, Function<Throwable, String> function) {
            return super.recover(
                source.map(
                    value -> {
                      throw new Marked(value);
                    }),
                function);
          }
        };
    caught((world, runtime) -> flawed);
    caughtByTheLaws(flawed, "recover: a value is left alone");
  }

  @Example
  void aRecoverThatFailsWithAFailureOfItsOwnIsCaught() {
    Algebra flawed =
        new Algebra() {
          @Override
          Future<String> recover(Future<String> source, Function<Throwable, String> function) {
            return super.recover(
                source,
                failure -> {
                  try {
                    return function.apply(failure);
                  } catch (RuntimeException thrown) {
                    throw new Marked("recover failed");
                  }
                });
          }
        };
    caught((world, runtime) -> flawed);
    caughtByTheLaws(flawed, "recover: what throws again changes nothing");
  }

  /** By that law, and not by those before it: the expressions are made of no other combinators. */
  private static void caughtByTheLaws(Algebra flawed, String law) {
    List<Expr> exprs = Samples.of(exprs(0, false), 3 * TRIES);
    List<Interleavings> interleavings = Samples.of(Interleavings.of(1, 2, 4), TRIES);
    assertThatThrownBy(
        () -> {
          for (int i = 0; i < TRIES; i++) {
            Expr source = exprs.get(3 * i);
            Claim laws = isFunctorAndMonad(source, exprs.get(3 * i + 1), exprs.get(3 * i + 2));
            inSimulation(
                interleavings.get(i),
                (world, runtime) -> flawed,
                builder -> {
                  laws.check(builder);
                  recovers(source).check(builder);
                });
          }
        })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("[" + law + "]")
        .hasMessageContaining("replay: property seed=");
  }

  private static void caught(AlgebraFactory flawed) {
    List<Expr> exprs = Samples.of(exprs(3, true), TRIES);
    List<Interleavings> interleavings = Samples.of(Interleavings.of(3, 2, 4), TRIES);
    assertThatThrownBy(
        () -> {
          for (int i = 0; i < TRIES; i++) {
            inSimulation(interleavings.get(i), flawed, isOneOfItsOutcomes(exprs.get(i)));
          }
        })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("replay: property seed=");
  }
}
