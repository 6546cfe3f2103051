package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Waits of the JDK that nobody ends: whether the fault does, in threads and in fibers. */
final class SpuriousWakesTest {
  private static final SimulationOptions NEVER = SimulationOptions.seed(0);
  private static final SimulationOptions OFTEN =
      NEVER.withFaults(Faults.parse("spurious-wake=0.5")).withFaultSteps(2_000);

  /** Who waits. */
  enum Waiter {
    THREAD,
    FIBER
  }

  /** How it waits. */
  enum Wait {
    PARK {
      @Override
      void begin() {
        LockSupport.park();
      }
    },
    CONDITION {
      @Override
      void begin() {
        awaits(new ReentrantLock());
      }
    },
    WRITE_CONDITION {
      @Override
      void begin() {
        awaits(new ReentrantReadWriteLock().writeLock());
      }
    },
    LATCH {
      @Override
      void begin() {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    };

    @SuppressWarnings("WaitNotInLoop") // that is what is tested
    private static void awaits(Lock lock) {
      lock.lock();
      try {
        lock.newCondition().awaitUninterruptibly();
      } finally {
        lock.unlock();
      }
    }

    /** Returns if the wait ends. */
    abstract void begin();
  }

  /** How the runs of some seeds end: empty where {@code body} ends. */
  private static List<Optional<FailureKind>> ends(
      SimulationOptions options, Simulator.Body body) {
    List<Optional<FailureKind>> ends = new ArrayList<>();
    for (long seed = 0; seed < 30; seed++) {
      ends.add(Simulator.run(options.withSeed(seed), body).failure().map(RunFailure::kind));
    }
    return ends;
  }

  /** Runs {@code waits} in a thread or fiber, and {@code meanwhile} in main. */
  private static void inWaiter(
      Waiter waiter, Simulation simulation, Runnable waits, Runnable meanwhile) {
    if (waiter == Waiter.THREAD) {
      World.Client client = simulation.client("waiter", waits::run);
      meanwhile.run();
      client.join();
    } else {
      MultiCoreRuntime runtime = simulation.runtime().start();
      var fiber = runtime.spawnFiber(waits);
      meanwhile.run();
      fiber.join();
      runtime.shutdown().join();
    }
  }

  private static List<Optional<FailureKind>> ends(
      SimulationOptions options, Waiter waiter, Wait wait) {
    return ends(
        options,
        simulation -> {
          SharedFlag flag = new SharedFlag(simulation.scheduler(), "two steps");
          flag.setVolatile(true);
          flag.setVolatile(false);
          inWaiter(waiter, simulation, wait::begin, () -> {});
        });
  }

  @ParameterizedTest
  @CsvSource({
    "THREAD,PARK", "THREAD,CONDITION", "THREAD,WRITE_CONDITION", "FIBER,PARK", "FIBER,CONDITION",
    "FIBER,WRITE_CONDITION"})
  void waitsThatAProgramSeesEndSpuriously(Waiter waiter, Wait wait) {
    assertThat(ends(OFTEN, waiter, wait))
        .contains(Optional.empty())
        .isSubsetOf(Optional.empty(), Optional.of(FailureKind.DEADLOCK));
  }

  @ParameterizedTest
  @EnumSource(Waiter.class)
  void waitsThatLookAgainDoNotEnd(Waiter waiter) {
    assertThat(ends(OFTEN, waiter, Wait.LATCH)).containsOnly(Optional.of(FailureKind.DEADLOCK));
  }

  @ParameterizedTest
  @CsvSource({
    "THREAD,PARK", "THREAD,CONDITION", "THREAD,WRITE_CONDITION", "FIBER,PARK", "FIBER,CONDITION",
    "FIBER,WRITE_CONDITION"})
  void whereFaultsAreOverNoWaitEnds(Waiter waiter, Wait wait) {
    assertThat(ends(OFTEN.withFaultSteps(1), waiter, wait))
        .containsOnly(Optional.of(FailureKind.DEADLOCK));
    assertThat(ends(NEVER, waiter, wait)).containsOnly(Optional.of(FailureKind.DEADLOCK));
  }

  @ParameterizedTest
  @EnumSource(Waiter.class)
  void whoWokeSpuriouslyIsStillWoken(Waiter waiter) {
    Simulator.Body body =
        simulation -> {
          SharedFlag waits = new SharedFlag(simulation.scheduler(), "waits");
          SharedFlag given = new SharedFlag(simulation.scheduler(), "given");
          Thread[] thread = new Thread[1];
          inWaiter(
              waiter,
              simulation,
              () -> {
                thread[0] = Thread.currentThread();
                waits.setVolatile(true);
                while (!given.getVolatile()) {
                  LockSupport.park();
                }
              },
              () -> {
                while (!waits.getVolatile()) {
                  simulation.scheduler().spinning();
                }
                given.setVolatile(true);
                LockSupport.unpark(thread[0]);
              });
        };
    assertThat(ends(OFTEN, body)).containsOnly(Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(Waiter.class)
  void aWaitOfWovenCodeOutlivesSpuriousWakes(Waiter waiter) {
    Simulator.Body body =
        simulation -> {
          SharedFlag waits = new SharedFlag(simulation.scheduler(), "waits");
          RunThread[] thread = new RunThread[1];
          inWaiter(
              waiter,
              simulation,
              () -> {
                RunThread me = Objects.requireNonNull(RunThread.current());
                thread[0] = me;
                waits.setVolatile(true);
                boolean woken =
                    me.waitUntilWoken(
                        null, Deadline.at(simulation.clock().nanos() + 1_000_000_000L));
                simulation.require(woken, "not by the deadline");
              },
              () -> {
                while (!waits.getVolatile()) {
                  simulation.scheduler().spinning();
                }
                simulation.work(Duration.ofMillis(1));
                thread[0].wake();
              });
        };
    assertThat(ends(OFTEN, body)).containsOnly(Optional.empty());
  }
}
