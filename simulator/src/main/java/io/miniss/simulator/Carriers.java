package io.miniss.simulator;

import io.miniss.runtime.spi.Clock;
import io.miniss.simulator.engine.Standstill;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs work that consists of many simulations on threads of its own, while the calling thread waits and
 * watches. Each call costs two hand-overs between threads, which is more than a small run, so whoever has
 * many runs to do does them in one call.
 *
 * <p>The calling thread never carries runs, for two reasons. It stays interruptible: the JVM
 * clears the interrupt status of a thread whenever a virtual thread leaves it. And it can return when a
 * run does not: each run has a {@link Watchdog}. A carrier whose run does not come back is told to end,
 * interrupted, and abandoned if that does not help.
 */
public final class Carriers {
  private static final long TICK_MILLIS = 50;

  /** For so long each look at the carriers may fail, as the heap is full. */
  private static final long MAX_FAILED_NANOS = 2_000_000_000L;

  private static final long MAX_TICK_NANOS = 4 * TICK_MILLIS * 1_000_000;

  /** How long one waits for carriers to end that were told to. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private static final ThreadLocal<Function<SimulationOptions, String>> LINE =
      ThreadLocal.withInitial(() -> Carriers::optionsInWords);

  private Carriers() {}

  /**
   * Does {@code work} on a carrier, and returns or throws what it does. On a carrier that is the calling
   * thread itself.
   *
   * @param halted called by the calling thread instead, to make a result, if one of the runs does not
   *     come back; with that run, which has failed
   * @throws SimulationInterruptedException if the calling thread is interrupted; its status stays set
   */
  public static <T> T call(Supplier<T> work, Function<SimulationResult, T> halted) {
    if (Thread.currentThread() instanceof Carrier) {
      return work.get();
    }
    AtomicReference<@Nullable T> answer = new AtomicReference<>();
    run(
        "simulation",
        1,
        () -> answer.set(work.get()),
        result -> {
          answer.set(halted.apply(result));
          return false;
        });
    return Objects.requireNonNull(answer.get());
  }

