package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs at once, and real threads meanwhile, use the same locks: no run is another for that. */
class ParallelRunsTest {
  private static final Logger APP = Logger.getLogger(ParallelRunsTest.class.getName());

  private final Handler handler =
      new StreamHandler(OutputStream.nullOutputStream(), new SimpleFormatter());

  @BeforeEach
  void logElsewhere() {
    APP.setUseParentHandlers(false);
    APP.addHandler(handler);
  }

  @AfterEach
  void logNoMore() {
    APP.removeHandler(handler);
  }

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final ReentrantReadWriteLock READ_WRITE = new ReentrantReadWriteLock();
  private static final Object MONITOR = new Object();

  /** What many threads of the JVM use at the same time. */
  enum Shared {
    LOGGER,
    LOCK,
    WRITE_LOCK,
    READERS,
    MONITOR;

    void use() {
      switch (this) {
        case LOGGER -> APP.info("a line");
        case LOCK -> inside(ParallelRunsTest.LOCK);
        case WRITE_LOCK -> inside(READ_WRITE.writeLock());
        case READERS -> {
          inside(READ_WRITE.readLock());
          inside(READ_WRITE.writeLock());
        }
        case MONITOR -> {
          synchronized (ParallelRunsTest.MONITOR) {
            busy();
          }
        }
      }
    }

    private static void inside(Lock lock) {
      lock.lock();
      try {
        busy();
      } finally {
        lock.unlock();
      }
    }

    private static void busy() {
      for (int i = 0; i < 50; i++) {
        Thread.onSpinWait();
      }
    }
  }

  private static Scenario uses(Shared shared) {
    return new Scenario() {
      @Override
      public String name() {
        return "uses-" + shared;
      }

      @Override
      public String description() {
        return "uses what all threads of the JVM use";
      }

      @Override
      public void run(World world) {
        try (MultiCoreRuntime runtime = world.runtime().start()) {
          for (int i = 0; i < 3; i++) {
            runtime.spawn(shared::use).join();
            runtime.spawnFiber(shared::use).join();
          }
        }
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void jobsThatShareALockFindNothing(Shared shared) {
    Campaign campaign =
        new Campaign(
            uses(shared), SimulationOptions.seed(0), 0, 3_000, Optional.empty(), 4, 10);
    assertThat(campaign.run(progress -> {}).failure()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "READERS") // nobody knows who the readers are
  void aRealThreadThatTakesTheLockChangesNoRun(Shared shared) throws InterruptedException {
    List<Long> quiet = hashes(shared);
    AtomicBoolean isOver = new AtomicBoolean();
    List<Thread> real = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      real.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!isOver.get()) {
                      shared.use();
                    }
                  }));
    }
    try {
      assertThat(hashes(shared).equals(quiet)).isTrue();
    } finally {
      isOver.set(true);
      for (Thread each : real) {
        each.join();
      }
    }
  }

  private static List<Long> hashes(Shared shared) {
    List<Long> hashes = new ArrayList<>();
    for (int seed = 0; seed < 300; seed++) {
      SimulationResult result =
          Simulator.run(SimulationOptions.seed(seed), uses(shared)::run);
      assertThat(result.failure()).isEmpty();
      hashes.add(result.traceHash());
    }
    return hashes;
  }

  @Test
  void aLockHeldAcrossPointsFailsNoRun() {
    ReentrantLock lock = new ReentrantLock();
    Scenario scenario =
        new Scenario() {
          @Override
          public String name() {
            return "holds-a-lock";
          }

          @Override
          public String description() {
            return "two tasks hold a lock of the JVM while others run";
          }

          @Override
          public void run(World world) {
            try (MultiCoreRuntime runtime = world.runtime().start()) {
              Runnable use =
                  () -> {
                    lock.lock();
                    try {
                      var _ = runtime.phase(); // a point
                    } finally {
                      lock.unlock();
                    }
                  };
              var one = runtime.spawnOn(0, use);
              var other = runtime.spawnOn(1, use);
              one.join();
              other.join();
            }
          }
        };
    Campaign campaign =
        new Campaign(scenario, SimulationOptions.seed(0), 0, 3_000, Optional.empty(), 4, 10);
    assertThat(campaign.run(progress -> {}).failure()).isEmpty();
  }

  @Test
  void aRunThatFailedStaysInNoQueue() throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    CountDownLatch isOver = new CountDownLatch(1);
    AtomicReference<@Nullable Thread> real = new AtomicReference<>();
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(0),
            simulation -> {
              SharedLong point = new SharedLong(simulation.scheduler(), "point");
              lock.lock();
              try {
                Thread outside = Thread.ofPlatform().start(() -> holdUntil(isOver, lock));
                real.set(outside);
                while (!lock.hasQueuedThread(outside)) {
                  Thread.onSpinWait();
                }
                simulation.client("queued", () -> holdUntil(new CountDownLatch(0), lock));
                while (lock.getQueueLength() < 2) {
                  point.getVolatile();
                }
                throw new AssertionError("while one waits for the lock");
              } finally {
                lock.unlock();
              }
            });
    assertThat(result.failure()).get().asString().contains("while one waits for the lock");
    assertThat(lock.hasQueuedThreads()).isTrue();
    isOver.countDown();
    Objects.requireNonNull(real.get()).join();
    await().until(() -> !lock.hasQueuedThreads() && !lock.isLocked());
  }

  private static void holdUntil(CountDownLatch isOver, ReentrantLock lock) {
    lock.lock();
    try {
      isOver.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      lock.unlock();
    }
  }
}
