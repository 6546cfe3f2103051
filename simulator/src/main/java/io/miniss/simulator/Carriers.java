package io.miniss.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs work that consists of many simulations on threads of its own, while the calling thread waits and
 * watches. Each call costs two hand-overs between threads, which is more than a small run, so whoever has
 * many runs to do does them in one call.
 *
 * <p>The calling thread is none of those that carry runs for two reasons. It stays interruptible: the JVM
 * clears the interrupt status of a thread whenever a virtual thread leaves it. And it can return when a
 * run does not.
 */
public final class Carriers {
  private static final long TICK_MILLIS = 50;

  /** How long one waits for carriers to end that were told to. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private Carriers() {}

  /**
   * Does {@code work} on a carrier, and answers or throws what it does. On a carrier that is the calling
   * thread itself.
   *
   * @throws SimulationInterruptedException if the calling thread is interrupted; its status stays set
   */
  public static <T> T call(Supplier<T> work) {
    if (Thread.currentThread() instanceof Carrier) {
      return work.get();
    }
    AtomicReference<@Nullable T> answer = new AtomicReference<>();
    run("simulation", 1, () -> answer.set(work.get()));
    return Objects.requireNonNull(answer.get());
  }

  /**
   * Does {@code work} on {@code count} carriers at once, each called {@code name}-N, and waits for all
   * of them. The first that throws stops the others, at the end of their runs at the latest.
   *
   * @throws SimulationInterruptedException if the calling thread is interrupted; its status stays set
   */
  public static void run(String name, int count, Runnable work) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "a simulation must be run by a platform thread; this is the virtual thread "
              + Thread.currentThread());
    }
    HeldMonitors.requireNone();
    new Watch(name, work).run(count);
  }

  /** Whether the calling thread is a carrier that was halted: what it still throws is nobody's concern. */
  public static boolean isHalted() {
    return Thread.currentThread() instanceof Carrier carrier && carrier.isHalted();
  }

  /** The calling thread's side of one call. */
  private static final class Watch {
    private final String name;
    private final Runnable work;
    private final BlockingQueue<Carrier> ended = new LinkedBlockingQueue<>();
    private final List<Carrier> carriers = new ArrayList<>();

    Watch(String name, Runnable work) {
      this.name = name;
      this.work = work;
    }

    void run(int count) {
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
      carriers.add(Carrier.start(carrierName, work, ended));
    }

    private void await() throws InterruptedException {
      for (int i = 0; i < Carrier.SPINS && ended.isEmpty(); i++) {
        Thread.onSpinWait();
      }
      while (!carriers.isEmpty()) {
        Carrier over = ended.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
        if (over != null) {
          carriers.remove(over);
          Throwable thrown = over.thrown();
          over.release();
          rethrow(thrown);
        }
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
      for (Carrier carrier : carriers) {
        CarriedRun run = carrier.halt();
        if (run != null) {
          run.end();
        }
      }
      boolean interrupted = Thread.interrupted();
      try {
        for (Carrier carrier : carriers) {
          carrier.join(FAREWELL);
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
}
