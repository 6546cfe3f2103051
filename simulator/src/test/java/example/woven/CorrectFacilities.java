package example.woven;

import static example.woven.BrokenFacilities.both;
import static example.woven.BrokenFacilities.expect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.Vector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Correct programs that use threads, handles, locks and other facilities of the JDK. */
@SuppressWarnings({"all", "serial", "try"})
public final class CorrectFacilities {
  public static final class VirtualThreads {
    private static int n;

    public static void main(String[] arguments) throws InterruptedException {
      Thread one = Thread.startVirtualThread(() -> n++);
      one.join();
      Thread other = Thread.ofVirtual().start(() -> n++);
      other.join();
      expect(2, n);
    }
  }

  /** Plain data behind a flag that a handle sets and the field's name reads. */
  public static final class VarHandlePublication {
    private static final VarHandle READY;

    static {
      try {
        READY = MethodHandles.lookup().findVarHandle(VarHandlePublication.class, "ready",
            boolean.class);
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }

    private int data;
    private volatile boolean ready;

    public static void main(String[] arguments) throws InterruptedException {
      VarHandlePublication shared = new VarHandlePublication();
      Thread other =
          new Thread(
              () -> {
                shared.data = 7;
                READY.setRelease(shared, true);
              });
      other.start();
      if (shared.ready) {
        expect(7, shared.data);
      }
      if ((boolean) READY.getAcquire(shared)) {
        expect(7, shared.data);
      }
      other.join();
    }
  }

  public static final class VarHandleLock {
    private static final VarHandle OWNER = MethodHandles.arrayElementVarHandle(int[].class);
    private static int n;

    public static void main(String[] arguments) throws InterruptedException {
      int[] lock = new int[1];
      both(
          () -> {
            while (!OWNER.compareAndSet(lock, 0, 0, 1)) {
              Thread.onSpinWait();
            }
            n++;
            OWNER.setVolatile(lock, 0, 0);
          });
      expect(2, n);
    }
  }

  /** Plain data in nodes that an updater publishes, as in many libraries. */
  public static final class UpdaterPublication {
    private static final AtomicReferenceFieldUpdater<UpdaterPublication, int[]> NODE =
        AtomicReferenceFieldUpdater.newUpdater(UpdaterPublication.class, int[].class, "node");

    private volatile int[] node;

    public static void main(String[] arguments) throws InterruptedException {
      UpdaterPublication shared = new UpdaterPublication();
      both(
          () -> {
            int[] mine = new int[1];
            mine[0] = 3;
            if (!NODE.compareAndSet(shared, null, mine)) {
              expect(3, shared.node[0]);
            }
          });
    }
  }

  public static final class Updater {
    private static final AtomicIntegerFieldUpdater<Updater> VALUE =
        AtomicIntegerFieldUpdater.newUpdater(Updater.class, "value");

    private volatile int value;

    public static void main(String[] arguments) throws InterruptedException {
      Updater shared = new Updater();
      both(() -> VALUE.incrementAndGet(shared));
      expect(2, shared.value);
    }
  }

  public static final class AtomicArray {
    public static void main(String[] arguments) throws InterruptedException {
      AtomicIntegerArray shared = new AtomicIntegerArray(2);
      both(() -> shared.incrementAndGet(1));
      expect(2, shared.get(1));
    }
  }

  /** Plain data behind an element of an atomic array, which is read by itself and in the text of the array. */
  public static final class AtomicArrayPublication {
    private int data;

    public static void main(String[] arguments) throws InterruptedException {
      AtomicArrayPublication shared = new AtomicArrayPublication();
      AtomicReferenceArray<String> flags = new AtomicReferenceArray<>(2);
      expect(2, flags.length());
      Thread other =
          new Thread(
              () -> {
                shared.data = 7;
                flags.set(1, "ready");
              });
      other.start();
      if (flags.get(1) != null) {
        expect(7, shared.data);
      }
      if (flags.toString().equals("[null, ready]")) {
        expect(7, shared.data);
      }
      other.join();
    }
  }

  /** The index of an access that does not happen is that of the exception. */
  public static final class IndexesOutside {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(int[].class);

    public static void main(String[] arguments) {
      int[] plain = new int[2];
      AtomicIntegerArray atomic = new AtomicIntegerArray(2);
      for (int index : new int[] {-1, 2, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
        outside(index, () -> plain[index]++);
        outside(index, () -> atomic.get(index));
        outside(index, () -> ELEMENT.setVolatile(plain, index, 1));
      }
    }

    private static void outside(int index, Runnable access) {
      try {
        access.run();
      } catch (IndexOutOfBoundsException e) {
        if (!e.getMessage().contains("ndex " + index + " out of bounds for length 2")) {
          throw new AssertionError(e);
        }
        return;
      }
      throw new AssertionError("there is an element " + index);
    }
  }

