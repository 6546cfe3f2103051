package example.woven;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Vector;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** Correct concurrent programs of many kinds, in plain Java: none may fail, nor be said to race. */
@SuppressWarnings("all")
public final class Correct {
  private static void inParallel(Action... bodies) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (Action each : bodies) {
      threads.add(
          new Thread(
              () -> {
                try {
                  each.run();
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              }));
    }
    for (Thread each : threads) {
      each.start();
    }
    for (Thread each : threads) {
      each.join();
    }
  }

  interface Action {
    void run() throws Exception;
  }

  static void check(boolean holds, String rule) {
    if (!holds) {
      throw new AssertionError(rule);
    }
  }

  /** A subclass of Thread asks for itself without naming the class. */
  public static final class AsksForItself extends Thread {
    private boolean isItself;

    @Override
    public void run() {
      isItself = currentThread() == this;
    }

    public static void main(String[] arguments) throws InterruptedException {
      AsksForItself thread = new AsksForItself();
      thread.start();
      thread.join();
      check(thread.isItself, "the current thread is the object itself");
    }
  }

  /** A thread appends while others copy what is there. */
  public static final class CopiesWhatIsThere {
    static final int[] ELEMENTS = new int[4];
    static volatile int size;

    public static void main(String[] arguments) throws InterruptedException {
      Thread writer = new Thread(() -> {
        for (int i = 0; i < ELEMENTS.length; i++) {
          ELEMENTS[i] = i + 1;
          size = i + 1;
        }
      });
      writer.start();
      int known = size;
      int[] copy = Arrays.copyOf(ELEMENTS, known);
      if (Arrays.stream(copy).sum() != known * (known + 1) / 2) {
        throw new AssertionError();
      }
      writer.join();
    }
  }

  /** Two threads work on parts of one array that do not overlap. */
  public static final class PartsOfArray {
    public static void main(String[] arguments) throws InterruptedException {
      long[] array = new long[1_000];
      Thread first = new Thread(() -> {
        Arrays.fill(array, 0, 500, 2);
        System.arraycopy(array, 0, array, 250, 250);
      });
      Thread second = new Thread(() -> {
        Arrays.setAll(new int[3], i -> i);
        System.arraycopy(new long[] {3, 2, 1}, 0, array, 500, 3);
        Arrays.sort(array, 500, 1_000);
      });
      first.start();
      second.start();
      first.join();
      second.join();
      if (Arrays.stream(array.clone()).sum() != 1_006) {
        throw new AssertionError();
      }
    }
  }

  /** Constructors that give their objects away, under a lock or at their end. */
  public static final class GivesItselfAway {
    private static final List<GivesItselfAway> ALL = new ArrayList<>();
    private static volatile GivesItselfAway newest;
    private final Runnable task;
    private double size;
    private long[] counts;

    GivesItselfAway(boolean big) {
      task = () -> size++;
      synchronized (ALL) {
        ALL.add(this);
        size = big ? 2.0 : 1.0;
        counts = new long[] {big ? 1L : 2L, 3L};
      }
      newest = this;
    }

    public static void main(String[] arguments) throws InterruptedException {
      inParallel(
          () -> new GivesItselfAway(true),
          () -> new GivesItselfAway(false),
          () -> {
            synchronized (ALL) {
              for (GivesItselfAway each : ALL) {
                each.task.run();
                check(each.size + each.counts[0] == 4.0, "what belongs together");
              }
            }
          },
          () -> check(newest == null || newest.counts[1] == 3L, "all is there"));
    }
  }

  public static final class SynchronizedCounter {
    private int value;

    synchronized void increment() {
      value++;
    }

    public static void main(String[] arguments) throws InterruptedException {
      SynchronizedCounter counter = new SynchronizedCounter();
      inParallel(counter::increment, counter::increment, counter::increment);
      check(counter.value == 3, "three increments");
    }
  }

