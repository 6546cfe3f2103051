package example.woven;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.Stream;

/** Programs with a bug that some interleaving shows; plain Java. */
@SuppressWarnings("all")
public final class Broken {
  private static void inParallel(Runnable... bodies) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (Runnable each : bodies) {
      threads.add(new Thread(each));
    }
    for (Thread each : threads) {
      each.start();
    }
    for (Thread each : threads) {
      each.join();
    }
  }

  static void check(boolean holds, String rule) {
    if (!holds) {
      throw new AssertionError(rule);
    }
  }

  /** A constructor gives its object away before it sets a final field. */
  public static final class FinalFieldTooLate {
    private static volatile FinalFieldTooLate newest;
    private final String name;

    FinalFieldTooLate() {
      newest = this;
      name = "new";
    }

    public static void main(String[] arguments) throws InterruptedException {
      inParallel(
          FinalFieldTooLate::new,
          () -> check(newest == null || newest.name != null, "objects have a name"));
    }
  }

  /** The constructor of a superclass gives the object away, and that of the subclass goes on. */
  public static final class SubclassTooLate {
    static class Listener {
      static volatile Listener registered;

      Listener() {
        register(this);
      }

      static void register(Listener listener) {
        registered = listener;
      }

      int events() {
        return 1;
      }
    }

    static final class Counting extends Listener {
      private final int[] counts;

      Counting(int size) {
        counts = size > 0 ? new int[size] : null;
      }

      @Override
      int events() {
        return counts.length;
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      inParallel(
          () -> new Counting(1),
          () -> check(Listener.registered == null || Listener.registered.events() == 1, "one"));
    }
  }

  /** Increments of a volatile int. */
  public static final class LostUpdate {
    static volatile int value;

    public static void main(String[] arguments) throws InterruptedException {
      inParallel(() -> value++, () -> value++);
      check(value == 2, "two increments");
    }
  }

  /** Reads and then writes an AtomicLong. */
  public static final class AtomicCheckThenAct {
    public static void main(String[] arguments) throws InterruptedException {
      AtomicLong n = new AtomicLong();
      Runnable increment = () -> n.set(n.get() + 1);
      inParallel(increment, increment);
      check(n.get() == 2, "two increments");
    }
  }

  /** Gets and then puts. */
  public static final class MapCheckThenAct {
    public static void main(String[] arguments) throws InterruptedException {
      Map<String, Integer> map = new ConcurrentHashMap<>(Map.of("a", 0));
      Runnable increment = () -> map.put("a", map.get("a") + 1);
      inParallel(increment, increment);
      check(map.get("a") == 2, "two increments");
    }
  }

  /** Two synchronized blocks where one is needed. */
  public static final class TwoCriticalSections {
    private int balance;

    synchronized int get() {
      return balance;
    }

    synchronized void set(int value) {
      balance = value;
    }

    public static void main(String[] arguments) throws InterruptedException {
      TwoCriticalSections account = new TwoCriticalSections();
      Runnable deposit = () -> account.set(account.get() + 10);
      inParallel(deposit, deposit);
      check(account.get() == 20, "two deposits");
    }
  }

  /** Two monitors in two orders. */
  public static final class MonitorOrder {
    public static void main(String[] arguments) throws InterruptedException {
      Object left = new Object();
      Object right = new Object();
      inParallel(
          () -> {
            synchronized (left) {
              synchronized (right) {
                left.hashCode();
              }
            }
          },
          () -> {
            synchronized (right) {
              synchronized (left) {
                left.hashCode();
              }
            }
          });
    }
  }

  /** Two locks in two orders. */
  public static final class LockOrder {
    private static void both(ReentrantLock one, ReentrantLock other) {
      one.lock();
      other.lock();
      other.unlock();
      one.unlock();
    }

    public static void main(String[] arguments) throws InterruptedException {
      ReentrantLock left = new ReentrantLock();
      ReentrantLock right = new ReentrantLock();
      inParallel(() -> both(left, right), () -> both(right, left));
    }
  }

  /** Looks at the flag outside the monitor. */
  public static final class LostNotify {
    private volatile boolean ready;

    void await() {
      if (!ready) {
        synchronized (this) {
          try {
            wait();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        }
      }
    }

    synchronized void signal() {
      ready = true;
      notify();
    }

    public static void main(String[] arguments) throws InterruptedException {
      LostNotify latch = new LostNotify();
      inParallel(latch::await, latch::signal);
    }
  }

  /** One notify for two kinds of waiters. */
  public static final class NotifyForAll {
    private final List<Integer> buffer = new ArrayList<>();

    synchronized void put(int value) throws InterruptedException {
      while (buffer.size() == 1) {
        wait();
      }
      buffer.add(value);
      notify();
    }

    synchronized int take() throws InterruptedException {
      while (buffer.isEmpty()) {
        wait();
      }
      int taken = buffer.removeFirst();
      notify();
      return taken;
    }

    public static void main(String[] arguments) throws InterruptedException {
      NotifyForAll queue = new NotifyForAll();
      Runnable producer = () -> {
        try {
          queue.put(1);
          queue.put(2);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      };
      Runnable consumer = () -> {
        try {
          queue.take();
          queue.take();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      };
      inParallel(producer, consumer, consumer, producer);
    }
  }

  /** Waits for a condition with if. */
  public static final class IfInsteadOfWhile {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private int items;

    void put() {
      lock.lock();
      try {
        items++;
        notEmpty.signal();
      } finally {
        lock.unlock();
      }
    }

    void take() {
      lock.lock();
      try {
        if (items == 0) {
          notEmpty.awaitUninterruptibly();
        }
        check(--items >= 0, "took what was not there");
      } finally {
        lock.unlock();
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      IfInsteadOfWhile queue = new IfInsteadOfWhile();
      inParallel(queue::take, queue::put, queue::take, queue::put);
    }
  }

  /** An initialiser changes what others read without a lock. */
  public static final class InitialiserCounts {
    static volatile int count;

    static final class Counted {
      static {
        count++;
      }

      static void use() {}
    }

    public static void main(String[] arguments) throws InterruptedException {
      inParallel(Counted::use, () -> count++);
      check(count == 2, "no lost update");
    }
  }

  /** Counts by reflection, without a lock. */
  public static final class ReflectiveCount {
    static volatile int count;

    public static void main(String[] arguments) throws Exception {
      Field field = ReflectiveCount.class.getDeclaredField("count");
      Runnable counting = () -> {
        try {
          field.setInt(null, field.getInt(null) + 1);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      };
      inParallel(counting, counting);
      check(count == 2, "no lost update");
    }
  }

  /** Double-checked locking that publishes before it has initialised. */
  public static final class EarlyPublication {
    static volatile EarlyPublication instance;
    volatile int value;

    static EarlyPublication get() {
      if (instance == null) {
        synchronized (EarlyPublication.class) {
          if (instance == null) {
            instance = new EarlyPublication();
            instance.value = 42;
          }
        }
      }
      return instance;
    }

    public static void main(String[] arguments) throws InterruptedException {
      Runnable use = () -> check(get().value == 42, "initialised");
      inParallel(use, use);
    }
  }

  /** Takes two decisions by an AtomicInteger. */
  public static final class ReorderedFlags {
    static volatile boolean aWants;
    static volatile boolean bWants;
    static final AtomicInteger INSIDE = new AtomicInteger();

    public static void main(String[] arguments) throws InterruptedException {
      inParallel(
          () -> {
            if (!bWants) {
              aWants = true;
              check(INSIDE.incrementAndGet() == 1, "alone");
              INSIDE.decrementAndGet();
              aWants = false;
            }
          },
          () -> {
            if (!aWants) {
              bWants = true;
              check(INSIDE.incrementAndGet() == 1, "alone");
              INSIDE.decrementAndGet();
              bWants = false;
            }
          });
    }
  }

  /** Tasks of a pool that wait for each other, with too few threads. */
  public static final class StarvedPool {
    public static void main(String[] arguments) throws Exception {
      ExecutorService pool = Executors.newFixedThreadPool(1);
      CountDownLatch latch = new CountDownLatch(1);
      pool.submit(() -> {
        latch.await();
        return 1;
      });
      pool.submit(latch::countDown);
      pool.shutdown();
      check(pool.awaitTermination(1, TimeUnit.HOURS), "ended in an hour");
    }
  }

  /** A limit that is shorter than the work. */
  public static final class TightLimit {
    public static void main(String[] arguments) throws Exception {
      try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
        pool.submit(() -> {
          Thread.sleep(2_000);
          return 1;
        }).get(1, TimeUnit.SECONDS);
      }
    }
  }

  /** Iterates over what another thread changes; the body of the loop touches nothing else. */
  public static final class IterationAmongChanges {
    public static void main(String[] arguments) throws InterruptedException {
      Map<Integer, Integer> map = new HashMap<>(Map.of(1, 1, 2, 2, 3, 3));
      inParallel(
          () -> {
            int sum = 0;
            for (int value : map.values()) {
              sum += value;
            }
          },
          () -> map.put(4, 4));
    }
  }

  /** The same with an iterator that was made before. */
  public static final class IteratorMadeBefore {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new ArrayList<>(List.of(1, 2, 3));
      Iterator<Integer> iterator = list.iterator();
      inParallel(
          () -> {
            if (list.size() == 3) {
              iterator.next();
            }
          },
          () -> list.add(4));
    }
  }

  /** Copies what another thread changes: each of the two is one step. */
  public static final class CopyAmongChanges {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new ArrayList<>(List.of(1, 2, 3));
      inParallel(
          () -> {
            int size = list.size();
            check(new ArrayList<>(list).size() == size, "what the list had a moment ago");
          },
          () -> list.add(4));
    }
  }

  /** The same with a stream. */
  public static final class StreamMadeBefore {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new ArrayList<>(List.of(1, 2, 3));
      Stream<Integer> stream = list.stream().map(each -> each + 1);
      inParallel(
          () -> {
            int size = list.size();
            check(stream.count() == size, "elements that the list had a moment ago");
          },
          () -> list.add(4));
    }
  }

  /** A daemon and the main thread take two monitors in opposite orders. */
  public static final class DaemonInCircle {
    public static void main(String[] arguments) {
      Object first = new Object();
      Object second = new Object();
      Thread background =
          new Thread(
              () -> {
                synchronized (second) {
                  synchronized (first) {}
                }
              },
              "background");
      background.setDaemon(true);
      background.start();
      synchronized (first) {
        synchronized (second) {}
      }
    }
  }

  private Broken() {}

  /** Two that hold a stamped lock each, one of them for reading, and want the other's for writing. */
  public static final class StampOrder {
    public static void main(String[] arguments) throws InterruptedException {
      StampedLock first = new StampedLock();
      StampedLock second = new StampedLock();
      Thread other =
          new Thread(
              () -> {
                long read = second.tryReadLock();
                long write = first.writeLock();
                first.unlockWrite(write);
                second.unlockRead(read);
              },
              "other");
      other.start();
      long write = first.tryConvertToWriteLock(first.tryOptimisticRead());
      if (write != 0) {
        long both = second.writeLock();
        second.unlockWrite(both);
        first.unlock(write);
      }
      other.join();
    }
  }

  /** A stamped lock is converted and released by one thread, and kept by another one. */
  public static final class StampKept {
    public static void main(String[] arguments) throws InterruptedException {
      StampedLock lock = new StampedLock();
      lock.unlockWrite(lock.tryConvertToWriteLock(lock.readLock()));
      Thread other = new Thread(lock::writeLock, "other");
      other.start();
      other.join();
      lock.unlockRead(lock.readLock());
    }
  }

  /** The same with read-write locks, of which each is held for reading. */
  public static final class ReadersOrder {
    public static void main(String[] arguments) throws InterruptedException {
      ReentrantReadWriteLock first = new ReentrantReadWriteLock();
      ReentrantReadWriteLock second = new ReentrantReadWriteLock();
      Thread other = new Thread(() -> readsAndWrites(second, first), "other");
      other.start();
      readsAndWrites(first, second);
      other.join();
    }

    private static void readsAndWrites(
        ReentrantReadWriteLock read, ReentrantReadWriteLock written) {
      read.readLock().lock();
      written.writeLock().lock();
      written.writeLock().unlock();
      read.readLock().unlock();
    }
  }
}
