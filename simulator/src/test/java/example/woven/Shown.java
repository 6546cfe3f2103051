package example.woven;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/** Programs for what timelines show of threads and atomic arrays. */
@SuppressWarnings("all")
public final class Shown {
  private Shown() {}

  /** All that one thread does to another. */
  public static final class Threads {
    public static void main(String[] arguments) throws InterruptedException {
      Thread other =
          new Thread(
              () -> {
                while (!Thread.currentThread().isInterrupted()) {
                  LockSupport.park();
                }
              },
              "other");
      other.start();
      LockSupport.unpark(other);
      other.interrupt();
      other.join();
      other.isAlive();
    }
  }

  /** Fails, in some runs, before it starts the second thread. */
  public static final class Starts {
    public static void main(String[] arguments) {
      AtomicInteger ready = new AtomicInteger();
      Thread first =
          new Thread(
              () -> {
                if (ready.get() == 0) {
                  throw new IllegalStateException("too early");
                }
              },
              "first");
      Thread second = new Thread(() -> {}, "second");
      first.start();
      second.start();
      ready.set(1);
    }
  }

  /** Reads and changes elements of atomic arrays. */
  public static final class AtomicArrays {
    public static void main(String[] arguments) {
      AtomicIntegerArray ints = new AtomicIntegerArray(4);
      ints.set(3, 4);
      ints.get(3);
      ints.compareAndSet(3, 4, 5);
      ints.compareAndSet(3, 4, 6);
      ints.updateAndGet(3, value -> 2 * value);
      new AtomicLongArray(2).incrementAndGet(1);
      AtomicReferenceArray<String> texts = new AtomicReferenceArray<>(1);
      texts.set(0, "text");
      texts.toString();
    }
  }

  /** Waits for a task that has thrown before it opened the latch. */
  public static final class Swallowed {
    public static void main(String[] arguments) throws InterruptedException {
      CountDownLatch latch = new CountDownLatch(1);
      ExecutorService pool = Executors.newFixedThreadPool(1);
      pool.submit(
          () -> {
            requireRow(null);
            latch.countDown();
          });
      latch.await();
    }

    static void requireRow(Object row) {
      if (row == null) {
        throw new IllegalStateException("no such row");
      }
    }
  }

  /** Asks one task that has thrown, and cancels another one that throws then; waits for nothing in the end. */
  public static final class Asked {
    public static void main(String[] arguments) throws InterruptedException {
      ExecutorService pool = Executors.newFixedThreadPool(1);
      Future<?> task = pool.submit(() -> Swallowed.requireRow(null));
      try {
        task.get();
      } catch (ExecutionException e) {
        // seen
      }
      CountDownLatch runs = new CountDownLatch(1);
      Future<?> cancelled =
          pool.submit(
              () -> {
                runs.countDown();
                Thread.sleep(1_000);
                return 1;
              });
      runs.await();
      cancelled.cancel(true);
      new CountDownLatch(1).await();
    }
  }

  /** Has a pool whose thread waits for another task when it has done one. */
  public static final class IdleWorker {
    public static void main(String[] arguments) throws Exception {
      ExecutorService pool = Executors.newCachedThreadPool();
      pool.submit(() -> 1).get();
      pool.shutdown();
    }
  }

  /** Opens a latch that a thread waits for. */
  public static final class Opens {
    public static void main(String[] arguments) throws InterruptedException {
      CountDownLatch latch = new CountDownLatch(1);
      Thread waiter =
          new Thread(
              () -> {
                try {
                  latch.await();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              },
              "waiter");
      waiter.start();
      while (waiter.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      latch.countDown();
      waiter.join();
    }
  }
}
