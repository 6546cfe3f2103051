package example.woven;

import static example.woven.BrokenFacilities.expect;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CountedCompleter;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/** Correct programs that use executors, tasks, futures and timers. */
@SuppressWarnings({"all", "serial", "try"})
public final class CorrectPools {
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

  /** The thread of a timer is no daemon: it ends because of the cancel, whether it waits or not. */
  public static final class CancelledTimer {
    public static void main(String[] arguments) throws InterruptedException {
      Timer timer = new Timer();
      CountDownLatch done = new CountDownLatch(1);
      timer.schedule(
          new TimerTask() {
            @Override
            public void run() {
              done.countDown();
            }
          }, 5);
      done.await();
      timer.cancel();
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
      expect(1, List.of(3, 1, 2).parallelStream().sorted().toList().getFirst());
      expect(7, IntStream.range(0, 20).parallel().filter(x -> x == 7).findAny().getAsInt());
      int[] sorted = new int[9_000];
      Arrays.parallelSetAll(sorted, i -> sorted.length - i);
      Arrays.parallelSort(sorted);
      expect(1, sorted[0]);
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

  /** A worker that has waited for a while is woken by what comes next. */
  public static final class WakeUpOfAWorker {
    public static void main(String[] arguments) throws Exception {
      try (ForkJoinPool pool = new ForkJoinPool(1)) {
        expect(1, pool.submit(() -> 1).get());
        Thread.sleep(10_000);
        expect(2, pool.submit(() -> 2).get(1, TimeUnit.SECONDS));
      }
    }
  }

  /** Delayed tasks of a pool, one of them cancelled. */
  public static final class DelayedTasksOfAPool {
    public static void main(String[] arguments) throws Exception {
      try (ForkJoinPool pool = new ForkJoinPool(1)) {
        long begin = System.nanoTime();
        AtomicInteger ran = new AtomicInteger();
        ScheduledFuture<Integer> late = pool.schedule(() -> 2, 3_600, TimeUnit.SECONDS);
        ScheduledFuture<?> never = pool.schedule(ran::incrementAndGet, 60, TimeUnit.SECONDS);
        expect(1, pool.schedule(() -> 1, 1, TimeUnit.SECONDS).get(10, TimeUnit.SECONDS));
        never.cancel(false);
        expect(2, late.get());
        expect(0, ran.get());
        expect(1, System.nanoTime() - begin >= TimeUnit.HOURS.toNanos(1) ? 1 : 0);
      }
    }
  }

  /** Nobody can shut down the common pool. */
  public static final class CommonPoolForEver {
    public static void main(String[] arguments) throws Exception {
      ForkJoinPool common = ForkJoinPool.commonPool();
      common.shutdown();
      expect(0, common.shutdownNow().size());
      common.close();
      expect(0, common.isShutdown() || common.isTerminated() ? 1 : 0);
      expect(1, common.submit(() -> 1).get());
      expect(0, common.awaitTermination(1, TimeUnit.SECONDS) ? 1 : 0);
      expect(2, ForkJoinTask.adapt(() -> 2).fork().get());
    }
  }

  private CorrectPools() {}

  /** Tasks that the static methods of ForkJoinTask execute read what their parent has written, and the other way. */
  public static final class InvokedAll {
    private static final class Node extends RecursiveAction {
      private final Node parent;
      private final int height;
      private int depth;
      private int leaves;

      private Node(Node parent, int height) {
        this.parent = parent;
        this.height = height;
      }

      @Override
      protected void compute() {
        depth = parent == null ? 0 : parent.depth + 1;
        if (height == 0) {
          leaves = 1;
          return;
        }
        Node left = new Node(this, height - 1);
        Node right = new Node(this, height - 1);
        Node third = new Node(this, 0);
        if (depth == 0) {
          invokeAll(left, right, third);
        } else {
          invokeAll(left, third);
          ForkJoinTask.invokeAll(List.of(right));
        }
        leaves = left.leaves + right.leaves + third.leaves;
        expect(depth + 1, right.depth);
      }
    }

    public static void main(String[] arguments) {
      try (ForkJoinPool pool = new ForkJoinPool(2)) {
        Node root = new Node(null, 2);
        pool.execute(root);
        expect(1, pool.awaitQuiescence(1, TimeUnit.HOURS) ? 1 : 0);
        expect(7, root.leaves);
        expect(7, pool.invoke(ForkJoinTask.adapt(() -> leaves(root))));
      }
    }

    private static int leaves(Node root) {
      return root.leaves;
    }
  }

  /** Who finds that a task has failed may read what it has written. */
  public static final class InvokedAndFailed {
    private static final class Task extends RecursiveAction {
      private final boolean fails;
      private int written;

      private Task(boolean fails) {
        this.fails = fails;
      }

      @Override
      protected void compute() {
        written = 7;
        if (fails) {
          throw new IllegalStateException("on purpose");
        }
      }
    }

    public static void main(String[] arguments) {
      try (ForkJoinPool pool = new ForkJoinPool(2)) {
        pool.submit(
            () -> {
              Task failing = new Task(true);
              try {
                ForkJoinTask.invokeAll(new Task(false), failing);
              } catch (IllegalStateException e) {
                expect(7, failing.written);
              }
            }).join();
      }
    }
  }

  /** A stage that a static method makes reads what was written before. */
  public static final class StagesInPools {
    public static void main(String[] arguments) throws Exception {
      int[] cell = new int[1];
      for (ExecutorService pool : List.of(Executors.newFixedThreadPool(1), new ForkJoinPool(1))) {
        pool.submit(() -> 1).get();
        cell[0] = 5;
        CompletableFuture<Integer> stage = CompletableFuture.supplyAsync(() -> cell[0]++, pool);
        expect(5, stage.get());
        expect(6, cell[0]);
        pool.close();
      }
    }
  }

  /** What parallel operations do is ordered with what their caller does before and after. */
  public static final class ParallelOperations {
    private static final class Cell {
      private int value;
    }

    public static void main(String[] arguments) {
      Cell[] cells = new Cell[6];
      ConcurrentHashMap<Integer, Cell> map = new ConcurrentHashMap<>();
      for (int i = 0; i < cells.length; i++) {
        cells[i] = new Cell();
        map.put(i, cells[i]);
      }
      for (int round = 0; round < 2; round++) {
        IntStream.range(0, cells.length).parallel().forEach(i -> cells[i].value++);
        addOne(cells);
        expect(6, Arrays.asList(cells).parallelStream().map(CorrectPools::added).toList().size());
        addOne(cells);
        map.forEach(1, (key, cell) -> cell.value++);
      }
      for (Cell each : cells) {
        expect(10, each.value);
      }
    }

    private static void addOne(Cell[] cells) {
      for (Cell each : cells) {
        each.value++;
      }
    }
  }

  private static ParallelOperations.Cell added(ParallelOperations.Cell cell) {
    cell.value++;
    return cell;
  }

  /** The tasks of threads that wait, and of those that have not begun, are interrupted. */
  public static final class ThreadPerTaskShutDownNow {
    public static void main(String[] arguments) throws InterruptedException {
      for (var factory : List.of(Thread.ofVirtual().factory(), Thread.ofPlatform().factory())) {
        AtomicInteger interrupted = new AtomicInteger();
        ExecutorService pool = Executors.newThreadPerTaskExecutor(factory);
        for (int i = 0; i < 2; i++) {
          pool.execute(
              () -> {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  interrupted.incrementAndGet();
                }
              });
        }
        pool.shutdownNow();
        expect(1, pool.awaitTermination(1, TimeUnit.HOURS) ? 1 : 0);
        expect(2, interrupted.get());
      }
    }
  }