  /**
   * Does {@code work} on {@code count} carriers at once, each called {@code name}-N, and waits for all
   * of them. The first that throws stops the others, at the end of their runs at the latest.
   *
   * @param halted called by the calling thread when a run does not come back, with that run, which has
   *     failed; returns whether another carrier is to begin with {@code work} in place of the one that is
   *     lost
   * @throws SimulationInterruptedException if the calling thread is interrupted; its status stays set
   */
  public static void run(
      String name, int count, Runnable work, Predicate<SimulationResult> halted) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "a simulation must be run by a platform thread, as it carries virtual threads; this is the"
              + " virtual thread "
              + Thread.currentThread());
    }
    HeldMonitors.requireNone();
    new Watch(name, count, work, halted).run();
  }

  /**
   * Does {@code work} and returns what it does. Meanwhile {@code line} makes the line that brings a run of the calling
   * thread back from its options, also one that is carried for it: for a message where there is no result.
   */
  public static <T extends @Nullable Object> T named(
      Function<SimulationOptions, String> line, Supplier<T> work) {
    Function<SimulationOptions, String> before = LINE.get();
    LINE.set(line);
    try {
      return work.get();
    } finally {
      LINE.set(before);
    }
  }

  /** Makes the line that brings a run of the calling thread back from its options. */
  static Function<SimulationOptions, String> line() {
    return LINE.get();
  }

  private static String optionsInWords(SimulationOptions options) {
    return "seed=" + options.seed() + " cores=" + options.cores() + " strategy="
        + options.strategy() + " faults=" + options.faults();
  }

  /** Whether the calling thread is a carrier that was halted: what it still throws is nobody's concern. */
  public static boolean isHalted() {
    return Thread.currentThread() instanceof Carrier carrier && carrier.isHalted();
  }

  /** The calling thread's side of one call. */
  private static final class Watch {
    private final String name;
    private final Runnable named;
    private final Predicate<SimulationResult> halted;
    private final int count;

    /** Those that have done their work: at most as many as work at the same time. */
    private final BlockingQueue<Carrier> ended;

    private final List<Watched> carriers = new ArrayList<>();
    private final Clock clock = Clock.system();
    private final HeapWatch heap = new HeapWatch();
    private long lookedNanos;

    /** What a carrier has thrown that met the full heap, until it is told of. */
    private @Nullable OutOfMemoryError untold;

    Watch(String name, int count, Runnable work, Predicate<SimulationResult> halted) {
      this.count = count;
      this.ended = new ArrayBlockingQueue<>(count);
      this.name = name;
      Function<SimulationOptions, String> line = line();
      this.named =
          () -> Carriers.named(
              line,
              () -> {
                work.run();
                return true;
              });
      this.halted = halted;
    }

    void run() {
      boolean done = false;
      try {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        for (int i = 0; i < count; i++) {
          start(count == 1 ? name : name + "-" + i);
        }
        await();
        done = true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SimulationInterruptedException();
      } finally {
        if (!done) {
          stopAll();
        }
      }
    }

    private void start(String carrierName) {
      JvmEnd.prepare();
      Rehearsal.ensure();
      carriers.add(new Watched(Carrier.start(carrierName, named, ended)));
    }

    private void await() throws InterruptedException {
      for (int i = 0; i < Carrier.SPINS && ended.isEmpty(); i++) {
        Thread.onSpinWait();
      }
      lookedNanos = clock.nanos();
      long sinceNanos = 0;
      boolean fails = false;
      while (!carriers.isEmpty()) {
        try {
          awaitOne();
          fails = false;
        } catch (OutOfMemoryError full) {
          if (untold != null) {
            throw untold;
          }
          if (!fails) {
            fails = true;
            sinceNanos = clock.nanos();
          }
          // Whoever fills the heap may be about to end, and what it holds with it.
          for (int i = 0; i < carriers.size(); i++) {
            carriers.get(i).forgetEndedRun(); // without memory
          }
          if (!LastWords.freeReserve() && clock.nanos() - sinceNanos > MAX_FAILED_NANOS) {
            giveUp();
            throw full;
          }
        }
      }
    }

    /** There is no memory for anything. A run that still goes on leaves none for anybody. */
    private void giveUp() {
      boolean goesOn = false;
      for (int i = 0; i < carriers.size(); i++) {
        goesOn |= carriers.get(i).sayLastWords();
      }
      if (goesOn) {
        JvmEnd.halt();
      }
    }

    private void awaitOne() throws InterruptedException {
      Carrier over = ended.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
      if (over != null) {
        ended(over);
        return;
      }
      long now = clock.nanos();
      // More than that, and it is the JVM that has not run.
      long elapsed = Math.min(now - lookedNanos, MAX_TICK_NANOS);
      lookedNanos = now;
      if (heap.isFull()) {
        boolean _ = LastWords.freeReserve();
        for (int i = 0; i < carriers.size(); i++) {
          carriers.get(i).heapIsFull(); // without memory
        }
      }
      for (Watched each : List.copyOf(carriers)) {
        SimulationResult lost = each.look(elapsed, heap);
        if (lost != null) {
          carriers.remove(each);
          if (halted.test(lost)) {
            start(each.carrier.getName() + "'");
          }
        }
      }
    }

    private void ended(Carrier over) {
      Throwable thrown = over.thrown();
      SimulationOptions last = over.last();
      if (thrown instanceof OutOfMemoryError full && last != null) {
        untold = full;
        ranFull(over, last, full);
        untold = null;
        return;
      }
      carriers.removeIf(each -> each.carrier == over);
      over.release();
      rethrow(thrown);
    }

    /** The run of {@code last} has filled the heap, and had no memory for a result. */
    private void ranFull(Carrier over, SimulationOptions last, OutOfMemoryError full) {
      try {
        LastWords.freeLastReserve();
        SimulationResult lost = CarriedRun.beyondLimit(last, full);
        carriers.removeIf(each -> each.carrier == over);
        over.release();
        if (halted.test(lost)) {
          start(over.getName());
        }
      } catch (OutOfMemoryError again) {
        LastWords.sayHeapIsFull(last.seed());
        throw again;
      }
    }

    private static void rethrow(@Nullable Throwable thrown) {
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown instanceof RuntimeException exception) {
        throw exception;
      }
    }

    /** Tells all that are left to end, and gives them a moment to do so. */
    private void stopAll() {
      for (Watched each : carriers) {
        CarriedRun run = each.carrier.halt();
        if (run != null) {
          run.end();
        } else {
          each.carrier.interrupt(); // it may itself wait for carriers
        }
      }
      boolean interrupted = Thread.interrupted();
      try {
        for (Watched each : carriers) {
          each.carrier.join(FAREWELL);
          RunGate.release(each.carrier);
        }
      } catch (InterruptedException e) {
        interrupted = true;
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** A carrier, and since when its run makes no steps. */
  private static final class Watched {
    final Carrier carrier;
    private @Nullable CarriedRun run;
    private long progress;
    private Duration still = Duration.ZERO;

    Watched(Carrier carrier) {
      this.carrier = carrier;
    }

    /** Looks at the carrier after {@code elapsed}; returns its run, failed, if that is to end. */
    @Nullable SimulationResult look(long elapsed, HeapWatch heap) throws InterruptedException {
      CarriedRun now = carrier.current();
      long steps = now == null ? 0 : now.progress();
      if (now == null || now != run || steps != progress) {
        run = now;
        progress = steps;
        still = Duration.ZERO;
        return null;
      }
      now.prepareLastWords();
      still = still.plusNanos(elapsed);
      return still.compareTo(now.limit()) < 0 ? null : halt(now, heap);
    }

    /** Keeps nothing of a run that has ended. */
    void forgetEndedRun() {
      if (!carrier.isHalted() && carrier.current() != run) {
        run = null;
      }
    }

    /** Tells its run, if it has one, that the heap is full. */
    void heapIsFull() {
      CarriedRun now = carrier.current();
      if (now != null) {
        now.heapIsFull();
      }
    }

    /** There is no memory for anything else. Returns whether there is a run that goes on. */
    boolean sayLastWords() {
      CarriedRun now = carrier.isHalted() ? run : carrier.current();
      if (now != null) {
        now.sayLastWords();
      }
      return now != null && carrier.isAlive();
    }

    private @Nullable SimulationResult halt(CarriedRun stuck, HeapWatch heap)
        throws InterruptedException {
      Standstill where = stuck.standstill();
      if (!carrier.haltIn(stuck)) {
        return null; // it has just come back
      }
      SimulationResult result = stuck.haltedResult();
      stuck.end();
      boolean gone = carrier.join(stuck.farewell());
      RunGate.release(carrier);
      if (!gone && heap.isFull()) { // and is kept so by a thread that nothing can end
        stuck.sayLastWords();
        JvmEnd.halt();
      }
      String note =
          where.describe(Watchdog.describe(stuck.limit()), gone ? null : carrier.getName());
      return result.withFailure(where.failure(result.failure().orElse(null), note, result.steps()));
    }
  }
}
