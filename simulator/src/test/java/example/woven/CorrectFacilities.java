package example.woven;

import static example.woven.BrokenFacilities.both;
import static example.woven.BrokenFacilities.expect;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeMap;
import java.util.Vector;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CountedCompleter;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jctools.queues.MpscArrayQueue;

/** The correct twins of the programs in {@link BrokenFacilities}. */
@SuppressWarnings({"all", "serial", "try"})
public final class CorrectFacilities {
  /** What was put before a view of the map gives it out. */
  public static final class PublicationThroughViews {
    int value;

    public static void main(String[] arguments) throws InterruptedException {
      Map<Integer, PublicationThroughViews> map = new ConcurrentHashMap<>();
      Collection<PublicationThroughViews> values = map.values();
      Thread writer =
          new Thread(
              () -> {
                for (int i = 0; i < 3; i++) {
                  PublicationThroughViews made = new PublicationThroughViews();
                  made.value = 1;
                  map.put(i, made);
                }
              });
      writer.start();
      for (PublicationThroughViews each : values) {
        expect(1, each.value);
      }
      writer.join();
    }
  }

  /** A synchronizer of the program's own, whose methods are those of the JDK. */
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

  /** A pool of the program's own, which publishes to its threads as that of the JDK does. */
  public static final class OwnPool {
    private static final class Pool extends ThreadPoolExecutor {
      private Pool() {
        super(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
      }

      @Override
      protected void beforeExecute(Thread thread, Runnable task) {
        thread.getName();
      }
    }

    public static void main(String[] arguments) throws Exception {
      ExecutorService pool = new Pool();
      int[] cell = new int[1];
      for (int i = 1; i <= 3; i++) {
        cell[0] = i;
        int expected = i;
        pool.submit(() -> expect(expected, cell[0]++)).get();
        expect(i + 1, cell[0]);
      }
      pool.shutdown();
    }
  }

  /** A queue of the program's own, used through an interface. */
  public static final class OwnQueue {
    private static final class Named extends LinkedBlockingQueue<int[]> {}

    public static void main(String[] arguments) throws InterruptedException {
      BlockingQueue<int[]> queue = new Named();
      Thread taker =
          new Thread(
              () -> {
                for (int i = 0; i < 2; i++) {
                  int[] taken = queue.poll();
                  if (taken != null) {
                    expect(7, taken[0]);
                  }
                }
              });
      taker.start();
      int[] made = {6};
      made[0]++;
      queue.add(made);
      taker.join();
    }
  }

  /** The threads of a cached pool spin before they wait; not for hours. */
  public static final class CachedPool {
    public static void main(String[] arguments) throws Exception {
      ExecutorService pool = Executors.newCachedThreadPool();
      AtomicInteger done = new AtomicInteger();
      for (int i = 0; i < 2; i++) {
        pool.submit(done::incrementAndGet);
      }
      pool.shutdown();
      expect(1, pool.awaitTermination(1, TimeUnit.HOURS) ? 1 : 0);
      expect(2, done.get());
    }
  }

  /** Collections that nobody changes any more. */
  public static final class ReadersOnly {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new ArrayList<>(List.of(1, 2, 3));
      TreeMap<Integer, Integer> map = new TreeMap<>(Map.of(1, 1, 2, 2));
      ArrayDeque<Integer> deque = new ArrayDeque<>(list);
      Runnable body =
          () -> {
            expect(1, list.indexOf(2) + list.lastIndexOf(9) + 1);
            expect(3, list.toArray().length);
            expect(2, list.subList(1, 3).size());
            list.forEach(each -> {});
            expect(1, map.firstKey());
            expect(2, map.floorEntry(5).getValue());
            map.forEach((key, value) -> {});
            expect(map.hashCode(), new HashMap<>(map).hashCode());
            expect(1, deque.element());
            expect(1, map.equals(Map.of()) ? 0 : 1);
            for (Iterator<Integer> each = deque.descendingIterator(); each.hasNext();) {
              each.next();
            }
          };
      both(body);
    }
  }

