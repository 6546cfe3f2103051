package example.woven;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Programs that put things into collections, for what timelines show of these. */
@SuppressWarnings("all")
public final class Contained {
  private Contained() {}

  /** A key whose own methods no trace may call. */
  static final class Key {
    static boolean isAsked;

    @Override
    public int hashCode() {
      return 1;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public String toString() {
      isAsked = true;
      return "never";
    }
  }

  /** Puts, puts again, gets and removes. */
  public static final class Few {
    public static void main(String[] arguments) {
      Map<String, Integer> map = new HashMap<>();
      map.put("b", 2);
      map.put("a", 1);
      map.put("a", 3);
      map.get("a");
      map.remove("b");
      Deque<String> deque = new ArrayDeque<>();
      deque.addLast("first");
      deque.addFirst("second");
      deque.pollLast();
    }
  }

  /** Overwrites one of ten, and then one of a hundred. */
  public static final class Many {
    public static void main(String[] arguments) {
      Map<Integer, String> map = new ConcurrentHashMap<>();
      for (int i = 0; i < 10; i++) {
        map.put(i, "old");
      }
      map.put(7, "new");
      List<Integer> list = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        list.add(i);
      }
      list.set(50, -1);
    }
  }

  /** Its keys are objects of the program. */
  public static final class Objects {
    public static void main(String[] arguments) {
      Map<Key, Key> map = new HashMap<>();
      map.put(new Key(), new Key());
      if (Key.isAsked) {
        throw new AssertionError("a trace has called toString");
      }
    }
  }

  /** A row that was loaded before the write is put into the cache after it. */
  public static final class SlowLoad {
    private static volatile int database = 1;

    public static void main(String[] arguments) throws InterruptedException {
      database = 1;
      Map<String, Integer> cache = new ConcurrentHashMap<>();
      Thread reader =
          new Thread(
              () -> {
                if (cache.get("row") == null) {
                  cache.put("row", database);
                }
              },
              "reader");
      Thread writer =
          new Thread(
              () -> {
                database = 2;
                cache.put("row", 2);
              },
              "writer");
      reader.start();
      writer.start();
      reader.join();
      writer.join();
      if (cache.get("row") != database) {
        throw new AssertionError("the cache has the row of the database");
      }
    }
  }

  /** A thread that has read the same again and again gives others a turn, and then reads something else. */
  public static final class ReadAfterTurn {
    private static final AtomicInteger CELL = new AtomicInteger();

    public static void main(String[] arguments) throws InterruptedException {
      Thread reader =
          new Thread(
              () -> {
                for (int zeros = 0; zeros < 20; zeros++) {
                  int seen = CELL.get();
                  if (seen == 7 && zeros >= 5) {
                    throw new IllegalStateException("read 7 after " + zeros + " zeros");
                  }
                  if (seen != 0) {
                    return;
                  }
                }
              });
      reader.start();
      for (int i = 0; i < 9; i++) {
        CELL.set(i);
      }
      reader.join();
    }
  }

  /** A thread comes to a monitor that another is inside, and which that leaves. */
  public static final class Contended {
    public static void main(String[] arguments) throws InterruptedException {
      Object lock = new Object();
      AtomicInteger comes = new AtomicInteger();
      Thread other =
          new Thread(
              () -> {
                synchronized (lock) {
                  comes.set(1);
                }
              },
              "other");
      synchronized (lock) {
        other.start();
        Thread.onSpinWait(); // the other comes, and this goes on and leaves without a step
      }
      other.join();
    }
  }

  /** Two threads use a queue whose own lock they wait for. */
  private static void handOver(BlockingQueue<Integer> queue) throws InterruptedException {
    Thread producer =
        new Thread(
            () -> {
              try {
                for (int i = 3; i > 0; i--) {
                  queue.put(i);
                }
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    producer.start();
    for (int i = 3; i > 0; i--) {
      while (queue.poll(1, TimeUnit.SECONDS) == null) {
        // once more
      }
    }
    producer.join();
  }

  /** A queue whose lock is handed from one to the other. */
  public static final class FairQueue {
    public static void main(String[] arguments) throws InterruptedException {
      handOver(new ArrayBlockingQueue<>(1, true));
    }
  }

  /** A queue that compares with its lock held. */
  public static final class OrderedQueue {
    public static void main(String[] arguments) throws InterruptedException {
      AtomicInteger compared = new AtomicInteger();
      handOver(
          new PriorityBlockingQueue<>(
              3,
              (one, other) -> {
                compared.incrementAndGet();
                return one.compareTo(other);
              }));
    }
  }

  /** A table that computes with its monitor held. */
  public static final class SlowTable {
    public static void main(String[] arguments) throws InterruptedException {
      Hashtable<String, Integer> table = new Hashtable<>();
      AtomicInteger database = new AtomicInteger(1);
      Thread loader =
          new Thread(() -> table.computeIfAbsent("row", key -> database.incrementAndGet()));
      loader.start();
      table.get("row");
      loader.join();
    }
  }

  /** A latch with a method of its own, which no trace may call. */
  public static final class OwnLatch extends CountDownLatch {
    static boolean isAsked;

    OwnLatch() {
      super(1);
    }

    @Override
    public long getCount() {
      isAsked = true;
      return super.getCount();
    }

    public static void main(String[] arguments) throws InterruptedException {
      OwnLatch latch = new OwnLatch();
      latch.countDown();
      latch.await();
      if (isAsked) {
        throw new AssertionError("a trace has called a method of the program");
      }
    }
  }

  /** Waits for a condition of the lock for writing of a read-write lock. */
  public static final class WriterSignalled {
    private static int state;

    public static void main(String[] arguments) throws InterruptedException {
      ReentrantReadWriteLock.WriteLock lock = new ReentrantReadWriteLock().writeLock();
      Condition changed = lock.newCondition();
      Thread waiter =
          new Thread(
              () -> {
                lock.lock();
                try {
                  while (state == 0) {
                    changed.awaitUninterruptibly();
                  }
                } finally {
                  lock.unlock();
                }
              },
              "waiter");
      waiter.start();
      lock.lock();
      try {
        state = 1;
        changed.signal();
      } finally {
        lock.unlock();
      }
      waiter.join();
    }
  }

  /** A thread waits at a condition, and then for the lock, which another one has waited for as well. */
  public static final class Signalled {
    public static void main(String[] arguments) throws InterruptedException {
      ReentrantLock lock = new ReentrantLock();
      Condition changed = lock.newCondition();
      AtomicInteger state = new AtomicInteger();
      LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
      Thread waiter =
          new Thread(
              () -> {
                lock.lock();
                try {
                  while (state.get() == 0) {
                    changed.await();
                  }
                  queue.put(1);
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                } finally {
                  lock.unlock();
                }
              },
              "waiter");
      waiter.start();
      lock.lock();
      try {
        state.set(1);
        changed.signal();
      } finally {
        lock.unlock();
      }
      queue.take();
      waiter.join();
    }
  }
}
