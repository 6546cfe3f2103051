package example.woven;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.jctools.queues.MpmcArrayQueue;

/** Programs that use one facility of the JDK each, and wrongly: a value is read and then written. */
@SuppressWarnings({"all", "serial", "try"})
public final class BrokenFacilities {
  static void both(Runnable body) throws InterruptedException {
    Thread one = new Thread(body);
    Thread other = new Thread(body);
    one.start();
    other.start();
    one.join();
    other.join();
  }

  static void expect(Object expected, Object value) {
    if (!value.equals(expected)) {
      throw new AssertionError("expected " + expected + ", got " + value);
    }
  }

  /** The lambdas of two keys of one map. */
  public static final class ComputeOfTwoKeys {
    public static void main(String[] arguments) throws InterruptedException {
      ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
      AtomicInteger sum = new AtomicInteger();
      Thread reader = new Thread(() -> sum.set(sum.get() + 1));
      reader.start();
      map.compute(
          "a",
          (key, value) -> {
            sum.set(sum.get() + 1);
            return 1;
          });
      reader.join();
      expect(2, sum.get());
    }
  }

  /** A field, through handles of methods that are made of the handle of the variable. */
  public static final class MethodsOfVarHandle {
    int value;

    public static void main(String[] arguments) throws Throwable {
      VarHandle field =
          MethodHandles.lookup().findVarHandle(MethodsOfVarHandle.class, "value", int.class);
      MethodHandle get = field.toMethodHandle(VarHandle.AccessMode.GET_VOLATILE);
      MethodHandle set = field.toMethodHandle(VarHandle.AccessMode.SET_VOLATILE);
      MethodsOfVarHandle shared = new MethodsOfVarHandle();
      both(
          () -> calling(
              () -> {
                set.invokeExact(shared, (int) get.invokeExact(shared) + 1);
              }));
      expect(2, shared.value);
    }
  }

  /** A static field, through invokers of handles of variables. */
  public static final class InvokersOfVarHandles {
    static int value;

    public static void main(String[] arguments) throws Throwable {
      VarHandle field =
          MethodHandles.lookup()
              .findStaticVarHandle(InvokersOfVarHandles.class, "value", int.class);
      MethodHandle get =
          MethodHandles.lookup()
              .findVirtual(VarHandle.class, "getOpaque", MethodType.methodType(int.class));
      MethodHandle set =
          MethodHandles.varHandleExactInvoker(
              VarHandle.AccessMode.SET_OPAQUE, MethodType.methodType(void.class, int.class));
      both(
          () -> calling(
              () -> {
                set.invokeExact(field, (int) get.invokeExact(field) + 1);
              }));
      expect(2, value);
    }
  }

  private interface Action {
    void run() throws Throwable;
  }

  private static void calling(Action action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** What merge calls reads and writes what another thread does too. */
  public static final class MergeLambda {
    public static void main(String[] arguments) throws InterruptedException {
      ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
      AtomicInteger merges = new AtomicInteger();
      Thread other = new Thread(() -> merges.set(merges.get() + 1));
      map.put("a", 1);
      other.start();
      map.merge(
          "a", 1,
          (one, more) -> {
            merges.set(merges.get() + 1);
            return one + more;
          });
      other.join();
      expect(2, merges.get());
    }
  }

  public static final class ReplaceAllOfCopyOnWrite {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new CopyOnWriteArrayList<>(List.of(1));
      AtomicInteger calls = new AtomicInteger();
      Thread other = new Thread(() -> calls.set(calls.get() + 1));
      other.start();
      list.replaceAll(
          x -> {
            calls.set(calls.get() + 1);
            return x + 1;
          });
      other.join();
      expect(2, calls.get());
    }
  }

  public static final class VirtualThreads {
    public static void main(String[] arguments) throws InterruptedException {
      AtomicInteger n = new AtomicInteger();
      Runnable body = () -> n.set(n.get() + 1);
      Thread one = Thread.startVirtualThread(body);
      Thread other = Thread.ofVirtual().name("v").start(body);
      one.join();
      other.join();
      expect(2, n.get());
    }
  }