  public static final class Adder {
    public static void main(String[] arguments) throws InterruptedException {
      LongAdder adder = new LongAdder();
      both(adder::increment);
      expect(2, (int) adder.sum());
    }
  }

  /** References to methods of shared objects order threads. */
  public static final class MethodReferences {
    private static int n;

    public static void main(String[] arguments) throws Exception {
      CountDownLatch latch = new CountDownLatch(1);
      try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
        n = 1;
        Runnable countDown = latch::countDown;
        Thread other = new Thread(countDown);
        Thread reader =
            new Thread(
                () -> {
                  try {
                    latch.await();
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                  n++;
                });
        reader.start();
        n = 2;
        other.start();
        other.join();
        reader.join();
      }
      List<Integer> list = new ArrayList<>();
      List.of(1, 2).forEach(list::add);
      expect(2, list.size());
      expect(3, n);
    }
  }

  /** What a monitor refuses, and says of its owner, is the same when it is woven. */
  public static final class RefusedWaitsAndOwners {
    private static void refused(Object lock, long millis, int nanos) throws InterruptedException {
      synchronized (lock) {
        try {
          lock.wait(millis, nanos);
        } catch (IllegalArgumentException asOnTheJvm) {
          return;
        }
      }
      throw new AssertionError("it waited for " + millis + " ms and " + nanos + " ns");
    }

    public static void main(String[] arguments) throws InterruptedException {
      Object lock = new Object();
      refused(lock, -1, 0);
      refused(lock, 0, -1);
      refused(lock, 0, 1_000_000);
      boolean[] isHeld = {true};
      Thread asks = new Thread(() -> isHeld[0] = Thread.holdsLock(lock));
      synchronized (lock) {
        asks.start();
        asks.join();
        expect(true, Thread.holdsLock(lock));
      }
      expect(false, isHeld[0]);
      both(() -> {});
    }
  }

  /** What fails on null fails in the same way when it is woven. */
  public static final class NullReceivers {
    private int value;

    private interface Attempt {
      void run() throws Exception;
    }

    private static void fails(String what, Attempt attempt) throws Exception {
      try {
        attempt.run();
      } catch (NullPointerException asOnTheJvm) {
        return;
      }
      throw new AssertionError("no failure: " + what);
    }

    public static void main(String[] arguments) throws Exception {
      Object[] nothing = new Object[1];
      fails("field read", () -> check(((NullReceivers) nothing[0]).value));
      fails("field write", () -> ((NullReceivers) nothing[0]).value = 1);
      fails("element read", () -> check(((int[]) nothing[0])[0]));
      fails("element write", () -> ((int[]) nothing[0])[0] = 1);
      fails("synchronized", () -> {
        synchronized (nothing[0]) {
          check(1);
        }
      });
      fails("wait", () -> nothing[0].wait());
      fails("timed wait", () -> nothing[0].wait(1));
      fails("notify", () -> nothing[0].notify());
      fails("notifyAll", () -> nothing[0].notifyAll());
      fails("holdsLock", () -> Thread.holdsLock(nothing[0]));
      fails("Vector", () -> ((Vector<?>) nothing[0]).removeAllElements());
      fails("StringBuffer", () -> ((StringBuffer) nothing[0]).append(1));
      fails("List", () -> ((List<?>) nothing[0]).clear());
      fails("ConcurrentHashMap", () -> ((ConcurrentHashMap<?, ?>) nothing[0]).clear());
      fails("AtomicInteger", () -> ((AtomicInteger) nothing[0]).get());
      fails("Lock", () -> ((ReentrantLock) nothing[0]).lock());
      fails("Thread start", () -> ((Thread) nothing[0]).start());
      fails("Thread join", () -> ((Thread) nothing[0]).join());
      fails("Thread interrupt", () -> ((Thread) nothing[0]).interrupt());
      fails("Latch", () -> ((CountDownLatch) nothing[0]).await());
      fails("Executor", () -> ((ExecutorService) nothing[0]).shutdown());
      fails("Random", () -> ((java.util.Random) nothing[0]).nextInt());
      both(() -> {});
    }

    private static void check(int value) {
      expect(1, value);
    }
  }

  /** A lock of a class of its own, which calls the methods that it overrides. */
  public static final class LockThatCounts {
    private static final class Counting extends ReentrantLock {
      private int locks;

