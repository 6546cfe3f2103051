package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedMutex;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the report of a deadlock says that each thread waits for. */
final class WaitWordsTest {
  private static final String THROUGH_ALL =
      "(, derived from future #\\d+, all of several)?";

  private static final String CORE_AND_FIBER =
      "in a circle: miniss-core-0 in fiber \\S+ \"audit\" waits for fiber \\S+ \"transfer\","
          + " fiber \\S+ \"transfer\" waits for miniss-core-0 in fiber \\S+ \"audit\"\n";

  /** The deadlock of the first seed that has one. */
  private static RunFailure deadlock(Simulator.Body body) {
    RunFailure failure = Seeds.firstFailure(500, SimulationOptions.seed(0), body).orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.DEADLOCK);
    return failure;
  }

  private static String words(Simulator.Body body) {
    return deadlock(body).message();
  }

  private static void parks(World world) {
    while (true) {
      world.scheduler().currentParker().park();
    }
  }

  private static SharedMutex mutex(World world, String name) {
    return new SharedMutex(world.scheduler(), world.clock(), name);
  }

  private static void awaitsForEver(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** How a fiber lets its core go on, and what has to be done on the core before the fiber can run again. */
  enum Pause {
    YIELDS {
      @Override
      void pause(Promise<Integer> rate) {
        Fiber.yieldNow();
      }

      @Override
      void end(Promise<Integer> rate) {}
    },
    WAITS {
      @Override
      void pause(Promise<Integer> rate) {
        int _ = Fiber.await(rate.future());
      }

      @Override
      void end(Promise<Integer> rate) {
        rate.complete(1);
      }
    };

    abstract void pause(Promise<Integer> rate);

    abstract void end(Promise<Integer> rate);
  }

  @ParameterizedTest
  @EnumSource(Pause.class)
  void aFiberThatCanRunWaitsForItsCore(Pause transfer) {
    assertThat(
        words(
            world -> {
              SharedMutex ledger = mutex(world, "ledger");
              MultiCoreRuntime runtime = world.runtime().cores(1).start();
              Promise<Integer> rate = runtime.newPromise();
              runtime.spawnFiber(
                  TaskOptions.named("transfer"),
                  () -> {
                    ledger.lock();
                    transfer.pause(rate);
                    ledger.unlock();
                    return 1;
                  });
              runtime
                  .spawnFiber(
                      TaskOptions.named("audit"),
                      () -> {
                        transfer.end(rate);
                        ledger.lock();
                        ledger.unlock();
                        return 1;
                      })
                  .join();
            }))
        .containsPattern("fiber \\S+ \"transfer\" can run when miniss-core-0 takes it\n")
        .containsPattern(CORE_AND_FIBER);
  }

  // ---- futures ----

  @Test
  void aJoinNamesTheTaskThatItAwaits() {
    assertThat(
        words(
            world -> {
              MultiCoreRuntime runtime = world.runtime().start();
              Promise<Integer> never = runtime.newPromise();
              runtime
                  .spawnFiber(TaskOptions.named("reader"), () -> Fiber.await(never.future()))
                  .join();
            }))
        .containsPattern("main is parked and waits for outcome of task \\S+ \"reader\"")
        .containsPattern("fiber \\S+ \"reader\" waits for promise #\\d+\n")
        .doesNotContain("main is parked, after");
  }

  @Test
  void aFinishedJoinIsWaitedForNoMore() {
    assertThat(
        words(
            world -> {
              MultiCoreRuntime runtime = world.runtime().start();
              runtime.spawn(() -> 1).join();
              parks(world);
            }))
        .containsPattern("main is parked(, after .*)?\n");
  }

  private static void awaitsEachOther(World world) {
    MultiCoreRuntime runtime = world.runtime().start();
    Promise<Future<Integer>> second = runtime.newPromise();
    Future<Integer> first =
        runtime
            .<Integer>spawnFiber(
                TaskOptions.named("hen"), () -> Fiber.await(Fiber.await(second.future())))
            .future();
    second.complete(
        runtime
            .<Integer>spawnFiber(TaskOptions.named("egg"), () -> Fiber.await(first))
            .future());
    first.join();
  }

  @Test
  void fibersThatAwaitEachOtherAreACircle() {
    assertThat(words(WaitWordsTest::awaitsEachOther))
        .containsPattern(
            "in a circle: fiber (\\S+ \"\\w+\") waits for fiber (\\S+ \"\\w+\"),"
                + " fiber \\2 waits for fiber \\1")
        .containsPattern("fiber (\\S+) \"hen\" waits for outcome of task \\S+ \"egg\"")
        .containsPattern("fiber (\\S+) \"egg\" waits for outcome of task \\S+ \"hen\"");
  }

  /** Two fibers, each of which waits for a future that is derived from the end of the other. */
  private static String awaitsDerived(
      TaskOptions egg, UnaryOperator<Future<Integer>> derivation) {
    return words(
        world -> {
          MultiCoreRuntime runtime = world.runtime().cores(2).start();
          Promise<Future<Integer>> second = runtime.newPromise();
          Future<Integer> first =
              runtime
                  .<Integer>spawnFiber(
                      TaskOptions.named("hen").on(0),
                      () -> Fiber.await(derivation.apply(Fiber.await(second.future()))))
                  .future();
          second.complete(
              runtime
                  .<Integer>spawnFiber(egg, () -> Fiber.await(derivation.apply(first)))
                  .future());
          first.map(n -> n + 1).join();
        });
  }

  static Stream<UnaryOperator<Future<Integer>>> derivations() {
    return Stream.of(
        future -> future.map(n -> n + 1),
        future -> future.recover(failure -> 0),
        future -> future.flatMap(n -> Future.completed(n + 1)),
        future -> Future.completed(1).flatMap(n -> future.map(m -> n + m)),
        future -> Future.completed(1).flatMap(_ -> future),
        future -> Future.all(List.of(future, future)).map(List::getFirst).map(n -> n + 1));
  }

  @ParameterizedTest
  @MethodSource("derivations")
  void derivedFuturesNameTheirOrigin(UnaryOperator<Future<Integer>> derivation) {
    for (int core = 0; core < 2; core++) {
      assertThat(awaitsDerived(TaskOptions.named("egg").on(core), derivation))
          .containsPattern(
              "in a circle: fiber (\\S+ \"\\w+\") waits for fiber (\\S+ \"\\w+\"),"
                  + " fiber \\2 waits for fiber \\1")
          .containsPattern(
              "main is parked and waits for future #\\d+, derived from outcome of task \\S+ \"hen\"\n")
          .containsPattern(
              "\"hen\" waits for future #\\d+" + THROUGH_ALL
                  + ", derived from outcome of task \\S+ \"egg\"\n")
          .containsPattern(
              "\"egg\" waits for future #\\d+" + THROUGH_ALL
                  + ", derived from outcome of task \\S+ \"hen\"\n");
    }
  }

  static Stream<UnaryOperator<Future<Integer>>> derivationsOfOne() {
    return Stream.of(
        future -> future.map(n -> n + 1).map(n -> n + 1),
        future -> future.recover(failure -> 0),
        future -> future.flatMap(n -> Future.completed(n + 1)));
  }

  @ParameterizedTest
  @MethodSource("derivationsOfOne")
  void derivedFuturesNameTheirPromise(UnaryOperator<Future<Integer>> derivation) {
    for (boolean isLocal : new boolean[] {false, true}) {
      assertThat(
          words(
              world -> {
                MultiCoreRuntime runtime = world.runtime().cores(1).start();
                Promise<Integer> never = runtime.newPromise();
                runtime
                    .spawnFiber(
                        () -> {
                          Promise<Integer> promise =
                              isLocal ? Core.current().newLocalPromise() : never;
                          return Fiber.await(derivation.apply(promise.future()));
                        })
                    .join();
              }))
          .as("local %s", isLocal)
          .containsPattern("fiber \\S+ waits for future #\\d+, derived from promise #\\d+\n");
    }
  }

  @Test
  void timelinesSayHowFuturesWereMade() {
    SimulationResult result =
        Simulator.trace(
            SimulationOptions.seed(0),
            world -> {
              MultiCoreRuntime runtime = world.runtime().start();
              CancellationScope scope = runtime.newScope();
              boolean _ = scope.cancel("over");
              runtime.spawnFiber(() -> Fiber.await(Core.current().sleep(Duration.ofMillis(1))))
                  .join();
              runtime.shutdown().join();
            });
    assertThat(result.trace().orElseThrow().effects())
        .extracting(Trace.Effect::location)
        .anyMatch(location -> location.matches("future #\\d+, the cancellation of a scope"))
        .anyMatch(location -> location.matches("future #\\d+, of a sleep"))
        .anyMatch(location -> location.matches("future #\\d+, the end of a runtime"));
  }

  @Test
  void timelinesNameThePromiseOfADerivedFuture() {
    SimulationResult result =
        Simulator.trace(
            SimulationOptions.seed(0),
            world -> {
              MultiCoreRuntime runtime = world.runtime().start();
              Promise<Integer> promise = runtime.newPromise();
              Future<Integer> derived = promise.future().map(n -> n + 1);
              promise.complete(1);
              derived.join();
            });
    assertThat(result.trace().orElseThrow().effects())
        .extracting(Trace.Effect::location)
        .anyMatch(location -> location.matches("promise #\\d+"))
        .anyMatch(location -> location.matches("future #\\d+, derived from promise #\\d+"));
  }

  @Test
  void whatOthersMayCompleteIsNoCircle() {
    assertThat(
        words(
            world -> {
              MultiCoreRuntime runtime = world.runtime().start();
              Promise<Integer> never = runtime.newPromise();
              Promise<Future<Integer>> own = runtime.newPromise();
              Future<Integer> end =
                  runtime
                      .<Integer>spawnFiber(
                          () -> Fiber.await(
                              Future.any(List.of(Fiber.await(own.future()), never.future()))))
                      .future();
              own.complete(end);
              end.join();
            }))
        .doesNotContain("circle")
        .containsPattern("fiber \\S+ waits for future #\\d+, any of several\n");
  }

  static Stream<Arguments> made() {
    return Stream.of(
        Arguments.of(
            (Function<Promise<Integer>,
                Future<?>>) never -> Future.all(List.of(never.future(), never.future())),
            "all of several"),
        Arguments.of(
            (Function<Promise<Integer>,
                Future<?>>) never -> Future.any(List.of(never.future(), never.future()))
                    .map(n -> n + 1),
            "derived from future #\\d+, any of several"),
        Arguments.of(
            (Function<Promise<Integer>,
                Future<?>>) _ -> Future.from(new CompletableFuture<Integer>()),
            "of a CompletionStage"));
  }

  @ParameterizedTest
  @MethodSource("made")
  void futuresSayHowTheyWereMade(Function<Promise<Integer>, Future<?>> made, String how) {
    assertThat(
        words(
            world -> {
              MultiCoreRuntime runtime = world.runtime().cores(1).start();
              Promise<Integer> never = runtime.newPromise();
              runtime.spawnFiber(() -> Fiber.await(made.apply(never))).join();
            }))
        .containsPattern("fiber \\S+ waits for future #\\d+, " + how + "\n");
  }

  @Test
  void whatIsAwaitedIsNoPartOfTheSites() {
    String line = " at " + WaitWordsTest.class.getName() + ":\\d+";
    assertThat(deadlock(WaitWordsTest::awaitsEachOther).sites())
        .hasSize(3)
        .allMatch(site -> site.matches("(parks|waits)" + line));
  }

  // ---- tasks that block their core's thread ----

  @Test
  void aTaskThatBlocksIsNamed() {
    assertThat(
        words(
            world -> {
              MultiCoreRuntime runtime = world.runtime().start();
              CountDownLatch never = new CountDownLatch(1);
              runtime.spawn(TaskOptions.named("loads"), () -> awaitsForEver(never)).join();
            }))
        .containsPattern(
            "miniss-core-\\d in task \\S+ \"loads\" waits in java.util.concurrent");
  }

  @Test
  void aContinuationThatBlocksIsNoTask() {
    assertThat(
        words(
            world -> {
              MultiCoreRuntime runtime = world.runtime().start();
              CountDownLatch never = new CountDownLatch(1);
              Promise<Integer> given = runtime.newPromise();
              given.future().onComplete((value, failure) -> awaitsForEver(never));
              runtime.spawn(() -> given.complete(1)).join();
              parks(world);
            }))
        .containsPattern(
            "miniss-core-\\d in a continuation, timer or handler waits in java.util.concurrent");
  }

  @Test
  void aTaskAndItsJoinerAreACircle() {
    assertThat(
        words(
            world -> {
              MultiCoreRuntime runtime = world.runtime().start();
              ReentrantLock lock = new ReentrantLock();
              lock.lock();
              runtime.spawn(TaskOptions.named("writes"), () -> lock.lock()).join();
            }))
        .containsPattern(
            "in a circle: main waits for miniss-core-\\d in task \\S+ \"writes\","
                + " miniss-core-\\d in task \\S+ \"writes\" waits for main")
        .containsPattern(
            "in task \\S+ \"writes\" waits in java.util.concurrent for a lock, held by main\n");
  }

  // ---- locks of the JDK ----

  @Test
  @SuppressWarnings("LockNotBeforeTry") // that it is never released is the point
  void aLockOfWhoHasEndedIsADeadlock() {
    assertThat(
        words(
            world -> {
              ReentrantLock till = new ReentrantLock();
              world.client("forgetful", till::lock).join();
              till.lock();
            }))
        .contains(
            "main waits in java.util.concurrent for a lock, held by forgetful, which has ended\n");
  }

  @Test
  @SuppressWarnings("LockNotBeforeTry")
  void aLockThatReadersHoldIsADeadlock() {
    assertThat(
        words(
            world -> {
              ReentrantReadWriteLock till = new ReentrantReadWriteLock();
              world.client("forgetful", till.readLock()::lock).join();
              till.writeLock().lock();
            }))
        .contains("main waits in java.util.concurrent\n");
  }

  @Test
  @SuppressWarnings("LockNotBeforeTry")
  void aLockThatAnEarlierRunLeftIsAnEscape() {
    ReentrantLock till = new ReentrantLock();
    Simulator.Body body = world -> world.client("clerk", till::lock);
    assertThat(Simulator.run(SimulationOptions.seed(0), body).failure()).isEmpty();
    RunFailure failure =
        Simulator.run(SimulationOptions.seed(0), body).failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.ESCAPE);
    assertThat(failure.message())
        .contains(
            "thread clerk waits for a lock that clerk, outside the run, holds and has ended\n");
  }

  // ---- mutexes ----

  private static void takesBoth(SharedMutex one, SharedMutex other) {
    one.lock();
    other.lock();
    other.unlock();
    one.unlock();
  }

  @Test
  void mutexesInACircleAreReported() {
    assertThat(
        words(
            world -> {
              SharedMutex[] forks = new SharedMutex[3];
              for (int i = 0; i < 3; i++) {
                forks[i] = mutex(world, "fork " + i);
              }
              for (int i = 0; i < 3; i++) {
                int left = i;
                world.client("eater " + i, () -> takesBoth(forks[left], forks[(left + 1) % 3]));
              }
            }))
        .contains(
            "in a circle: eater 0 waits for eater 1, eater 1 waits for eater 2,"
                + " eater 2 waits for eater 0")
        .contains("eater 0 is parked and waits for fork 1, held by eater 1\n")
        .contains("eater 2 is parked and waits for fork 0, held by eater 0\n");
  }

  @Test
  void mutexesOfFibersInACircleAreReported() {
    assertThat(
        words(
            world -> {
              SharedMutex salt = mutex(world, "salt");
              SharedMutex pepper = mutex(world, "pepper");
              try (MultiCoreRuntime runtime = world.runtime().cores(2).start()) {
                var cook =
                    runtime.spawn(
                        TaskOptions.named("cook").on(0), () -> takesBoth(salt, pepper));
                runtime
                    .spawnFiber(
                        TaskOptions.named("guest").on(1),
                        () -> {
                          takesBoth(pepper, salt);
                          return 0;
                        })
                    .join();
                cook.join();
              }
            }))
        .containsPattern(
            "in a circle: miniss-core-(\\d) in .* waits for miniss-core-\\d in .*,"
                + " miniss-core-\\d in .* waits for miniss-core-\\1 in ")
        .containsPattern("miniss-core-0 is parked and waits for pepper, held by fiber \\S+ \"guest")
        .containsPattern("miniss-core-0 runs task \\S+ \"cook\"\n")
        .containsPattern("miniss-core-1 runs fiber \\S+ \"guest\"\n")
        .doesNotContain("java.util.concurrent");
  }

  @Test
  void aHolderThatHasEndedIsNamed() {
    assertThat(
        words(
            world -> {
              SharedMutex till = mutex(world, "till");
              world.client("forgetful", till::lock).join();
              till.lock();
            }))
        .contains("main is parked and waits for till, held by forgetful, which has ended\n");
  }

  @Test
  void aFinishedWaitForAMutexIsNotNamed() {
    assertThat(
        words(
            world -> {
              SharedMutex till = mutex(world, "till");
              SharedFlag never = new SharedFlag(world.scheduler(), "never");
              world.client("holder", till::lock).join();
              boolean _ = till.tryLockUntil(world.clock().nanos() + 1);
              boolean _ = never.getVolatile();
              parks(world);
            }))
        .contains("main is parked, after a look at never\n");
  }

  @Test
  void aParkAfterSpinsNamesTheLastLook() {
    assertThat(
        words(
            world -> {
              SharedFlag never = new SharedFlag(world.scheduler(), "never");
              boolean _ = never.getVolatile();
              world.scheduler().spinning();
              parks(world);
            }))
        .contains("main is parked, after a look at never\n");
  }

  @Test
  void aWaitForASignalNamesTheCondition() {
    assertThat(
        words(
            world -> {
              SharedMutex till = mutex(world, "till");
              SharedMutex.Condition open = till.newCondition("open");
              till.lock();
              open.await();
            }))
        .contains("main is parked and waits for a signal of open\n");
  }

  @Test
  void aFinishedWaitForASignalIsNotNamed() {
    assertThat(
        words(
            world -> {
              SharedMutex till = mutex(world, "till");
              SharedMutex.Condition open = till.newCondition("open");
              till.lock();
              boolean _ = open.awaitUntil(world.clock().nanos() + 1);
              parks(world);
            }))
        .contains("main is parked")
        .doesNotContain("a signal of open");
  }

  @Test
  void aMutexTakenAgainAfterASignalIsNamed() {
    assertThat(
        words(
            world -> {
              SharedMutex till = mutex(world, "till");
              SharedMutex.Condition open = till.newCondition("open");
              SharedFlag waits = new SharedFlag(world.scheduler(), "waits");
              world.client(
                  "clerk",
                  () -> {
                    till.lock();
                    waits.setVolatile(true);
                    open.await();
                  });
              while (!waits.getVolatile()) {
                world.scheduler().spinning();
              }
              till.lock();
              open.signal();
              parks(world);
            }))
        .contains("clerk is parked and waits for till, held by main\n");
  }
}
