package io.miniss.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.ThreadedWorld;
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
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * What one core derives from a future, others wait for too. Each of them is called once, also when
 * nobody completes the promise and the runtime ends, and those of one core in the order in which it
 * registered them.
 */
class DerivedFutureProperties {
  private static final int TRIES = 400;

  /** Who completes the promise that all is derived from. */
  enum Completer {
    /** The core that derives. */
    OWNER,
    /** Another core, if there is one. */
    OTHER_CORE,
    /** The main client. */
    CLIENT,
    /** The end of the runtime breaks it. */
    NOBODY
  }

  /** How core 0 comes from one future to the next. */
  enum Step {
    MAP,
    FLAT_MAP,
    /** A recursive {@code flatMap}, whose futures become one. */
    ROUNDS,
    RECOVER,
    TIMEOUT,
    ALL,
    ANY
  }

  /**
   * What happens.
   *
   * @param steps how the future is derived, on core 0
   * @param listeners how many continuations each core and the main client register
   * @param completer who completes the promise
   * @param registeredBefore whether all have registered before it is completed
   * @param joins whether another client waits for the derived future
   */
  record Case(
      List<Step> steps,
      int listeners,
      Completer completer,
      boolean registeredBefore,
      boolean joins) {}

  /** What a continuation was told. */
  private record Call(int registrar, int number, String outcome) {}

  private static final String BROKEN = "broken";
  private static final int JOINER = -2;
  private static final int CLIENT = -1;

  // ---- the run ----

  private static Future<String> derive(Future<String> source, Step step) {
    return switch (step) {
      case MAP -> source.map(value -> value + "m");
      case FLAT_MAP -> source.flatMap(value -> Future.completed(value + "f"));
      case ROUNDS -> rounds(source, 2);
      case RECOVER ->
        source.recover(
            failure -> {
              throw new BrokenPromiseException(failure.getMessage());
            });
      case TIMEOUT -> source.timeout(Duration.ofHours(1));
      case ALL -> Future.all(List.of(source)).map(List::getFirst);
      case ANY -> Future.any(List.of(source, source));
    };
  }

  private static Future<String> rounds(Future<String> source, int left) {
    return source.flatMap(
        value -> left == 0
            ? Future.completed(value + "r")
            : rounds(source.map(same -> same), left - 1));
  }

  private static void run(World world, Case each, Subject.Factory factory)
      throws TimeoutException {
    Queue<Call> calls = new ConcurrentLinkedQueue<>();
    Subject subject =
        factory.start(world, Workload.Shape.ROOMY, (failure, where) -> world.require(false, where));
    Promise<String> promise = subject.newPromise();
    Promise<Future<String>> derived = newPromise(subject);
    spawn(
        subject,
        0,
        () -> {
          Future<String> future = promise.future();
          for (Step step : each.steps) {
            future = derive(future, step);
          }
          derived.complete(future);
          return "derived";
        });
    Future<String> future = derived.future().join(Duration.ofSeconds(10));
    List<JoinHandle<String>> registering = new ArrayList<>();
    for (int core = 0; core < subject.cores(); core++) {
      int registrar = core;
      registering.add(
          spawn(
              subject,
              core,
              () -> {
                register(future, registrar, each.listeners, calls);
                return "registered";
              }));
    }
    if (each.joins) {
      var _ = world.client("joiner", () -> calls.add(new Call(JOINER, 0, joined(future))));
    }
    register(future, CLIENT, each.listeners, calls);
    if (each.registeredBefore) {
      for (JoinHandle<String> handle : registering) {
        handle.join(Duration.ofSeconds(10));
      }
    }
    switch (each.completer) {
      case OWNER -> spawn(subject, 0, () -> completed(promise));
      case OTHER_CORE -> spawn(subject, subject.cores() - 1, () -> completed(promise));
      case CLIENT -> promise.complete("v");
      case NOBODY -> {}
    }
    subject.closeAndReport();
    world.finalCheck("law", () -> law(each, subject.cores(), List.copyOf(calls)));
  }

  /** A promise of another type than {@link Subject#newPromise} makes. */
  @SuppressWarnings("unchecked")
  private static <T> Promise<T> newPromise(Subject subject) {
    return (Promise<T>) subject.newPromise();
  }

  private static JoinHandle<String> spawn(Subject subject, int core, Callable<String> body) {
    return subject.spawn(TaskOptions.defaults().on(core), false, body);
  }

  private static String completed(Promise<String> promise) {
    promise.complete("v");
    return "completed";
  }

