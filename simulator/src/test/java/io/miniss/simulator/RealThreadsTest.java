package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Real threads that come between the threads of a run. */
class RealThreadsTest {
  private static final SimulationOptions OPTIONS = SimulationOptions.seed(0);

  private static RunFailure escape(Simulator.Body body) {
    RunFailure failure = Simulator.run(OPTIONS, body).failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.ESCAPE);
    return failure;
  }

  private static boolean awaitsLong(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS); // for a carrier that does not come back
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaits(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The carrier waits until a real thread releases a lock, which that does only when the run is over. */
  @Test
  @SuppressWarnings("LockNotBeforeTry") // if what is in between throws, the test has failed
  void anAccessEndsTheWaitForALock() throws InterruptedException {
    CountDownLatch isOver = new CountDownLatch(1);
    AtomicBoolean heldToTheEnd = new AtomicBoolean(true);
    Queue<Thread> holders = new ConcurrentLinkedQueue<>(); // a run with an escape is done again
    RunFailure failure =
        escape(
            simulation -> {
              ReentrantLock lock = new ReentrantLock();
              SharedFlag flag = new SharedFlag(simulation.scheduler(), "flag");
              Thread holder =
                  Thread.ofPlatform()
                      .name("holder")
                      .start(
                          () -> {
                            lock.lock();
                            while (!lock.hasQueuedThreads()) {
                              Thread.onSpinWait();
                            }
                            assertThatThrownBy(flag::getVolatile)
                                .hasMessageContaining("real thread");
                            heldToTheEnd.compareAndSet(true, awaitsLong(isOver));
                            lock.unlock();
                          });
              holders.add(holder);
              while (!lock.isLocked()) {
                Thread.onSpinWait();
              }
              lock.lock();
            });
    isOver.countDown();
    for (Thread holder : holders) {
      holder.join();
    }
    assertThat(failure.message()).contains("a real thread, holder, accessed flag");
    assertThat(heldToTheEnd).isTrue();
  }

  @Test
  void nobodyGoesOnWhomARealThreadResumed() {
    AtomicBoolean wentOn = new AtomicBoolean();
    RunFailure failure =
        escape(
            simulation -> {
              SharedLong points = new SharedLong(simulation.scheduler(), "points");
              CountDownLatch latch = new CountDownLatch(1);
              AtomicBoolean isWaiting = new AtomicBoolean();
              simulation.client(
                  "waiter",
                  () -> {
                    isWaiting.set(true); // nobody else runs before it waits
                    awaits(latch);
                    wentOn.set(true);
                  });
              while (!isWaiting.get()) {
                points.getAndAdd(1);
              }
              Thread real = Thread.ofPlatform().name("intruder").start(latch::countDown);
              while (real.isAlive()) {
                Thread.onSpinWait();
              }
              points.getAndAdd(1);
            });
    assertThat(failure.message()).contains("waiter was resumed by intruder");
    assertThat(wentOn).isFalse();
  }
}
