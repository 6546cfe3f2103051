package io.miniss.benchmarks;

import io.miniss.runtime.Core;
import io.miniss.runtime.timer.Timer;
import io.miniss.runtime.timer.TimerQueue;
import io.miniss.runtime.util.Registration;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.agrona.DeadlineTimerWheel;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Insert a timer and cancel it, while a thousand others are pending: what a time-out costs that does
 * not happen.
 *
 * <p>"At once" cancels before the loop has had a turn, "later" when 64 others have been inserted and
 * the loop has given the timer its place among the pending ones. "TimerQueue" is the data structure
 * of ours without the core around it, as Agrona's wheel is; Netty's wheel and the JDK's executor can
 * be used by several threads and have one of their own. "Mixed" is with actions of eight kinds, see {@link Kinds};
 * Agrona's wheel has no actions: its user finds one by the timer's number, so each timer is dealt one there, too.
 */
@State(Scope.Benchmark)
public class TimerBenchmark {
  private static final int PENDING = 1_000;
  private static final int CHUNK = Batch.CHUNK;

  /** Whose timer. */
  @Param({
    "miniss",
    "miniss TimerQueue",
    "Agrona DeadlineTimerWheel",
    "Netty HashedWheelTimer",
    "ScheduledThreadPoolExecutor"})
  public String library;

  private Rig rig;

  /** Starts what the method about to run needs. */
  @Setup
  public void start(BenchmarkParams method) {
    boolean later = method.getBenchmark().contains("Later");
    boolean mixed = method.getBenchmark().endsWith("Mixed");
    rig =
        switch (library) {
          case "miniss" -> new OnCore(new Loop.Miniss(), later, mixed);
          case "miniss TimerQueue" -> new Queue(mixed).rig(later);
          case "Agrona DeadlineTimerWheel" -> new AgronaWheel(mixed).rig(later);
          case "Netty HashedWheelTimer" -> new NettyWheel(mixed).rig(later);
          case "ScheduledThreadPoolExecutor" -> new Jdk(mixed).rig(later);
          default -> throw Rig.unknown(library);
        };
  }

  /** One timer. */
  @Benchmark
  @OperationsPerInvocation(Rig.OPERATIONS)
  public void timerCancelledAtOnce() {
    rig.run();
  }

  /** One timer. */
  @Benchmark
  @OperationsPerInvocation(Rig.OPERATIONS)
  public void timerCancelledLater() {
    rig.run();
  }

  /** One timer. */
  @Benchmark
  @OperationsPerInvocation(Rig.OPERATIONS)
  public void timerCancelledLaterMixed() {
    rig.run();
  }

  /** Stops what was started. */
  @TearDown
  public void stop() {
    rig.close();
  }

  private static void neverDue() {
    throw new IllegalStateException("no timer is due here");
  }

  /** The delay of the {@code i}th timer: never due here, all different. */
  private static long delayNanos(int i) {
    return TimeUnit.SECONDS.toNanos(100) + TimeUnit.MICROSECONDS.toNanos(i * 7_919L % 1_000_003);
  }

  /** {@code Core.after} on a core. */
  private static final class OnCore extends Batch {
    private final Duration[] delays = new Duration[CHUNK];

    /** Replaced with each chunk: a real program has them in what it has created for the request, too. */
    private Registration[] registered = new Registration[CHUNK];

    private final Kinds<Runnable> actions;
    private final boolean later;

    OnCore(Loop.Miniss loop, boolean later, boolean mixed) {
      super(loop, OPERATIONS);
      actions = Kinds.actions(TimerBenchmark::neverDue, mixed);
      this.later = later;
      for (int i = 0; i < CHUNK; i++) {
        delays[i] = Duration.ofNanos(delayNanos(i));
        registered[i] = Registration.NONE;
      }
      loop.runtime
          .spawnOn(
              0,
              () -> {
                for (int i = 0; i < PENDING; i++) {
                  var _ = Core.current().after(Duration.ofNanos(delayNanos(i)),
                      TimerBenchmark::neverDue);
                }
              })
          .join();
    }

    @Override
    void chunk() {
      Core core = Core.current();
      Registration[] last = registered;
      Registration[] next = later ? new Registration[CHUNK] : last;
      for (int i = 0; i < CHUNK; i++) {
        if (later) {
          last[i].close();
          next[i] = core.after(delays[i], actions.next());
        } else {
          core.after(delays[i], actions.next()).close();
        }
        operationEnded();
      }
      registered = next;
    }
  }