  private static void register(
      Future<String> future, int registrar, int listeners, Queue<Call> calls) {
    for (int i = 0; i < listeners; i++) {
      int number = i;
      future.onComplete(
          (value, failure) -> calls.add(new Call(registrar, number, outcome(value, failure))));
    }
  }

  private static String joined(Future<String> future) {
    try {
      return future.join();
    } catch (BrokenPromiseException broken) {
      return BROKEN;
    }
  }

  private static String outcome(String value, Throwable failure) {
    return failure == null ? value : failure instanceof BrokenPromiseException ? BROKEN : "odd";
  }

  private static void law(Case each, int cores, List<Call> calls) {
    List<Integer> registrars = new ArrayList<>();
    for (int registrar = CLIENT; registrar < cores; registrar++) {
      registrars.add(registrar);
    }
    for (int registrar : registrars) {
      List<Integer> numbers =
          calls.stream().filter(call -> call.registrar == registrar).map(Call::number).toList();
      List<Integer> inOrder = new ArrayList<>();
      for (int i = 0; i < each.listeners; i++) {
        inOrder.add(i);
      }
      boolean ordered = each.registeredBefore && registrar >= 0;
      assertThat(ordered ? numbers : numbers.stream().sorted().toList())
          .as("continuations of %d that were called, of %s", registrar, calls)
          .isEqualTo(inOrder);
    }
    assertThat(calls.stream().filter(call -> call.registrar == JOINER).count())
        .as("joins that ended")
        .isEqualTo(each.joins ? 1 : 0);
    StringBuilder value = new StringBuilder("v");
    for (Step step : each.steps) {
      value.append(
          switch (step) {
            case MAP -> "m";
            case FLAT_MAP -> "f";
            case ROUNDS -> "r";
            case RECOVER, TIMEOUT, ALL, ANY -> "";
          });
    }
    assertThat(calls.stream().map(Call::outcome))
        .as("outcomes")
        .isSubsetOf(each.completer == Completer.NOBODY
            ? List.of(BROKEN)
            : List.of(value.toString(), BROKEN));
  }

  // ---- what is generated ----

  @Provide
  Arbitrary<Case> cases() {
    return generated();
  }

  @Provide
  Arbitrary<Interleavings> interleavings() {
    return Interleavings.of(3);
  }

  private static Arbitrary<Case> generated() {
    return Combinators.combine(
        Arbitraries.of(Step.values()).list().ofMinSize(1).ofMaxSize(3),
        Arbitraries.integers().between(0, 4),
        Arbitraries.of(Completer.values()),
        Arbitraries.of(true, false),
        Arbitraries.of(true, false))
        .as(Case::new);
  }

  // ---- properties ----

  private static void inSimulation(Case each, Interleavings where, Subject.Factory factory) {
    Simulations.check(where, simulation -> run(simulation, each, factory));
  }

  @Property(tries = 500)
  void everybodyWhoWaitsForADerivedFutureIsCalledOnce(
      @ForAll("cases") Case each, @ForAll("interleavings") Interleavings where) {
    inSimulation(each, where, Subject::runtime);
  }

  @Property(tries = 20)
  void everybodyWhoWaitsForADerivedFutureIsCalledOnceOnTheMachine(@ForAll("cases") Case each) {
    Scenario scenario =
        new Scenario() {
          @Override
          public String name() {
            return "derived future";
          }

          @Override
          public String description() {
            return "a derived future on the machine";
          }

          @Override
          public void run(World world) throws Exception {
            DerivedFutureProperties.run(world, each, Subject::runtime);
          }
        };
    assertThat(ThreadedWorld.run(scenario, 1, 2, 1).failure()).as("on the machine").isNull();
  }

  @Property(tries = 200)
  void theSmallRuntimeKeepsTheLawToo(
      @ForAll("cases") Case each, @ForAll("interleavings") Interleavings where) {
    inSimulation(each, where, TinyRuntime.with(Flaw.NONE));
  }

  @Example
  void returnsThatAreTakenInTheOrderOfTheirStackAreCaught() {
    List<Case> cases = Samples.of(generated(), TRIES);
    List<Interleavings> interleavings = Samples.of(Interleavings.of(3, 2, 4), TRIES);
    assertThatThrownBy(
        () -> {
          for (int i = 0; i < TRIES; i++) {
            inSimulation(cases.get(i), interleavings.get(i),
                TinyRuntime.with(Flaw.RETURNS_REVERSED));
          }
        })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("FINAL_CHECK law")
        .hasMessageContaining("replay: property seed=");
  }
}