  public static final class AtomicCounter {
    public static void main(String[] arguments) throws InterruptedException {
      AtomicInteger n = new AtomicInteger();
      inParallel(n::incrementAndGet, n::incrementAndGet, () -> n.updateAndGet(x -> x + 1));
      check(n.get() == 3, "three increments");
    }
  }

  public static final class LockedCounter {
    static int value;

    public static void main(String[] arguments) throws InterruptedException {
      ReentrantLock lock = new ReentrantLock(true);
      Action increment = () -> {
        lock.lock();
        try {
          value++;
        } finally {
          lock.unlock();
        }
      };
      inParallel(increment, increment, increment);
      check(value == 3, "three increments");
    }
  }

  /** User code and code of the JDK lock one monitor. */
  public static final class SynchronizedListIteration {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = Collections.synchronizedList(new ArrayList<>(List.of(1, 2, 3)));
      inParallel(
          () -> {
            synchronized (list) {
              for (int each : list) {
                Thread.yield();
              }
            }
          },
          () -> list.add(4));
      check(list.size() == 4, "four");
    }
  }

  public static final class VectorIteration {
    public static void main(String[] arguments) throws InterruptedException {
      Vector<Integer> vector = new Vector<>(List.of(1, 2, 3));
      inParallel(
          () -> {
            synchronized (vector) {
              for (int each : vector) {
                Thread.yield();
              }
            }
          },
          () -> vector.add(4));
      check(vector.size() == 4, "four");
    }
  }

  public static final class GuardedQueue {
    private final Queue<Integer> queue = new ArrayDeque<>();

    synchronized void put(int value) throws InterruptedException {
      while (queue.size() == 1) {
        wait();
      }
      queue.add(value);
      notifyAll();
    }

    synchronized int take() throws InterruptedException {
      while (queue.isEmpty()) {
        wait();
      }
      int taken = queue.remove();
      notifyAll();
      return taken;
    }

    public static void main(String[] arguments) throws InterruptedException {
      GuardedQueue queue = new GuardedQueue();
      inParallel(
          () -> {
            queue.put(1);
            queue.put(2);
          },
          () -> check(queue.take() + queue.take() == 3, "both"));
    }
  }

  public static final class VolatilePublication {
    static int data;
    static volatile boolean ready;

    public static void main(String[] arguments) throws InterruptedException {
      inParallel(
          () -> {
            data = 42;
            ready = true;
          },
          () -> {
            while (!ready) {}
            check(data == 42, "published");
          });
    }
  }

  public static final class FinalFields {
    private final int value;
    static volatile FinalFields shared;

    FinalFields(int value) {
      this.value = value;
    }

    public static void main(String[] arguments) throws InterruptedException {
      inParallel(
          () -> shared = new FinalFields(7),
          () -> {
            FinalFields seen = shared;
            check(seen == null || seen.value == 7, "seven");
          });
    }
  }

  public static final class StartAndJoin {
    static int value;

    public static void main(String[] arguments) throws InterruptedException {
      value = 1;
      Thread thread = new Thread(() -> value++);
      thread.start();
      thread.join();
      check(++value == 3, "three");
    }
  }

  public static final class Latch {
    static int value;

    public static void main(String[] arguments) throws InterruptedException {
      CountDownLatch latch = new CountDownLatch(1);
      inParallel(
          () -> {
            value = 1;
            latch.countDown();
          },
          () -> {
            latch.await();
            check(value == 1, "one");
          });
    }
  }

  public static final class Barrier {
    public static void main(String[] arguments) throws InterruptedException {
      int[] values = new int[2];
      CyclicBarrier barrier = new CyclicBarrier(2);
      inParallel(
          () -> {
            values[0] = 1;
            barrier.await();
            check(values[1] == 1, "other");
          },
          () -> {
            values[1] = 1;
            barrier.await();
            check(values[0] == 1, "other");
          });
    }
  }

  public static final class SemaphoreAsLock {
    static int value;

    public static void main(String[] arguments) throws InterruptedException {
      Semaphore semaphore = new Semaphore(1);
      Action increment = () -> {
        semaphore.acquire();
        value++;
        semaphore.release();
      };
      inParallel(increment, increment, increment);
      check(value == 3, "three");
    }
  }

  public static final class ReadWriteLock {
    static int value;

    public static void main(String[] arguments) throws InterruptedException {
      ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
      Action write = () -> {
        lock.writeLock().lock();
        try {
          value++;
        } finally {
          lock.writeLock().unlock();
        }
      };
      Action read = () -> {
        lock.readLock().lock();
        try {
          check(value >= 0, "positive");
        } finally {
          lock.readLock().unlock();
        }
      };
      inParallel(write, read, read, write);
      lock.readLock().lock();
      check(value == 2, "two");
    }
  }

  public static final class Stamps {
    static volatile int value;

    public static void main(String[] arguments) throws InterruptedException {
      StampedLock lock = new StampedLock();
      inParallel(
          () -> {
            long stamp = lock.writeLock();
            value = 1;
            value = 2;
            lock.unlockWrite(stamp);
          },
          () -> {
            long stamp = lock.tryOptimisticRead();
            int seen = value;
            check(!lock.validate(stamp) || seen != 1, "whole");
          });
    }
  }

  /** Plain data that is read without a lock, and not used if somebody has written meanwhile. */
  public static final class OptimisticPoint {
    private final StampedLock lock = new StampedLock();
    private int x;
    private int y;

    private void move() {
      long stamp = lock.writeLock();
      try {
        x++;
        y++;
      } finally {
        lock.unlockWrite(stamp);
      }
    }

    private int difference() {
      long stamp = lock.tryOptimisticRead();
      int seenX = x;
      int seenY = y;
      if (!lock.validate(stamp)) {
        stamp = lock.readLock();
        try {
          seenX = x;
          seenY = y;
        } finally {
          lock.unlockRead(stamp);
        }
      }
      return seenX - seenY;
    }

    private void moveFromOrigin() {
      long stamp = lock.tryOptimisticRead();
      while (true) {
        boolean isAtOrigin = x == 0 && y == 0;
        long write = isAtOrigin ? lock.tryConvertToWriteLock(stamp) : 0;
        if (write != 0) {
          x = 5;
          y = 5;
          stamp = lock.tryConvertToOptimisticRead(write);
          boolean isSame = x == y;
          check(!lock.validate(stamp) || isSame, "same");
          return;
        }
        if (lock.validate(stamp) && !isAtOrigin) {
          return;
        }
        stamp = lock.tryOptimisticRead();
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      OptimisticPoint point = new OptimisticPoint();
      inParallel(
          () -> {
            point.move();
            point.move();
          },
          () -> {
            check(point.difference() == 0, "whole");
            point.moveFromOrigin();
            check(point.difference() == 0, "whole");
          });
    }
  }

  public static final class BlockingQueues {
    public static void main(String[] arguments) throws InterruptedException {
      BlockingQueue<int[]> queue = new ArrayBlockingQueue<>(1);
      SynchronousQueue<int[]> hand = new SynchronousQueue<>();
      inParallel(
          () -> {
            int[] message = {0};
            message[0] = 5;
            queue.put(message);
          },
          () -> {
            int[] message = queue.take();
            message[0]++;
            hand.put(message);
          },
          () -> check(hand.take()[0] == 6, "six"));
    }
  }

  public static final class Exchange {
    public static void main(String[] arguments) throws InterruptedException {
      Exchanger<int[]> exchanger = new Exchanger<>();
      inParallel(
          () -> {
            int[] mine = {0};
            mine[0] = 1;
            check(exchanger.exchange(mine)[0] == 2, "theirs");
          },
          () -> {
            int[] mine = {0};
            mine[0] = 2;
            check(exchanger.exchange(mine)[0] == 1, "theirs");
          });
    }
  }

  public static final class Phases {
    public static void main(String[] arguments) throws InterruptedException {
      Phaser phaser = new Phaser(2);
      int[] values = new int[2];
      inParallel(
          () -> {
            values[0] = 1;
            phaser.arriveAndAwaitAdvance();
            check(values[1] == 1, "other");
          },
          () -> {
            values[1] = 1;
            phaser.arriveAndAwaitAdvance();
            check(values[0] == 1, "other");
          });
    }
  }

  public static final class Pool {
    static int value;

    public static void main(String[] arguments) throws Exception {
      value = 1;
      try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
        Future<Integer> first = pool.submit(() -> ++value);
        check(first.get() == 2, "two");
        Future<Integer> second = pool.submit(() -> ++value);
        check(second.get() == 3, "three");
      }
      check(value == 3, "ended");
    }
  }

  public static final class ForkJoin {
    static final class Fibonacci extends RecursiveTask<Integer> {
      private static final long serialVersionUID = 1;
      private int n;

      Fibonacci(int n) {
        this.n = n;
      }

      @Override
      protected Integer compute() {
        if (n < 2) {
          return n;
        }
        Fibonacci left = new Fibonacci(n - 1);
        left.fork();
        return new Fibonacci(n - 2).compute() + left.join();
      }
    }

    public static void main(String[] arguments) throws Exception {
      ForkJoinPool pool = new ForkJoinPool(2);
      check(pool.invoke(new Fibonacci(4)) == 3, "three");
      pool.shutdown();
      check(pool.awaitTermination(1, TimeUnit.MINUTES), "ended");
    }
  }

  public static final class Futures {
    static int value;

    public static void main(String[] arguments) throws Exception {
      value = 1;
      int sum =
          CompletableFuture.supplyAsync(() -> ++value)
              .thenApplyAsync(each -> each + ++value)
              .thenCombine(CompletableFuture.supplyAsync(() -> 5), Integer::sum)
              .get();
      check(sum == 10, "ten");
    }
  }

  public static final class HandOverByPark {
    static int data;

    public static void main(String[] arguments) throws InterruptedException {
      AtomicBoolean ready = new AtomicBoolean();
      Thread waiter =
          new Thread(
              () -> {
                while (!ready.get()) {
                  LockSupport.park();
                }
                check(data == 1, "one");
              });
      waiter.start();
      data = 1;
      ready.set(true);
      LockSupport.unpark(waiter);
      waiter.join();
    }
  }

  public static final class TreiberStack {
    private static final class Node {
      final int value;
      Node next;

      Node(int value) {
        this.value = value;
      }
    }

    private final AtomicReference<Node> top = new AtomicReference<>();

    void push(int value) {
      Node node = new Node(value);
      do {
        node.next = top.get();
      } while (!top.compareAndSet(node.next, node));
    }

    int pop() {
      while (true) {
        Node node = top.get();
        if (node == null) {
          return 0;
        }
        if (top.compareAndSet(node, node.next)) {
          return node.value;
        }
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      TreiberStack stack = new TreiberStack();
      AtomicInteger popped = new AtomicInteger();
      inParallel(
          () -> stack.push(1), () -> stack.push(2), () -> popped.addAndGet(stack.pop()));
      check(popped.get() + stack.pop() + stack.pop() == 3, "all");
    }
  }

  public static final class Handles {
    private static final VarHandle VALUE;
    private volatile int value;

    static {
      try {
        VALUE = MethodHandles.lookup().findVarHandle(Handles.class, "value", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      Handles shared = new Handles();
      Action increment = () -> VALUE.getAndAdd(shared, 1);
      inParallel(increment, increment);
      check(shared.value == 2, "two");
    }
  }

  public static final class ConcurrentMap {
    public static void main(String[] arguments) throws InterruptedException {
      Map<String, Integer> map = new ConcurrentHashMap<>();
      Action increment = () -> map.merge("a", 1, Integer::sum);
      inParallel(increment, increment, () -> map.computeIfAbsent("b", key -> 7));
      check(map.get("a") == 2 && map.get("b") == 7, "all");
    }
  }

  public static final class VirtualThreads {
    public static void main(String[] arguments) throws Exception {
      AtomicInteger sum = new AtomicInteger();
      try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 1; i <= 3; i++) {
          int n = i;
          pool.submit(() -> {
            Thread.sleep(n);
            return sum.addAndGet(n);
          });
        }
      }
      Thread virtual = Thread.ofVirtual().start(() -> sum.addAndGet(4));
      virtual.join();
      check(virtual.isVirtual() && sum.get() == 10, "ten");
    }
  }

  public static final class Interrupts {
    public static void main(String[] arguments) throws InterruptedException {
      Object monitor = new Object();
      AtomicInteger interrupted = new AtomicInteger();
      Action[] waits = {
        () -> Thread.sleep(Long.MAX_VALUE),
        () -> {
          synchronized (monitor) {
            monitor.wait();
          }
        },
        () -> new CountDownLatch(1).await(),
        () -> new ReentrantLock().newCondition().getClass()
      };
      for (int i = 0; i < 3; i++) {
        Action wait = waits[i];
        Thread thread =
            new Thread(
                () -> {
                  try {
                    wait.run();
                  } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                });
        thread.start();
        thread.interrupt();
        thread.join();
      }
      check(interrupted.get() == 3, "all three");
    }
  }

  public static final class Lazily {
    private static final class Holder {
      static final Lazily INSTANCE = new Lazily();
    }

    private int value;

    Lazily() {
      value = 9;
    }

    public static void main(String[] arguments) throws InterruptedException {
      Action use = () -> check(Holder.INSTANCE.value == 9, "nine");
      inParallel(use, use);
    }
  }

  public static final class Scheduled {
    public static void main(String[] arguments) throws Exception {
      AtomicInteger ticks = new AtomicInteger();
      try (ScheduledExecutorService pool = Executors.newScheduledThreadPool(1)) {
        Future<?> tick = pool.scheduleAtFixedRate(ticks::incrementAndGet, 10, 10, TimeUnit.MINUTES);
        Thread.sleep(61 * 60_000);
        tick.cancel(false);
      }
      check(ticks.get() == 6, "six: " + ticks.get());
    }
  }

  private Correct() {}

  /** What is read under a stamp that is not valid is read again under the lock. */
  public static final class ReadsThatCannotBeValid {
    static int value;

    private static void increment(StampedLock lock) {
      long stamp = lock.tryOptimisticRead();
      int seen = value;
      if (stamp == 0 || (stamp = lock.tryConvertToWriteLock(stamp)) == 0) {
        stamp = lock.writeLock();
        seen = value;
      }
      value = seen + 1;
      lock.unlockWrite(stamp);
    }

    public static void main(String[] arguments) throws InterruptedException {
      StampedLock lock = new StampedLock();
      Thread other = new Thread(() -> increment(lock));
      other.start();
      increment(lock);
      other.join();
      if (value != 2) {
        throw new AssertionError("incremented twice, and is " + value);
      }
    }
  }

  private static void sleepUntilInterrupted() {
    try {
      Thread.sleep(Long.MAX_VALUE);
      throw new AssertionError("nobody has interrupted it");
    } catch (InterruptedException e) {
      // as is meant
    }
  }

  /** Who detects an interrupt knows what was done before it, and so does the thread that it starts. */
  public static final class StartsWhenInterrupted {
    static int data;

    public static void main(String[] arguments) throws InterruptedException {
      Thread waiting =
          new Thread(
              () -> {
                sleepUntilInterrupted();
                new Thread(() -> data++).start();
              });
      waiting.start();
      data++;
      waiting.interrupt();
      waiting.join();
    }
  }

  /** The same of who waits for its end. */
  public static final class EndsWhenInterrupted {
    static int data;

    public static void main(String[] arguments) throws InterruptedException {
      Thread waiting = new Thread(Correct::sleepUntilInterrupted);
      Thread joining =
          new Thread(
              () -> {
                try {
                  waiting.join();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                data++;
              });
      waiting.start();
      joining.start();
      data++;
      waiting.interrupt();
      joining.join();
    }
  }
}
