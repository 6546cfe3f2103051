package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedMutex;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.search.ExhaustiveSearch;
import io.miniss.simulator.strategy.Strategies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SharedMutexTest {
  private static final SimulationOptions PLAIN = SimulationOptions.seed(0);
  private static final SimulationOptions SPURIOUS =
      PLAIN.withFaults(Faults.parse("spurious-wake=0.3"));

  private static Optional<RunFailure> firstFailure(SimulationOptions base, Simulator.Body body) {
    return Seeds.firstFailure(300, base, body);
  }

  private static SharedMutex mutex(World world, String name) {
    return new SharedMutex(world.scheduler(), world.clock(), name);
  }

  private static void countInside(Simulation world) {
    SharedMutex mutex = mutex(world, "mutex");
    SharedLong count = new SharedLong(world.scheduler(), "count");
    List<World.Client> clients = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      clients.add(
          world.client(
              "client " + i,
              () -> {
                mutex.lock();
                count.setVolatile(count.getVolatile() + 1);
                mutex.unlock();
              }));
    }
    clients.forEach(World.Client::join);
    world.require(count.getVolatile() == 2, "each is alone");
  }

  @Test
  void oneThreadAtATimeInEveryInterleaving() {
    ExhaustiveSearch.Outcome outcome =
        ExhaustiveSearch.of(PLAIN, 3, 200_000).run(SharedMutexTest::countInside);
    assertThat(outcome.failure()).isEmpty();
    assertThat(outcome.runs()).isGreaterThan(300);
    assertThat(firstFailure(SPURIOUS, SharedMutexTest::countInside)).isEmpty();
  }

  @Test
  void theLongestWaitingIsWokenFirst() {
    assertThat(firstFailure(PLAIN, SharedMutexTest::queueUp)).isEmpty();
  }

  private static void queueUp(Simulation world) {
    SharedMutex mutex = mutex(world, "mutex");
    SharedLong entered = new SharedLong(world.scheduler(), "entered");
    mutex.lock();
    List<World.Client> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int place = i;
      clients.add(
          world.client(
              "client " + i,
              () -> {
                world.work(Duration.ofMillis(place));
                mutex.lock();
                world.require(entered.getAndAdd(1) == place, "who comes first is first");
                mutex.unlock();
              }));
    }
    world.work(Duration.ofMillis(10));
    mutex.unlock();
    clients.forEach(World.Client::join);
  }

  @Test
  void crossedMutexesDeadlock() {
    RunFailure failure =
        firstFailure(
            PLAIN,
            world -> {
              SharedMutex left = mutex(world, "left");
              SharedMutex right = mutex(world, "right");
              world.client("one", () -> both(left, right));
              world.client("two", () -> both(right, left));
            })
            .orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.DEADLOCK);
    assertThat(failure.message()).contains("waits for left, held by one",
        "waits for right, held by two");
  }

  private static void both(SharedMutex first, SharedMutex second) {
    first.lock();
    second.lock();
    second.unlock();
    first.unlock();
  }

  /** One hands a value to the other; whether the receiver looks again decides. */
  private static void handOver(Simulation world, boolean looksAgain) {
    SharedMutex mutex = mutex(world, "mutex");
    SharedMutex.Condition filled = mutex.newCondition("filled");
    SharedFlag full = new SharedFlag(world.scheduler(), "full");
    world.client(
        "receiver",
        () -> {
          mutex.lock();
          if (looksAgain) {
            while (!full.getVolatile()) {
              filled.await();
            }
          } else if (!full.getVolatile()) {
            filled.await();
          }
          world.require(full.getVolatile(), "it is full");
          mutex.unlock();
        });
    mutex.lock();
    full.setVolatile(true);
    filled.signal();
    mutex.unlock();
  }

  @Test
  void waitForAConditionEndsSpuriously() {
    assertThat(firstFailure(PLAIN, world -> handOver(world, false))).isEmpty();
    assertThat(firstFailure(SPURIOUS, world -> handOver(world, true))).isEmpty();
    RunFailure failure = firstFailure(SPURIOUS, world -> handOver(world, false))
        .orElseThrow();
    assertThat(failure.message()).isEqualTo("it is full");
  }

  @Test
  void signalWithoutMutexIsLost() {
    RunFailure failure =
        firstFailure(
            PLAIN,
            world -> {
              SharedMutex mutex = mutex(world, "mutex");
              SharedMutex.Condition ready = mutex.newCondition("ready");
              SharedFlag set = new SharedFlag(world.scheduler(), "set");
              world.client(
                  "waiter",
                  () -> {
                    boolean seen = set.getVolatile(); // looks before it takes the mutex
                    mutex.lock();
                    if (!seen) {
                      ready.await();
                    }
                    mutex.unlock();
                  });
              mutex.lock();
              set.setVolatile(true);
              ready.signalAll();
              mutex.unlock();
            })
            .orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.DEADLOCK);
  }

  @Test
  void timedWaitsEndInVirtualTime() {
    assertThat(
        firstFailure(
            PLAIN,
            world -> {
              SharedMutex mutex = mutex(world, "mutex");
              SharedMutex.Condition never = mutex.newCondition("never");
              mutex.lock();
              World.Client other =
                  world.client(
                      "other",
                      () -> {
                        long limit = world.clock().nanos() + 1_000_000;
                        world.require(!mutex.tryLockUntil(limit), "it is held");
                        world.require(world.clock().nanos() >= limit, "the time is over");
                      });
              other.join();
              long limit = world.clock().nanos() + 5_000_000;
              world.require(!never.awaitUntil(limit), "nobody signals");
              world.require(world.clock().nanos() >= limit, "the time is over");
              mutex.unlock();
              world.require(mutex.tryLock(), "nobody holds it");
              mutex.unlock();
            }))
        .isEmpty();
  }

  @Test
  void aSpuriousWakeIsNoTimeOut() {
    AtomicInteger early = new AtomicInteger();
    assertThat(
        firstFailure(
            SPURIOUS,
            world -> {
              SharedMutex mutex = mutex(world, "mutex");
              SharedMutex.Condition never = mutex.newCondition("never");
              long limit = world.clock().nanos() + 5_000_000;
              mutex.lock();
              if (never.awaitUntil(limit)) {
                early.incrementAndGet();
              } else {
                world.require(world.clock().nanos() >= limit, "the time is over");
              }
              mutex.unlock();
            }))
        .isEmpty();
    assertThat(early).as("waits that ended early").hasPositiveValue();
  }

  @Test
  void timedWaiterThatGivesUpPassesItsWakeUpOn() {
    assertThat(
        firstFailure(
            PLAIN,
            world -> {
              SharedMutex mutex = mutex(world, "mutex");
              for (int i = 0; i < 3; i++) {
                world.client(
                    "impatient " + i,
                    () -> {
                      if (mutex.tryLockUntil(world.clock().nanos() + 600)) {
                        mutex.unlock();
                      }
                    });
                world.client(
                    "patient " + i,
                    () -> {
                      mutex.lock();
                      mutex.unlock();
                    });
              }
            }))
        .isEmpty();
  }

  @Test
  void misuseIsRefused() {
    RunFailure twice =
        firstFailure(
            PLAIN,
            world -> {
              SharedMutex mutex = mutex(world, "mutex");
              mutex.lock();
              mutex.lock();
            })
            .orElseThrow();
    assertThat(twice.message()).contains("not reentrant");
    RunFailure foreign = firstFailure(PLAIN, world -> mutex(world, "mutex").unlock())
        .orElseThrow();
    assertThat(foreign.message()).contains("does not hold mutex");
  }

  @Test
  void realThreadsHandOverEveryValue() throws Exception {
    SharedMutex mutex = new SharedMutex(Scheduler.system(), Clock.system(), "mutex");
    SharedMutex.Condition changed = mutex.newCondition("changed");
    AtomicInteger slot = new AtomicInteger();
    AtomicInteger received = new AtomicInteger();
    int values = 20_000;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> replaceEach(values, mutex, changed, slot, 0, 1, () -> {})));
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> replaceEach(
                      values,
                      mutex,
                      changed,
                      slot,
                      1,
                      0,
                      () -> received.setPlain(received.getPlain() + 1))));
    }
    for (Thread each : threads) {
      each.join();
    }
    assertThat(received.getPlain()).isEqualTo(2 * values);
  }

  /** So many times: waits until {@code slot} is {@code from}, and makes it {@code to}. */
  private static void replaceEach(
      int times,
      SharedMutex mutex,
      SharedMutex.Condition changed,
      AtomicInteger slot,
      int from,
      int to,
      Runnable inside) {
    for (int k = 0; k < times; k++) {
      mutex.lock();
      while (slot.getPlain() != from) {
        changed.await();
      }
      slot.setPlain(to);
      inside.run();
      changed.signalAll();
      mutex.unlock();
    }
  }

  /** A wait on a real thread, which holds the mutex afterwards. */
  enum RealWait {
    LOCK,
    TRY_LOCK,
    AWAIT,
    AWAIT_UNTIL;

    void begin(SharedMutex mutex, SharedMutex.Condition condition) {
      long late = Clock.system().nanos() + Duration.ofMinutes(1).toNanos();
      switch (this) {
        case LOCK -> mutex.lock();
        case TRY_LOCK -> mutex.tryLockUntil(late);
        case AWAIT -> {
          mutex.lock();
          condition.await();
        }
        case AWAIT_UNTIL -> {
          mutex.lock();
          condition.awaitUntil(late);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptMeanwhileIsRaisedAgain(RealWait wait) throws InterruptedException {
    SharedMutex mutex = new SharedMutex(Scheduler.system(), Clock.system(), "mutex");
    SharedMutex.Condition condition = mutex.newCondition("condition");
    boolean isForMutex = wait == RealWait.LOCK || wait == RealWait.TRY_LOCK;
    if (isForMutex) {
      mutex.lock();
    }
    AtomicBoolean isRaised = new AtomicBoolean();
    Thread waiter =
        Thread.ofPlatform()
            .start(
                () -> {
                  wait.begin(mutex, condition);
                  isRaised.set(Thread.currentThread().isInterrupted());
                  mutex.unlock();
                });
    await().until(() -> LockSupport.getBlocker(waiter) != null);
    waiter.interrupt();
    if (isForMutex) {
      await().until(() -> !waiter.isInterrupted()); // the wait has taken it, and goes on
      mutex.unlock();
    } else {
      mutex.lock();
      condition.signal();
      mutex.unlock();
    }
    waiter.join();
    assertThat(isRaised).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"AWAIT", "AWAIT_UNTIL"})
  void interruptedThreadsBlockInTheirNextWait(RealWait wait) throws InterruptedException {
    SharedMutex mutex = new SharedMutex(Scheduler.system(), Clock.system(), "mutex");
    SharedMutex.Condition condition = mutex.newCondition("condition");
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicInteger returns = new AtomicInteger();
    Thread waiter =
        Thread.ofPlatform()
            .start(
                () -> {
                  Thread.currentThread().interrupt();
                  while (!isOver.get()) {
                    wait.begin(mutex, condition);
                    returns.incrementAndGet();
                    mutex.unlock();
                  }
                });
    await().until(
        () -> {
          int before = returns.get();
          return before > 1_000
              || (waiter.getState() != Thread.State.RUNNABLE
                  && LockSupport.getBlocker(waiter) != null
                  && returns.get() == before);
        });
    mutex.lock();
    isOver.set(true);
    condition.signal();
    mutex.unlock();
    waiter.join();
    assertThat(returns.get()).isLessThan(1_000);
  }

  // ---- waits of the JDK ----

  @SuppressWarnings({"WaitNotInLoop", "LockNotBeforeTry"}) // that is what is tested
  private static void handOverByTheJdk(Simulation world, boolean looksAgain) {
    ReentrantLock lock = new ReentrantLock();
    Condition filled = lock.newCondition();
    SharedFlag full = new SharedFlag(world.scheduler(), "full");
    world.client(
        "receiver",
        () -> {
          lock.lock();
          try {
            if (looksAgain) {
              while (!full.getVolatile()) {
                filled.awaitUninterruptibly();
              }
            } else if (!full.getVolatile()) {
              filled.awaitUninterruptibly();
            }
            world.require(full.getVolatile(), "it is full");
          } finally {
            lock.unlock();
          }
        });
    SharedLong others = new SharedLong(world.scheduler(), "others");
    for (int i = 0; i < 5; i++) {
      others.getAndAdd(1);
    }
    lock.lock();
    full.setVolatile(true);
    filled.signal();
    lock.unlock();
  }

  @Test
  void conditionOfTheJdkEndsSpuriously() {
    assertThat(firstFailure(PLAIN, world -> handOverByTheJdk(world, false))).isEmpty();
    assertThat(firstFailure(SPURIOUS, world -> handOverByTheJdk(world, true))).isEmpty();
    RunFailure failure = firstFailure(SPURIOUS, world -> handOverByTheJdk(world, false))
        .orElseThrow();
    assertThat(failure.message()).isEqualTo("it is full");
  }

  @Test
  void parkOfTheJdkEndsSpuriously() {
    Simulator.Body body =
        world -> {
          SharedFlag given = new SharedFlag(world.scheduler(), "given");
          Thread[] waiter = new Thread[1];
          SharedFlag waits = new SharedFlag(world.scheduler(), "waits");
          World.Client client =
              world.client(
                  "waiter",
                  () -> {
                    waiter[0] = Thread.currentThread();
                    waits.setVolatile(true);
                    LockSupport.park();
                    world.require(given.getVolatile(), "it was given");
                  });
          while (!waits.getVolatile()) {
            world.scheduler().spinning();
          }
          given.setVolatile(true);
          LockSupport.unpark(waiter[0]);
          client.join();
        };
    assertThat(firstFailure(PLAIN, body)).isEmpty();
    assertThat(firstFailure(SPURIOUS, body)).isPresent();
  }

  @Test
  void timelinesShowWhoWaitsForACondition() {
    SimulationResult result =
        Simulator.trace(
            PLAIN.withStrategy(Strategies.parse("switches()")),
            world -> {
              SharedMutex mutex = mutex(world, "mutex");
              SharedMutex.Condition filled = mutex.newCondition("filled");
              mutex.lock();
              World.Client signaller =
                  world.client(
                      "signaller",
                      () -> {
                        mutex.lock();
                        filled.signal();
                        mutex.unlock();
                      });
              filled.await();
              mutex.unlock();
              signaller.join();
            });
    assertThat(result.trace().orElseThrow().effects())
        .extracting(Trace.Effect::describe)
        .filteredOn(text -> text.startsWith("updates filled:"))
        .containsExactly(
            "updates filled: 0 waiting -> 1 waiting",
            "updates filled: 1 waiting -> 0 waiting",
            "updates filled: stays 0 waiting");
  }

  @Test
  void timelinesShowWhomASignalFinds() {
    SimulationResult result =
        Simulator.trace(
            PLAIN.withStrategy(Strategies.parse("switches()")),
            world -> {
              SharedMutex mutex = mutex(world, "mutex");
              SharedMutex.Condition filled = mutex.newCondition("filled");
              mutex.lock();
              filled.signal();
              World.Client signaller =
                  world.client(
                      "signaller",
                      () -> {
                        mutex.lock();
                        filled.signalAll();
                        filled.signalAll();
                        mutex.unlock();
                      });
              filled.await();
              mutex.unlock();
              signaller.join();
            });
    assertThat(result.trace().orElseThrow().timeline(100))
        .containsPattern("main .*signals nobody at filled \\(SharedMutexTest.java:")
        .containsPattern("signaller .*signals main at filled .*signals nobody at filled ");
  }
}
