package example.woven;

import static example.woven.BrokenFacilities.both;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Correct programs, which hold whatever happens inside {@code java.util.concurrent}. */
@SuppressWarnings({"all", "serial", "try"})
public final class CorrectInside {
  private CorrectInside() {}

  private static void expect(Object expected, Object value) {
    if (!Objects.equals(value, expected)) {
      throw new AssertionError("expected " + expected + ", got " + value);
    }
  }

  private static void elements(BlockingQueue<Integer> queue) throws InterruptedException {
    Thread other =
        new Thread(
            () -> {
              try {
                queue.put(1);
                queue.put(2);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    other.start();
    expect(3, queue.take() + queue.take());
    other.join();
    expect(null, queue.poll());
  }

  public static final class ArrayQueue {
    public static void main(String[] arguments) throws InterruptedException {
      elements(new ArrayBlockingQueue<>(1));
    }
  }

  public static final class LinkedQueue {
    public static void main(String[] arguments) throws InterruptedException {
      elements(new LinkedBlockingQueue<>(1));
    }
  }

  public static final class HandOver {
    public static void main(String[] arguments) throws InterruptedException {
      elements(new SynchronousQueue<>());
    }
  }

  public static final class FairHandOver {
    public static void main(String[] arguments) throws InterruptedException {
      elements(new SynchronousQueue<>(true));
    }
  }

  public static final class TransferQueue {
    public static void main(String[] arguments) throws InterruptedException {
      elements(new LinkedTransferQueue<>());
    }
  }

  public static final class PriorityQueue {
    public static void main(String[] arguments) throws InterruptedException {
      elements(new PriorityBlockingQueue<>());
    }
  }

  public static final class LockFreeQueues {
    public static void main(String[] arguments) throws InterruptedException {
      ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>();
      ConcurrentLinkedDeque<Integer> deque = new ConcurrentLinkedDeque<>();
      AtomicInteger taken = new AtomicInteger();
      both(
          () -> {
            queue.add(1);
            deque.addFirst(2);
            taken.addAndGet(queue.poll() + deque.pollLast());
          });
      expect(6, taken.get());
      expect(true, queue.isEmpty() && deque.isEmpty());
    }
  }

  public static final class Maps {
    public static void main(String[] arguments) throws InterruptedException {
      ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>(2);
      ConcurrentSkipListMap<Integer, Integer> sorted = new ConcurrentSkipListMap<>();
      both(
          () -> {
            for (int i = 0; i < 3; i++) {
              map.merge(i, 1, Integer::sum);
            }
            sorted.merge(1, 1, Integer::sum);
          });
      expect("{0=2, 1=2, 2=2}", map.toString());
      expect(2, sorted.get(1));
    }
  }

  /** A plain variable that the function writes is seen by whoever sees the entry. */
  public static final class ComputeIfAbsent {
    private static int made;

    public static void main(String[] arguments) throws InterruptedException {
      ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
      both(
          () -> {
            int number = map.computeIfAbsent("a", key -> ++made);
            expect(1, number);
            expect(1, made);
          });
      expect(1, map.size());
    }
  }

  public static final class CopyOnWrite {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new CopyOnWriteArrayList<>();
      both(() -> list.add(1));
      expect(2, list.size());
    }
  }

  public static final class Locks {
    private static int sum;

    public static void main(String[] arguments) throws InterruptedException {
      ReentrantLock lock = new ReentrantLock();
      both(
          () -> {
            lock.lock();
            try {
              sum++;
            } finally {
              lock.unlock();
            }
          });
      expect(2, sum);
    }
  }

  public static final class Conditions {
    private static boolean isReady;

    public static void main(String[] arguments) throws InterruptedException {
      ReentrantLock lock = new ReentrantLock(true);
      Condition ready = lock.newCondition();
      Thread other =
          new Thread(
              () -> {
                lock.lock();
                try {
                  isReady = true;
                  ready.signal();
                } finally {
                  lock.unlock();
                }
              });
      other.start();
      lock.lock();
      try {
        while (!isReady) {
          ready.await();
        }
      } finally {
        lock.unlock();
      }
      other.join();
    }
  }

  public static final class ReadersAndWriters {
    private static int one;
    private static int same;

    public static void main(String[] arguments) throws InterruptedException {
      ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
      StampedLock stamped = new StampedLock();
      both(
          () -> {
            lock.writeLock().lock();
            one++;
            lock.writeLock().unlock();
            lock.readLock().lock();
            expect(true, one > 0);
            lock.readLock().unlock();
            long stamp = stamped.writeLock();
            same++;
            stamped.unlockWrite(stamp);
            stamp = stamped.readLock();
            expect(true, same > 0);
            stamped.unlockRead(stamp);
          });
      expect(2, one);
      expect(2, same);
    }
  }

  /** A synchronizer of the program's own. */
  public static final class OwnSynchronizer {
    private static int sum;

    private static final class Mutex extends AbstractQueuedSynchronizer {
      @Override
      protected boolean tryAcquire(int unused) {
        return compareAndSetState(0, 1);
      }

      @Override
      protected boolean tryRelease(int unused) {
        setState(0);
        return true;
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      Mutex mutex = new Mutex();
      both(
          () -> {
            mutex.acquire(1);
            sum++;
            mutex.release(1);
          });
      expect(2, sum);
    }
  }

  public static final class LatchAndSemaphore {
    private static int sum;

    public static void main(String[] arguments) throws InterruptedException {
      CountDownLatch done = new CountDownLatch(2);
      Semaphore one = new Semaphore(1);
      for (int i = 0; i < 2; i++) {
        new Thread(
            () -> {
              one.acquireUninterruptibly();
              sum++;
              one.release();
              done.countDown();
            }).start();
      }
      done.await();
      expect(2, sum);
    }
  }

  public static final class Barriers {
    public static void main(String[] arguments) throws InterruptedException {
      CyclicBarrier barrier = new CyclicBarrier(2);
      Phaser phaser = new Phaser(2);
      both(
          () -> {
            try {
              barrier.await();
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
            phaser.arriveAndAwaitAdvance();
          });
      expect(1, phaser.getPhase());
    }
  }

  public static final class Exchange {
    public static void main(String[] arguments) throws InterruptedException {
      Exchanger<Integer> exchanger = new Exchanger<>();
      AtomicInteger number = new AtomicInteger();
      AtomicInteger got = new AtomicInteger();
      both(
          () -> {
            int mine = number.incrementAndGet();
            try {
              int other = exchanger.exchange(mine);
              expect(3, mine + other);
              got.addAndGet(other);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      expect(3, got.get());
    }
  }

  public static final class Pool {
    private static int plain;

    public static void main(String[] arguments) throws Exception {
      try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
        Future<Integer> one = pool.submit(() -> ++plain);
        expect(1, one.get());
        Future<Integer> other = pool.submit(() -> ++plain);
        expect(2, other.get());
      }
    }
  }

  public static final class Scheduled {
    private static int count;

    public static void main(String[] arguments) throws Exception {
      try (ScheduledExecutorService pool = Executors.newScheduledThreadPool(1)) {
        pool.schedule(() -> count++, 1, TimeUnit.SECONDS);
        expect(1, pool.schedule(() -> count, 2, TimeUnit.SECONDS).get());
      }
    }
  }

  public static final class ForkJoin {
    private static final class Sum extends RecursiveTask<Integer> {
      private final int from;
      private final int to;

      Sum(int from, int to) {
        this.from = from;
        this.to = to;
      }

      @Override
      protected Integer compute() {
        if (to - from == 1) {
          return from;
        }
        int middle = (from + to) / 2;
        Sum left = new Sum(from, middle);
        left.fork();
        return new Sum(middle, to).compute() + left.join();
      }
    }

    public static void main(String[] arguments) {
      try (ForkJoinPool pool = new ForkJoinPool(2)) {
        expect(3, pool.invoke(new Sum(0, 3)));
      }
    }
  }

  public static final class Futures {
    private static int plain;

    public static void main(String[] arguments) {
      CompletableFuture<Integer> one = CompletableFuture.supplyAsync(() -> ++plain);
      CompletableFuture<Integer> other = new CompletableFuture<>();
      new Thread(() -> other.complete(5)).start();
      int sum = one.thenApply(x -> x + 1).thenCombine(other, Integer::sum).join();
      expect(7, sum);
      expect(1, plain);
    }
  }

  /** Functions and tasks that use what the JDK keeps for the whole process. */
  public static final class Callbacks {
    public static void main(String[] arguments) throws Exception {
      ConcurrentHashMap<String, String> map = new ConcurrentHashMap<>();
      try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<String>> all =
            pool.invokeAll(
                List.of(
                    () -> map.computeIfAbsent("a",
                        key -> String.format(Locale.ROOT, "%,d %s", 1_000, key)),
                    () -> map.merge(
                        "b", "x",
                        (one, more) -> one + more
                            + Pattern.compile("[ab]+").matcher(one).matches()),
                    () -> DateTimeFormatter.ofPattern("EEE", Locale.GERMAN)
                        .format(LocalDate.of(2026, 1, 1))));
        expect("Do.", all.getLast().get());
        expect("1,000 a", all.getFirst().get());
      }
      expect(
          "x 1,000 a",
          map.values().stream().sorted(Comparator.reverseOrder()).collect(
              Collectors.joining(" ")));
    }
  }

  public static final class Others {
    private static int plain;

    public static void main(String[] arguments) throws Exception {
      LinkedBlockingDeque<Integer> deque = new LinkedBlockingDeque<>(1);
      CopyOnWriteArraySet<Integer> written = new CopyOnWriteArraySet<>();
      Set<Integer> view = Collections.newSetFromMap(new ConcurrentHashMap<>());
      ConcurrentSkipListSet<Integer> sorted = new ConcurrentSkipListSet<>();
      StampedLock lock = new StampedLock();
      ExecutorService pool = Executors.newCachedThreadPool();
      ExecutorCompletionService<Integer> done = new ExecutorCompletionService<>(pool);
      for (int i = 0; i < 2; i++) {
        int number = i;
        done.submit(
            () -> {
              deque.putFirst(number);
              written.add(number);
              view.add(number);
              sorted.add(number);
              long stamp = lock.writeLock();
              plain++;
              lock.unlockWrite(stamp);
              return number;
            });
      }
      expect(1, deque.takeLast() + deque.takeLast());
      expect(1, done.take().get() + done.take().get());
      expect(true, lock.validate(lock.tryOptimisticRead()));
      expect(List.of(2, 2, 2, 2), List.of(written.size(), view.size(), sorted.size(), plain));
      pool.shutdown();
      expect(true, pool.awaitTermination(1, TimeUnit.HOURS));
    }
  }

  public static final class Timeouts {
    public static void main(String[] arguments) throws Exception {
      expect(
          5,
          new CompletableFuture<Integer>().completeOnTimeout(5, 1, TimeUnit.HOURS).join());
      expect(null, new LinkedBlockingQueue<Integer>().poll(1, TimeUnit.HOURS));
      expect(false, new CountDownLatch(1).await(1, TimeUnit.HOURS));
      expect(false, new Semaphore(0).tryAcquire(1, TimeUnit.HOURS));
      try {
        new Exchanger<Integer>().exchange(1, 1, TimeUnit.HOURS);
        throw new AssertionError("nobody else is there");
      } catch (TimeoutException e) {
        Thread.currentThread().interrupt();
      }
      try {
        new SynchronousQueue<Integer>().take();
        throw new AssertionError("interrupted");
      } catch (InterruptedException e) {
        expect(false, Thread.interrupted());
      }
    }
  }

  public static final class Adders {
    public static void main(String[] arguments) throws InterruptedException {
      LongAdder adder = new LongAdder();
      both(
          () -> {
            adder.add(1);
            adder.add(2);
          });
      expect(6L, adder.sum());
    }
  }

  /** A function of the program that throws inside a call, which the same method handles: others go on. */
  public static final class CallsThatThrow {
    public static void main(String[] arguments) throws Exception {
      CorrectCallbacks.CallsThatThrow.main(arguments);
    }
  }

  public static final class FunctionsInMonitors {
    public static void main(String[] arguments) throws Exception {
      CorrectCollections.FunctionsInMonitors.main(arguments);
    }
  }
}