  /** Each thread iterates over its own collections, and over one under a lock. */
  public static final class IterationUnderALock {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new ArrayList<>(List.of(1, 2));
      Runnable body =
          () -> {
            synchronized (list) {
              for (Iterator<Integer> each = list.iterator(); each.hasNext();) {
                if (each.next() == 2) {
                  each.remove();
                }
              }
              list.add(2);
              expect(3, list.stream().mapToInt(each -> each).sum());
            }
            Map<String, Integer> own = new HashMap<>(Map.of("a", 1));
            for (Map.Entry<String, Integer> each : own.entrySet()) {
              each.setValue(each.getValue() + 1);
            }
            expect(2, own.get("a"));
          };
      Thread other = new Thread(body);
      other.start();
      body.run();
      other.join();
    }
  }

  /** Two lambdas on one key exclude each other, plain variables included. */
  public static final class ComputeOfOneKey {
    private static int sum;

    public static void main(String[] arguments) throws InterruptedException {
      ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
      both(
          () -> map.compute(
              "a",
              (key, value) -> {
                sum = sum + 1;
                return sum;
              }));
      expect(2, map.get("a"));
      expect(2, sum);
    }
  }

  public static final class ComputeIfAbsentOnce {
    public static void main(String[] arguments) throws InterruptedException {
      ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
      AtomicInteger made = new AtomicInteger();
      both(() -> map.computeIfAbsent("a", key -> made.incrementAndGet()));
      expect(1, made.get());
    }
  }

  /** Others write to the map, also to the same bin, while a lambda runs. */
  public static final class MergeAmongOthers {
    public static void main(String[] arguments) throws InterruptedException {
      ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>(1);
      AtomicInteger calls = new AtomicInteger();
      both(
          () -> {
            for (int i = 0; i < 4; i++) {
              map.merge(
                  i, 1,
                  (one, more) -> {
                    calls.incrementAndGet();
                    return one + more;
                  });
              map.put(16 + i, i);
              map.remove(16 + i);
            }
          });
      expect(4, calls.get());
      expect(2, map.get(3));
    }
  }

  public static final class ReplaceAllOfCopyOnWrite {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new CopyOnWriteArrayList<>(List.of(1));
      AtomicInteger calls = new AtomicInteger();
      both(
          () -> {
            list.replaceAll(x -> x + calls.incrementAndGet());
            list.add(5);
          });
      expect(3, list.size());
    }
  }

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

  public static final class TimerTasks {
    private static int n;

    public static void main(String[] arguments) throws InterruptedException {
      CountDownLatch done = new CountDownLatch(2);
      Timer timer = new Timer(true);
      for (int i = 0; i < 2; i++) {
        timer.schedule(
            new TimerTask() {
              @Override
              public void run() {
                n++;
                done.countDown();
              }
            }, 5);
      }
      done.await();
      expect(2, n);
    }
  }

  public static final class ScheduledTasks {
    private static int n;

    public static void main(String[] arguments) throws Exception {
      try (ScheduledExecutorService pool = Executors.newScheduledThreadPool(1)) {
        pool.scheduleAtFixedRate(() -> n++, 1, 1, TimeUnit.SECONDS);
        var later = pool.schedule(() -> n, 3_500, TimeUnit.MILLISECONDS);
        expect(3, later.get());
      }
    }
  }

  public static final class Futures {
    private static int n;

    public static void main(String[] arguments) {
      int sum =
          CompletableFuture.supplyAsync(() -> ++n)
              .thenApplyAsync(x -> ++n)
              .thenCombine(CompletableFuture.supplyAsync(() -> 5), Integer::sum)
              .orTimeout(1, TimeUnit.HOURS)
              .join();
      expect(7, sum);
      expect(2, n);
    }
  }

  public static final class ForkJoinActions {
    public static void main(String[] arguments) {
      int[] parts = new int[4];
      class Fill extends RecursiveAction {
        private final int from;
        private final int to;

        Fill(int from, int to) {
          this.from = from;
          this.to = to;
        }

        @Override
        protected void compute() {
          if (to - from == 1) {
            parts[from] = from;
          } else {
            int middle = (from + to) / 2;
            invokeAll(new Fill(from, middle), new Fill(middle, to));
          }
        }
      }
      try (ForkJoinPool pool = new ForkJoinPool(2)) {
        pool.invoke(new Fill(0, 4));
      }
      expect(6, IntStream.of(parts).sum());
    }
  }

  public static final class ParallelStream {
    public static void main(String[] arguments) {
      AtomicInteger calls = new AtomicInteger();
      expect(
          90, IntStream.range(0, 10).parallel().peek(x -> calls.incrementAndGet()).map(x -> 2 * x)
              .sum());
      expect(10, calls.get());
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

  /** Plain data that goes through a queue of a library that is not woven. */
  public static final class LibraryQueue {
    private int data;

    public static void main(String[] arguments) throws InterruptedException {
      MpscArrayQueue<LibraryQueue> queue = new MpscArrayQueue<>(8);
      Thread other =
          new Thread(
              () -> {
                LibraryQueue made = new LibraryQueue();
                made.data = 5;
                queue.offer(made);
              });
      other.start();
      LibraryQueue taken = queue.poll();
      other.join();
      taken = taken == null ? queue.poll() : taken;
      expect(5, taken.data);
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

  /** Methods that a pool calls around its tasks, and when it terminates. */
  public static final class MethodsOfAPool {
    private static final class Task implements Runnable {
      private int begun;

      @Override
      public void run() {}
    }

    private static final class Pool extends ThreadPoolExecutor {
      private final ReentrantLock lock = new ReentrantLock();
      private int after;
      private int terminated;

      private Pool() {
        super(2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
      }

      @Override
      protected void beforeExecute(Thread thread, Runnable task) {
        ((Task) task).begun++;
      }

      @Override
      protected void afterExecute(Runnable task, Throwable thrown) {
        lock.lock();
        try {
          after++;
        } finally {
          lock.unlock();
        }
      }

      @Override
      protected void terminated() {
        terminated = after;
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      Pool pool = new Pool();
      for (int i = 0; i < 4; i++) {
        Task task = new Task();
        task.begun = i;
        pool.execute(task);
      }
      pool.shutdown();
      pool.awaitTermination(1, TimeUnit.HOURS);
      expect(4, pool.after);
      expect(4, pool.terminated);
    }
  }

  /** Platform threads of an executor that makes one for each task. */
  public static final class ThreadPerTask {
    public static void main(String[] arguments) throws Exception {
      try (ExecutorService executor =
          Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
        executor.execute(() -> {});
        expect(1, executor.submit(() -> 1).get());
        expect(2, executor.invokeAny(List.of(() -> 2, () -> 2)));
      }
    }
  }

  /** What the JDK hands to the common pool by itself. */
  public static final class CommonPool {
    public static void main(String[] arguments) throws Exception {
      ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
      for (int i = 0; i < 8; i++) {
        map.put(i, i);
      }
      expect(28, map.reduceValues(1, Integer::sum));
      List<Integer> consumed = new ArrayList<>();
      try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>()) {
        CompletableFuture<Void> all = publisher.consume(consumed::add);
        publisher.submit(1);
        publisher.close();
        all.get();
      }
      expect(1, consumed.size());
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

  /** Tasks whose last part, on whatever thread, completes the whole. */
  public static final class Completers {
    private static final class Sum extends CountedCompleter<Integer> {
      private final int size;
      private int result;
      private Sum left;
      private Sum right;

      private Sum(CountedCompleter<?> whole, int size) {
        super(whole);
        this.size = size;
      }

      @Override
      public void compute() {
        if (size == 1) {
          result = 1;
        } else {
          setPendingCount(2);
          left = new Sum(this, size / 2);
          right = new Sum(this, size / 2);
          left.fork();
          right.fork();
        }
        tryComplete();
      }

      @Override
      public void onCompletion(CountedCompleter<?> caller) {
        if (left != null) {
          result = left.result + right.result;
        }
      }

      @Override
      public Integer getRawResult() {
        return result;
      }
    }

    public static void main(String[] arguments) {
      try (ForkJoinPool pool = new ForkJoinPool(2)) {
        expect(4, pool.invoke(new Sum(null, 4)));
      }
    }
  }

  private CorrectFacilities() {}
}