  /** Timers that the benchmark's own thread uses. */
  private abstract static class Timers<T> {
    /** Inserts a timer that is due after {@code delayNanos}. */
    abstract T insert(long delayNanos);

    abstract void cancel(T timer);

    /** What the owner does once in a turn. */
    void turn() {}

    void close() {}

    final Rig rig(boolean later) {
      for (int i = 0; i < PENDING; i++) {
        var _ = insert(delayNanos(i));
      }
      turn();
      return later ? new Later<>(this) : new AtOnce<>(this);
    }
  }

  private record AtOnce<T>(Timers<T> timers) implements Rig {
    @Override
    public void run() {
      for (int i = 0; i < OPERATIONS; i++) {
        timers.cancel(timers.insert(delayNanos(i % CHUNK)));
        if (i % CHUNK == 0) {
          timers.turn();
        }
      }
    }

    @Override
    public void close() {
      timers.close();
    }
  }

  private record Later<T>(Timers<T> timers) implements Rig {
    @Override
    @SuppressWarnings("unchecked") // an array of what insert returns
    public void run() {
      Object[] inserted = new Object[CHUNK];
      for (int i = 0; i < OPERATIONS; i += CHUNK) {
        Object[] last = inserted;
        inserted = new Object[CHUNK]; // a young one, as in OnCore
        for (int j = 0; j < CHUNK; j++) {
          if (i > 0) {
            timers.cancel((T) last[j]);
          }
          inserted[j] = timers.insert(delayNanos(j));
        }
        timers.turn();
      }
      for (Object timer : inserted) {
        timers.cancel((T) timer);
      }
    }

    @Override
    public void close() {
      timers.close();
    }
  }

  private static final class Queue extends Timers<Timer> {
    private final TimerQueue queue = new TimerQueue();
    private final Kinds<Runnable> actions;

    Queue(boolean mixed) {
      actions = Kinds.actions(TimerBenchmark::neverDue, mixed);
    }

    @Override
    Timer insert(long delayNanos) {
      return queue.after(delayNanos, actions.next());
    }

    @Override
    void cancel(Timer timer) {
      queue.cancel(timer);
    }

    @Override
    void turn() {
      long now = System.nanoTime();
      queue.arm(now);
      if (queue.pollDue(now) != null) {
        throw new IllegalStateException("no timer is due here");
      }
    }
  }

  private static final class AgronaWheel extends Timers<Long> {
    private final DeadlineTimerWheel wheel =
        new DeadlineTimerWheel(TimeUnit.NANOSECONDS, System.nanoTime(), 1 << 20, 1_024);
    private final Kinds<Runnable> actions;
    private long now = System.nanoTime();

    AgronaWheel(boolean mixed) {
      actions = Kinds.actions(TimerBenchmark::neverDue, mixed);
    }

    @Override
    Long insert(long delayNanos) {
      Runnable action = actions.next();
      Objects.requireNonNull(action);
      return wheel.scheduleTimer(now + delayNanos);
    }

    @Override
    void cancel(Long timer) {
      wheel.cancelTimer(timer);
    }

    @Override
    void turn() {
      now = System.nanoTime();
      var _ = wheel.poll(now, (unit, time, id) -> true, 64);
    }
  }

  private static final class NettyWheel extends Timers<Timeout> {
    private final HashedWheelTimer wheel =
        new HashedWheelTimer(new PinnedThreads(), 1, TimeUnit.MILLISECONDS, 1_024);
    private final Kinds<TimerTask> tasks;

    NettyWheel(boolean mixed) {
      tasks =
          mixed
              ? Kinds.mixOf(EightKinds.nettyTimerTasks(TimerBenchmark::neverDue))
              : Kinds.one(timeout -> {});
    }

    @Override
    Timeout insert(long delayNanos) {
      return wheel.newTimeout(tasks.next(), delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    void cancel(Timeout timer) {
      timer.cancel();
    }

    @Override
    void close() {
      wheel.stop();
    }
  }

  private static final class Jdk extends Timers<Future<?>> {
    private final ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, new PinnedThreads());

    private final Kinds<Runnable> actions;

    Jdk(boolean mixed) {
      actions = Kinds.actions(TimerBenchmark::neverDue, mixed);
      executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    Future<?> insert(long delayNanos) {
      return executor.schedule(actions.next(), delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    void cancel(Future<?> timer) {
      timer.cancel(false);
    }

    @Override
    void close() {
      var _ = executor.shutdownNow();
    }
  }
}