  /** The threads of a scope, whose class is a preview, inherit what is bound where it is opened, also in nested scopes. */
  public static final class ScopedValuesOfScopes {
    private static final ScopedValue<String> KEY = ScopedValue.newInstance();
    private static final ScopedValue<String> OTHER = ScopedValue.newInstance();

    public static void main(String[] arguments) throws Exception {
      ScopedValue.where(KEY, "outer")
          .call(
              () -> inScope(
                  () -> {
                    same("outer", KEY.get());
                    same("none", OTHER.orElse("none"));
                    return ScopedValue.where(OTHER, "inner").call(ScopedValuesOfScopes::nested);
                  }));
      same("none", KEY.orElse("none"));
    }

    private static Object nested() throws Exception {
      return inScope(
          () -> {
            same("outer inner", KEY.get() + " " + OTHER.get());
            return ScopedValue.where(KEY, "own").call(() -> KEY.get() + OTHER.get());
          });
    }

    /** Two threads of one scope do {@code body}. */
    private static Object inScope(Callable<Object> body) throws Exception {
      Class<?> type = Class.forName("java.util.concurrent.StructuredTaskScope");
      Object scope = type.getMethod("open").invoke(null);
      try {
        Method fork = type.getMethod("fork", Callable.class);
        fork.invoke(scope, body);
        fork.invoke(scope, body);
        return type.getMethod("join").invoke(scope);
      } finally {
        type.getMethod("close").invoke(scope);
      }
    }

    private static void same(String expected, String found) {
      if (!found.equals(expected)) {
        throw new AssertionError(found + " is not " + expected);
      }
    }
  }

  /** A scope takes no thread where other values are bound than where it was opened. */
  public static final class ScopedValuesChange {
    private static final ScopedValue<String> KEY = ScopedValue.newInstance();

    public static void main(String[] arguments) throws Exception {
      Class<?> type = Class.forName("java.util.concurrent.StructuredTaskScope");
      Object scope = type.getMethod("open").invoke(null);
      Callable<Integer> body = () -> 1;
      try {
        ScopedValue.where(KEY, "changed")
            .call(() -> type.getMethod("fork", Callable.class).invoke(scope, body));
        throw new AssertionError("the scope has taken the thread");
      } catch (InvocationTargetException e) {
        expect(1,
            e.getCause().getClass().getSimpleName().equals("StructureViolationException") ? 1 : 0);
      }
      type.getMethod("join").invoke(scope);
      type.getMethod("close").invoke(scope);
    }
  }
}