      @Override
      public void lock() {
        super.lock();
        locks++;
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      Counting lock = new Counting();
      both(
          () -> {
            lock.lock();
            lock.unlock();
          });
      expect(2, lock.locks);
    }
  }

  /** A group of the program's own handles what its threads throw. */
  public static final class GroupThatHandles {
    public static void main(String[] arguments) throws InterruptedException {
      AtomicInteger handled = new AtomicInteger();
      ThreadGroup group =
          new ThreadGroup("own") {
            @Override
            public void uncaughtException(Thread thread, Throwable thrown) {
              expect(1, thrown.getMessage().length());
              handled.incrementAndGet();
            }
          };
      Runnable body = () -> {
        throw new IllegalStateException("x");
      };
      Thread made = new Thread(group, body);
      Thread own = new Thread(group, body) {};
      check(made.getThreadGroup() == group && own.getThreadGroup() == group);
      made.start();
      own.start();
      made.join();
      own.join();
      expect(2, handled.get());
    }

    private static void check(boolean holds) {
      expect(1, holds ? 1 : 0);
    }
  }

  /** The state of a thread says that it has ended. */
  public static final class EndSeenInState {
    private static int data;

    public static void main(String[] arguments) throws InterruptedException {
      Thread other = new Thread(() -> data = 1);
      other.start();
      while (other.getState() != Thread.State.TERMINATED) {
        Thread.sleep(1);
      }
      expect(1, data);
    }
  }

  /** Functions that the JDK calls make objects, which it then publishes. */
  public static final class PublicationByFunctions {
    private int data;

    public static void main(String[] arguments) throws InterruptedException {
      AtomicReference<PublicationByFunctions> reference = new AtomicReference<>();
      ConcurrentSkipListMap<Integer, PublicationByFunctions> map = new ConcurrentSkipListMap<>();
      int[] advances = new int[1];
      Phaser phaser =
          new Phaser(2) {
            @Override
            protected boolean onAdvance(int phase, int registered) {
              advances[0]++;
              return false;
            }
          };
      both(
          () -> {
            reference.updateAndGet(old -> made(old == null ? 1 : old.data + 1));
            expect(1, Math.min(1, reference.get().data));
            expect(7, map.computeIfAbsent(1, key -> made(7)).data);
            phaser.arriveAndAwaitAdvance();
            expect(1, advances[0]);
          });
      expect(2, reference.get().data);
    }

    private static PublicationByFunctions made(int data) {
      PublicationByFunctions made = new PublicationByFunctions();
      made.data = data;
      return made;
    }
  }

  /** References to methods that the receiver's class inherits. */
  public static final class InheritedReferences {
    private interface Join {
      void run() throws InterruptedException;
    }

    private static final class Worker extends Thread {
      private int ran;

      @Override
      public void run() {
        ran++;
      }
    }

    private static final class Task extends FutureTask<Integer> {
      private Task() {
        super(() -> 1);
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      Task task = new Task();
      Runnable body = task::run;
      both(body);
      expect(1, task.isDone() ? 1 : 0);
      LinkedHashSet<Integer> seen = new LinkedHashSet<>();
      expect(2, (int) IntStream.of(1, 1, 2).boxed().filter(seen::add).count());
      Thread other = new Thread(body) {};
      other.start();
      Join join = other::join;
      join.run();
      Worker worker = new Worker();
      Runnable start = worker::start;
      start.run();
      Join end = worker::join;
      end.run();
      expect(1, worker.ran);
    }
  }

  private CorrectFacilities() {}

  /** What a generator draws that is made without a seed follows from the run. */
  public static final class UnseededGenerators {
    private static int n;

    public static void main(String[] arguments) {
      for (RandomGenerator each : List.of(
          new SplittableRandom(), RandomGenerator.getDefault(),
          RandomGenerator.of("Xoroshiro128PlusPlus"))) {
        for (int i = each.nextInt(1, 20); i > 0; i--) {
          n++;
        }
      }
    }
  }

  /** A thread is called by its number in the run. */
  public static final class ThreadTexts {
    private static int n;

    public static void main(String[] arguments) {
      Thread platform = new Thread(() -> {}, "mine");
      expect(
          "Thread[#" + platform.threadId() + ",mine,5,", platform.toString().substring(0,
              ("Thread[#" + platform.threadId() + ",mine,5,").length()));
      Thread virtual = Thread.ofVirtual().name("light").unstarted(() -> {});
      expect("VirtualThread[#" + virtual.threadId() + ",light]/runnable", "" + virtual);
      for (int i = ("" + platform + virtual).hashCode() & 15; i > 0; i--) {
        n++;
      }
    }
  }

  public static final class Calendars {
    private static int n;