  public static final class VirtualExecutor {
    public static void main(String[] arguments) {
      AtomicInteger n = new AtomicInteger();
      try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
        executor.submit(() -> n.set(n.get() + 1));
        executor.submit(() -> n.set(n.get() + 1));
      }
      expect(2, n.get());
    }
  }

  public static final class TwoTimers {
    public static void main(String[] arguments) throws InterruptedException {
      AtomicInteger n = new AtomicInteger();
      CountDownLatch done = new CountDownLatch(2);
      for (int i = 0; i < 2; i++) {
        new Timer(true)
            .schedule(
                new TimerTask() {
                  @Override
                  public void run() {
                    n.set(n.get() + 1);
                    done.countDown();
                  }
                }, 5);
      }
      done.await();
      expect(2, n.get());
    }
  }

  public static final class ScheduledTasks {
    public static void main(String[] arguments) throws Exception {
      AtomicInteger n = new AtomicInteger();
      try (ScheduledExecutorService pool = Executors.newScheduledThreadPool(2)) {
        var one = pool.schedule(() -> n.set(n.get() + 1), 1, TimeUnit.SECONDS);
        var other = pool.schedule(() -> n.set(n.get() + 1), 1, TimeUnit.SECONDS);
        one.get();
        other.get();
      }
      expect(2, n.get());
    }
  }

  public static final class AsyncFutures {
    public static void main(String[] arguments) {
      AtomicInteger n = new AtomicInteger();
      CompletableFuture.allOf(
          CompletableFuture.runAsync(() -> n.set(n.get() + 1)),
          CompletableFuture.supplyAsync(() -> 1).thenAcceptAsync(x -> n.set(n.get() + x)))
          .join();
      expect(2, n.get());
    }
  }

  public static final class ForkJoinActions {
    public static void main(String[] arguments) {
      AtomicInteger n = new AtomicInteger();
      class Add extends RecursiveAction {
        @Override
        protected void compute() {
          n.set(n.get() + 1);
        }
      }
      class Both extends RecursiveAction {
        @Override
        protected void compute() {
          invokeAll(new Add(), new Add());
        }
      }
      try (ForkJoinPool pool = new ForkJoinPool(2)) {
        pool.invoke(new Both());
      }
      expect(2, n.get());
    }
  }

  public static final class VarHandleField {
    private static final VarHandle VALUE;

    static {
      try {
        VALUE = MethodHandles.lookup().findVarHandle(VarHandleField.class, "value", int.class);
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }

    private volatile int value;

    public static void main(String[] arguments) throws InterruptedException {
      VarHandleField shared = new VarHandleField();
      both(() -> VALUE.setVolatile(shared, (int) VALUE.getVolatile(shared) + 1));
      expect(2, shared.value);
    }
  }

  public static final class VarHandleElement {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(int[].class);

    public static void main(String[] arguments) throws InterruptedException {
      int[] shared = new int[2];
      both(() -> ELEMENT.setVolatile(shared, 1, (int) ELEMENT.getVolatile(shared, 1) + 1));
      expect(2, (int) ELEMENT.getVolatile(shared, 1));
    }
  }

  public static final class Updater {
    private static final AtomicIntegerFieldUpdater<Updater> VALUE =
        AtomicIntegerFieldUpdater.newUpdater(Updater.class, "value");

    private volatile int value;

    public static void main(String[] arguments) throws InterruptedException {
      Updater shared = new Updater();
      both(() -> VALUE.set(shared, VALUE.get(shared) + 1));
      expect(2, shared.value);
    }
  }

  /** A field is changed by its name, and by an updater. */
  public static final class UpdaterAndField {
    private static final AtomicReferenceFieldUpdater<UpdaterAndField, Integer> VALUE =
        AtomicReferenceFieldUpdater.newUpdater(UpdaterAndField.class, Integer.class, "value");

    private volatile Integer value = 0;

    public static void main(String[] arguments) throws InterruptedException {
      UpdaterAndField shared = new UpdaterAndField();
      Thread other = new Thread(() -> VALUE.updateAndGet(shared, x -> x + 1));
      other.start();
      shared.value = shared.value + 1;
      other.join();
      expect(2, shared.value);
    }
  }

  public static final class AtomicArray {
    public static void main(String[] arguments) throws InterruptedException {
      AtomicIntegerArray shared = new AtomicIntegerArray(2);
      both(() -> shared.set(1, shared.get(1) + 1));
      expect(2, shared.get(1));
    }
  }

  public static final class SumThenReset {
    public static void main(String[] arguments) throws InterruptedException {
      LongAdder adder = new LongAdder();
      AtomicInteger taken = new AtomicInteger();
      Thread other = new Thread(adder::increment);
      other.start();
      taken.addAndGet((int) adder.sum());
      adder.reset();
      other.join();
      expect(1, taken.get() + (int) adder.sum());
    }
  }

  /** References to methods of shared objects are steps too. */
  public static final class MethodReferences {
    public static void main(String[] arguments) throws InterruptedException {
      AtomicInteger n = new AtomicInteger();
      IntSupplier read = n::get;
      AtomicReference<IntSupplier> write = new AtomicReference<>(() -> 0);
      both(
          () -> {
            int seen = read.getAsInt();
            java.util.function.IntConsumer set = n::set;
            set.accept(seen + 1);
          });
      expect(2, n.get());
    }
  }

  /** Each call of a library that is not woven is a step. */
  public static final class LibraryQueue {
    public static void main(String[] arguments) throws InterruptedException {
      MpmcArrayQueue<Integer> queue = new MpmcArrayQueue<>(8);
      both(
          () -> {
            if (queue.isEmpty()) {
              queue.offer(1);
            }
          });
      expect(1, queue.size());
    }
  }

  /** A condition is not checked again after a wait; the run ends while another waiter takes the lock again. */
  public static final class IfInsteadOfWhile {
    private static void consume(ReentrantLock lock, Condition filled, ArrayDeque<Integer> queue) {
      lock.lock();
      try {
        if (queue.isEmpty()) {
          filled.awaitUninterruptibly();
        }
        queue.removeFirst();
      } finally {
        lock.unlock();
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      ReentrantLock lock = new ReentrantLock();
      Condition filled = lock.newCondition();
      ArrayDeque<Integer> queue = new ArrayDeque<>();
      Thread one = new Thread(() -> consume(lock, filled, queue));
      Thread two = new Thread(() -> consume(lock, filled, queue));
      one.start();
      two.start();
      both(
          () -> {
            lock.lock();
            queue.add(1);
            filled.signalAll();
            lock.unlock();
          });
      one.join();
      two.join();
    }
  }

  private BrokenFacilities() {}

  /** Any element that there is, for which the first one is taken. */
  public static final class FindAny {
    public static void main(String[] arguments) {
      expect(0, IntStream.range(0, 20).parallel().findAny().getAsInt());
    }
  }

  /** The first thread of a map is not always the one that was put first. */
  public static final class FirstOfThreads {
    public static void main(String[] arguments) {
      Map<Thread, Integer> numbers = new HashMap<>();
      for (int i = 0; i < 3; i++) {
        numbers.put(new Thread(() -> {}), i);
      }
      expect(0, numbers.values().iterator().next());
    }
  }
}
