package io.miniss.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread that carries runs, one after the other, while the thread that has given it work
 * watches. Carriers that have done their work wait a moment for more, as starting a thread takes longer
 * than a small run.
 *
 * <p>What a carrier and its watcher share is one slot: the run that is being carried, or nothing
 * between runs, or {@link #HALTED}. Either side takes a run out of the slot, and only one of them
 * succeeds: a run that has ended has a result from its carrier, and a run that the watcher has taken
 * has none. A carrier that finds itself halted unwinds with {@link CarrierHalted} and ends.
 *
 * <p>A daemon, so that one which never comes back does not keep the JVM from exiting. It has the context
 * class loader of the thread that gives it work, and none of its inheritable thread locals.
 */
final class Carrier extends Thread {
  /** In the slot once the watcher has given up on this carrier. */
  private static final Object HALTED = new Object();

  /** How long one without work waits for more. */
  private static final long IDLE_NANOS = 1_000_000_000L;

  /**
   * How often a thread looks for what is expected any moment before it parks: some 200 microseconds. A
   * small run takes 10, and a thread that has parked takes 50 to come back. On one CPU, looking only
   * keeps the other thread from running.
   */
  static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 10_000 : 0;

  /** Those without work, the last that had some on top. Guarded by itself. */
  private static final Deque<Carrier> IDLE = new ArrayDeque<>();

  /** Those with work. Guarded by {@link #IDLE}. Taking one out needs no memory. */
  private static final Deque<Carrier> WORKING = new ArrayDeque<>();

  private record Work(Runnable work, BlockingQueue<Carrier> ended) {}

  private final AtomicReference<@Nullable Object> slot = new AtomicReference<>();
  private final AtomicReference<@Nullable Work> next = new AtomicReference<>();

  /** The options of the run that has begun last; read as {@link #thrown}. */
  private @Nullable SimulationOptions last;

  /** What the last work threw; read after this carrier has been taken from the queue. */
  private @Nullable Throwable thrown;

  private Carrier() {
    super(null, null, "simulation", 0, false);
    setDaemon(true);
  }

  /**
   * Has a carrier do {@code work} and then put itself into {@code ended}, unless it is halted by then; returns which.
   *
   * @param ended with room for it; adding to it needs no memory, of which there may be none left
   */
  static Carrier start(String name, Runnable work, BlockingQueue<Carrier> ended) {
    Carrier carrier;
    synchronized (IDLE) {
      carrier = IDLE.poll();
    }
    boolean isNew = carrier == null;
    if (carrier == null) {
      carrier = new Carrier();
    }
    if (!carrier.getName().equals(name)) {
      carrier.setName(name);
    }
    carrier.setContextClassLoader(Thread.currentThread().getContextClassLoader());
    carrier.next.set(new Work(work, ended));
    if (isNew) {
      carrier.start();
    } else {
      LockSupport.unpark(carrier);
    }
    return carrier;
  }

  @Override
  public void run() {
    Work work = awaitWork();
    while (work != null) {
      thrown = null;
      last = null;
      try {
        setWorking(true);
        work.work.run();
      } catch (Throwable t) {
        if (t instanceof OutOfMemoryError) {
          LastWords.freeReserve();
        }
        thrown = t;
      } finally {
        setWorking(false);
      }
      BlockingQueue<Carrier> ended = work.ended;
      work = null; // it is not kept from the garbage collector while this thread waits
      if (isHalted()) {
        return; // its watcher does not wait for it any more
      }
      ended.add(this);
      work = awaitWork();
    }
  }

  private void setWorking(boolean isWorking) {
    synchronized (IDLE) {
      if (isWorking) {
        WORKING.add(this);
      } else {
        boolean _ = WORKING.remove(this);
      }
    }
  }

  /** Called by the watcher when it has taken this carrier from the queue and seen what it threw. */
  void release() {
    if (!isHalted()) {
      thrown = null;
      synchronized (IDLE) {
        IDLE.push(this);
      }
    }
  }

  /** Null if there is none for a while. */
  private @Nullable Work awaitWork() {
    for (int i = 0; i < SPINS; i++) {
      Work work = next.getAndSet(null);
      if (work != null) {
        return work;
      }
      Thread.onSpinWait();
    }
    while (true) {
      LockSupport.parkNanos(this, IDLE_NANOS);
      Work work = next.getAndSet(null);
      if (work != null) {
        return work;
      }
      if (isHalted()) {
        return null; // just after its work: nobody will give it any more
      }
      synchronized (IDLE) {
        if (IDLE.remove(this)) {
          return null;
        }
      }
    }
  }

  /** Those that have work, also those that were halted and go on with it. */
  static List<Carrier> working() {
    synchronized (IDLE) {
      return List.copyOf(WORKING);
    }
  }

  // ---- called on this thread ----

  /** {@code run}, of {@code options}, begins. */
  void begin(CarriedRun run, SimulationOptions options) {
    last = options;
    if (!slot.compareAndSet(null, run)) {
      throw new CarrierHalted();
    }
  }

  /** {@code run} has ended, and its result counts. */
  void end(CarriedRun run) {
    if (!slot.compareAndSet(run, null)) {
      throw new CarrierHalted();
    }
  }

  boolean isHalted() {
    return slot.get() == HALTED;
  }

  // ---- called by the watcher ----

  /** The run that is being carried, or null. */
  @Nullable CarriedRun current() {
    return slot.get() instanceof CarriedRun run ? run : null;
  }

  /** Halts this carrier, unless it has ended {@code run} by now; returns whether it did. */
  boolean haltIn(CarriedRun run) {
    return slot.compareAndSet(run, HALTED);
  }

  /** Halts this carrier, whatever it does; returns the run that is without a result now, if any. */
  @Nullable CarriedRun halt() {
    return slot.getAndSet(HALTED) instanceof CarriedRun run ? run : null;
  }

  /** The options of the last run of the work, or null if there was none. */
  @Nullable SimulationOptions last() {
    return last;
  }

  /** What the work threw, or null. */
  @Nullable Throwable thrown() {
    return thrown;
  }
}
