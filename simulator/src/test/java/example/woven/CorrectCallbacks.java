package example.woven;

import static example.woven.BrokenFacilities.expect;

import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Correct programs of which the JDK calls methods in the middle of a call that has waited for another thread. */
@SuppressWarnings({"all", "serial", "try"})
public final class CorrectCallbacks {
  private static class Job implements Comparable<Job>, Runnable {
    int priority;
    CountDownLatch done = new CountDownLatch(1);

    static Job of(int priority) {
      Job made = new Job();
      made.priority = priority;
      return made;
    }

    int priority() {
      return priority;
    }

    @Override
    public void run() {
      done.countDown();
    }

    @Override
    public int compareTo(Job other) {
      return Integer.compare(priority, other.priority);
    }
  }

  private static void put(PriorityBlockingQueue<Job> queue) throws InterruptedException {
    Thread producer =
        new Thread(
            () -> {
              for (int i = 3; i > 0; i--) {
                queue.put(Job.of(i));
              }
            });
    producer.start();
    int sum = 0;
    for (int i = 0; i < 3; i++) {
      sum += queue.take().priority;
    }
    expect(6, sum);
    producer.join();
  }

  /** Compares what was put while the call waited. */
  public static final class ComparedInQueue {
    public static void main(String[] arguments) throws InterruptedException {
      put(new PriorityBlockingQueue<>());
    }
  }

  /** The same through a reference to a method of the program. */
  public static final class ComparedByReference {
    public static void main(String[] arguments) throws InterruptedException {
      put(new PriorityBlockingQueue<>(3, Comparator.comparingInt(Job::priority)));
    }
  }

  /** The workers of a pool compare its tasks. */
  public static final class PoolWithPriorities {
    public static void main(String[] arguments) throws InterruptedException {
      ThreadPoolExecutor pool =
          new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>());
      Job[] jobs = new Job[4];
      for (int i = 0; i < jobs.length; i++) {
        jobs[i] = Job.of(jobs.length - i);
        pool.execute(jobs[i]);
      }
      for (Job each : jobs) {
        each.done.await();
      }
      pool.shutdown();
    }
  }

  /** A call asks for delays, also of what is put while it waits; to answer takes a call of something else. */
  public static final class Delays {
    private static final class Late implements Delayed {
      long at;
      int id;
      AtomicInteger asked = new AtomicInteger();

      @Override
      public long getDelay(TimeUnit unit) {
        asked.incrementAndGet();
        return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
      }

      @Override
      public int compareTo(Delayed other) {
        return Long.compare(at, ((Late) other).at);
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      DelayQueue<Late> queue = new DelayQueue<>();
      Thread producer =
          new Thread(
              () -> {
                for (int i = 2; i > 0; i--) {
                  Late made = new Late();
                  made.at = System.nanoTime() + i * 1_000;
                  made.id = i;
                  queue.put(made);
                }
              });
      producer.start();
      expect(3, queue.take().id + queue.take().id);
      producer.join();
    }
  }

  /** What an action has done before it throws is known to whoever asks whether the barrier is broken. */
  public static final class ActionThatThrows {
    static int done;

    public static void main(String[] arguments) throws InterruptedException {
      CyclicBarrier barrier =
          new CyclicBarrier(
              1,
              () -> {
                done = 1;
                throw new IllegalStateException("so that the barrier breaks");
              });
      Thread other =
          new Thread(
              () -> {
                if (barrier.isBroken()) {
                  expect(1, done);
                }
              });
      other.start();
      try {
        barrier.await();
      } catch (BrokenBarrierException | IllegalStateException e) {
        // the other thread looks at what there is
      }
      other.join();
    }
  }

  /**
   * Calls that throw in the middle of what they exclude others from, where the program handles that in the same method: the
   * other thread does not wait for ever.
   */
  public static final class CallsThatThrow {
    static int thrown;

    private static void handled(Vector<Integer> vector) {
      try {
        vector.elementAt(7);
      } catch (ArrayIndexOutOfBoundsException e) {
        thrown++;
      } finally {
        thrown++;
      }
    }

    private static void handled(StringBuffer buffer) {
      try {
        buffer.deleteCharAt(7);
      } catch (StringIndexOutOfBoundsException e) {
        thrown++;
      }
    }

    private static int refused() {
      throw new IllegalStateException("refused");
    }

    private static void handled(Hashtable<String, Integer> table) {
      try {
        table.computeIfAbsent("a", key -> refused());
      } catch (IllegalStateException e) {
        thrown++;
      }
    }

    private static void handled(ConcurrentHashMap<String, Integer> map) {
      try {
        map.compute("a", (key, value) -> refused());
      } catch (IllegalStateException e) {
        thrown++;
      }
    }

    private static void handled(List<Integer> list) {
      try {
        list.replaceAll(each -> refused());
      } catch (IllegalStateException e) {
        thrown++;
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      Vector<Integer> vector = new Vector<>();
      StringBuffer buffer = new StringBuffer();
      Hashtable<String, Integer> table = new Hashtable<>();
      ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
      List<Integer> list = new CopyOnWriteArrayList<>(List.of(1));
      Thread thrower =
          new Thread(
              () -> {
                handled(vector);
                handled(buffer);
                handled(table);
                handled(map);
                handled(list);
              });
      thrower.start();
      vector.add(1);
      buffer.append("a");
      table.put("b", 1);
      map.put("a", 1);
      list.add(2);
      thrower.join();
      expect(6, thrown);
    }
  }
}
