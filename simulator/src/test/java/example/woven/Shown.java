package example.woven;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;

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

  /** The same for a future of a task, of its own pool. */
  public static final class SwallowedAsync {
    public static void main(String[] arguments) throws InterruptedException {
      CountDownLatch latch = new CountDownLatch(1);
      ExecutorService pool = Executors.newFixedThreadPool(1);
      CompletableFuture.runAsync(() -> Swallowed.requireRow(null), pool)
          .thenRun(latch::countDown);
      latch.await();
    }
  }

  /** The same for a function of a future that is done. */
  public static final class SwallowedFunction {
    public static void main(String[] arguments) throws InterruptedException {
      CountDownLatch latch = new CountDownLatch(1);
      CompletableFuture.completedFuture(latch).thenAccept(
          each -> {
            Swallowed.requireRow(null);
            each.countDown();
          });
      latch.await();
    }
  }

  /** The same for a task of a ForkJoinPool. */
  public static final class SwallowedInPool {
    public static void main(String[] arguments) throws InterruptedException {
      CountDownLatch latch = new CountDownLatch(1);
      ForkJoinPool.commonPool().submit(
          () -> {
            Swallowed.requireRow(null);
            latch.countDown();
          });
      latch.await();
    }
  }

  /** The same for one that another task forks. */
  public static final class SwallowedByFork {
    public static void main(String[] arguments) throws InterruptedException {
      CountDownLatch latch = new CountDownLatch(1);
      new RecursiveAction() {
        @Override
        protected void compute() {
          Swallowed.requireRow(null);
          latch.countDown();
        }
      }.fork();
      latch.await();
    }
  }

  /** Somebody completes a future with an exception, and nobody asks it. */
  public static final class SwallowedPromise {
    public static void main(String[] arguments) throws InterruptedException {
      new CompletableFuture<Integer>().completeExceptionally(
          new IllegalStateException("no such row"));
      new CountDownLatch(1).await();
    }
  }

  /** Each failure of a future reaches somebody, in one of the ways that there are; then waits for nothing. */
  public static final class AskedFutures {
    private static CompletableFuture<Integer> failed() {
      return CompletableFuture.supplyAsync(
          () -> {
            Swallowed.requireRow(null);
            return 1;
          });
    }

    public static void main(String[] arguments) throws Exception {
      try {
        failed().thenApply(n -> n + 1).join();
      } catch (CompletionException e) {
        // seen
      }
      try {
        CompletableFuture.allOf(failed()).get();
      } catch (ExecutionException e) {
        // seen
      }
      failed().thenApply(n -> n + 1).handle((n, failure) -> 0).join();
      failed().exceptionally(failure -> 0).join();
      failed().exceptionallyCompose(failure -> CompletableFuture.completedFuture(0)).join();
      CountDownLatch seen = new CountDownLatch(1);
      failed().whenComplete((n, failure) -> seen.countDown());
      seen.await();
      CompletableFuture<Integer> cancelled = new CompletableFuture<>();
      cancelled.cancel(false);
      cancelled.completeExceptionally(new IllegalStateException("too late"));
      try {
        ForkJoinPool.commonPool().submit(() -> Swallowed.requireRow(null)).get();
      } catch (ExecutionException e) {
        // seen
      }
      new CountDownLatch(1).await();
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

  /** Waits for a party that does not come. The JDK spins before it waits. */
  public static final class AwaitsPhaser {
    public static void main(String[] arguments) {
      new Phaser(2).arriveAndAwaitAdvance();
    }
  }

  /** Takes a lock for reading and then for writing. */
  public static final class ReadsAndWrites {
    public static void main(String[] arguments) {
      ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
      lock.readLock().lock();
      lock.readLock().unlock();
      lock.writeLock().lock();
      lock.writeLock().unlock();
    }
  }

  /** Keeps collections and a record in references. */
  public static final class Referred {
    private record Bid(int amount, String by) {
      @Override
      public String toString() {
        throw new AssertionError("a look calls the program");
      }
    }

    public static void main(String[] arguments) {
      AtomicReference<List<Integer>> list = new AtomicReference<>(List.of());
      list.set(List.of(1, 2));
      list.set(new ArrayList<>(Collections.nCopies(40, 7)));
      AtomicReference<Bid> bid = new AtomicReference<>();
      bid.set(new Bid(3, "a"));
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

  /** Starts some threads, one after the other. */
  public static final class StartsMany {
    static int started;

    public static void main(String[] arguments) {
      for (String name : List.of("one", "two", "three", "four", "five", "six")) {
        started++;
        new Thread(() -> {}, name).start();
      }
      started++;
    }
  }
}