    public static void main(String[] arguments) throws InterruptedException {
      for (int i = 0; i < 2; i++) {
        long begin = Calendar.getInstance().getTimeInMillis();
        Thread.sleep(60_000);
        expect(true, Calendar.getInstance().getTimeInMillis() - begin >= 60_000);
        expect(2026, Calendar.getInstance().get(Calendar.YEAR));
        n++;
      }
    }
  }

  /** Frames are looked at inside a native one, where no thread can wait. */
  public static final class StackWalks {
    private static int n;

    public static void main(String[] arguments) throws InterruptedException {
      both(
          () -> {
            String name = StackWalker.getInstance().walk(
                frames -> frames.map(StackWalker.StackFrame::getMethodName).findFirst().get());
            expect(true, name.startsWith("lambda$main$"));
            StackWalker.getInstance().forEach(
                frame -> {
                  synchronized (StackWalks.class) {
                    n += frame.getMethodName().startsWith("lambda$main$") ? 1 : 0;
                  }
                });
          });
      expect(2, n);
    }
  }

  /** Published by fences and opaque accesses. */
  public static final class Fences {
    private static final VarHandle READY = handle();
    private boolean ready;
    private int data;

    private static VarHandle handle() {
      try {
        return MethodHandles.lookup().findVarHandle(Fences.class, "ready", boolean.class);
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      Fences shared = new Fences();
      Thread writer =
          new Thread(
              () -> {
                shared.data = 1;
                VarHandle.releaseFence();
                READY.setOpaque(shared, true);
              });
      writer.start();
      if ((boolean) READY.getOpaque(shared)) {
        VarHandle.acquireFence();
        expect(1, shared.data);
      }
      writer.join();
    }
  }

  /** The executor of a stage that is late has been shut down, and nobody waits for it. */
  public static final class LateStages {
    public static void main(String[] arguments) throws Exception {
      ExecutorService pool = Executors.newFixedThreadPool(1);
      CompletableFuture<Integer> late =
          CompletableFuture.supplyAsync(
              () -> 1, CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS, pool));
      pool.shutdown();
      Thread.sleep(20);
      expect(false, late.isDone());
    }
  }

  /** The JVM notifies in the monitor of a thread that ends. */
  public static final class WaitsForTheEnd {
    public static void main(String[] arguments) throws InterruptedException {
      Thread plain = new Thread(() -> {});
      Thread own =
          new Thread() {
            @Override
            public void run() {}
          };
      for (Thread each : List.of(plain, own)) {
        synchronized (each) {
          each.start();
          while (each.isAlive()) {
            each.wait();
          }
        }
      }
    }
  }

  /** {@link TimeUnit} waits in the monitor of the program. */
  public static final class WaitsInUnits {
    public static void main(String[] arguments) throws InterruptedException {
      Object gate = new Object();
      boolean[] isOpen = new boolean[1];
      Thread opener =
          new Thread(
              () -> {
                synchronized (gate) {
                  isOpen[0] = true;
                  gate.notifyAll();
                }
              });
      synchronized (gate) {
        opener.start();
        while (!isOpen[0]) {
          TimeUnit.MICROSECONDS.timedWait(gate, 1_500_500);
        }
      }
      opener.join();
    }
  }

  /** What is written before an interrupt is known to who detects it, however it does. */
  public static final class InterruptsPublish {
    private static int published;

    private static void expectPublished() {
      expect(7, published);
    }

    public static void main(String[] arguments) throws InterruptedException {
      for (Object how : List.of(Thread.class, CountDownLatch.class, Object.class, int.class)) {
        published = 0;
        Thread detector = new Thread(() -> detect(how));
        detector.start();
        published = 7;
        detector.interrupt();
        detector.join();
      }
    }

    private static void detect(Object how) {
      try {
        if (how == Thread.class) {
          Thread.sleep(100_000);
        } else if (how == CountDownLatch.class) {
          new CountDownLatch(1).await();
        } else if (how == Object.class) {
          synchronized (how) {
            how.wait();
          }
        } else {
          while (!Thread.interrupted()) {
            Thread.onSpinWait();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      expectPublished();
    }
  }

  /** The other one gets the monitor in the end, whoever is preferred. */
  public static final class PollsInMonitor {
    private static final Object GATE = new Object();
    private static boolean isOpen;

    public static void main(String[] arguments) throws InterruptedException {
      Thread opener =
          new Thread(
              () -> {
                synchronized (GATE) {
                  isOpen = true;
                }
              });
      opener.start();
      int polls = 0;
      while (true) {
        synchronized (GATE) {
          polls++;
          if (isOpen) {
            break;
          }
        }
      }
      opener.join();
    }
  }
}
