package io.miniss.runtime.spi;

import io.miniss.runtime.machine.CpuSet;
import io.miniss.runtime.machine.Pinning;
import io.miniss.runtime.machine.PinningPlan;
import io.miniss.runtime.util.Registration;
import java.lang.ref.Cleaner;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The production scheduler: pinned platform threads, {@link LockSupport}, no interleaving points. */
final class SystemScheduler implements Scheduler {
  static final SystemScheduler INSTANCE = new SystemScheduler();

  /** Each stream starts elsewhere; nothing is promised about production randomness. */
  private final AtomicLong streamSeeds = new AtomicLong(System.nanoTime());

  private SystemScheduler() {}

  @Override
  public CoreThread startCore(CoreThreadSpec spec, Runnable body) {
    JdkThreads.initialise();
    PlatformCoreThread thread = new PlatformCoreThread(spec, body);
    thread.start();
    return thread;
  }

  @Override
  public Parker currentParker() {
    return new PlatformParker(Thread.currentThread());
  }

  @Override
  public boolean supportsFibers() {
    return VirtualThreads.available();
  }

  @Override
  public void requireFibers() {
    VirtualThreads.require();
  }

  @Override
  public FiberThread newFiberThread(String name, FiberHost host) {
    return new VirtualFiberThread(name, host);
  }

  @Override
  public FiberExit runFiber(FiberThread fiber) {
    return ((VirtualFiberThread) fiber).runPiece();
  }

  @Override
  public void restoreThreadAttributes() {
    CoreSlot.restoreAttributes();
  }

  @Override
  public int newLocationId() {
    return 0;
  }

  @Override
  public void point(Access access, SharedLocation location) {}

  @Override
  public boolean fillsLate(SharedLocation queue) {
    return false;
  }

  @Override
  public void mark(Mark mark, Object subject) {}

  @Override
  public boolean wantsMarks() {
    return false;
  }

  @Override
  public void spinning() {
    Thread.onSpinWait();
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // a courtesy to others, correctness never depends on it
  public void yielding() {
    Thread.yield();
  }

  @Override
  public RandomGenerator random(String stream) {
    return new SplittableRandom(streamSeeds.getAndAdd(0x9E3779B97F4A7C15L) ^ stream.hashCode());
  }

  @Override
  public Registration onProcessTermination(Runnable action) {
    Thread hook = Thread.ofPlatform().name("miniss-termination").unstarted(action);
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException processIsEnding) {
        // The hook is running or has run: there is nothing left to take back.
        assert processIsEnding != null;
      }
    };
  }

  /** The JDK tells only by refusing a hook. */
  @Override
  public boolean isProcessEnding() {
    Thread hook = Thread.ofPlatform().unstarted(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException processIsEnding) {
      assert processIsEnding != null;
      return true;
    }
  }

  @Override
  public Registration watch(
      String threadName, boolean keepsProcessAlive, long periodNanos, Watch watch) {
    return new WatchThread(threadName, keepsProcessAlive, periodNanos, watch);
  }

  @Override
  public Registration onUnreachable(Object referent, Supplier<Runnable> action) {
    Cleaning cleaning = new Cleaning(action.get());
    Cleaner.Cleanable cleanable = CleanerHolder.CLEANER.register(referent, cleaning);
    return () -> {
      cleaning.action = null;
      cleanable.clean();
    };
  }

  /** A cleaning that {@link Registration#close} can disarm: a Cleanable always runs its action. */
  private static final class Cleaning implements Runnable {
    private volatile @Nullable Runnable action;

    Cleaning(Runnable action) {
      this.action = action;
    }

    @Override
    public void run() {
      Runnable armed = action;
      if (armed != null) {
        armed.run();
      }
    }
  }

  /** The cleaner's thread starts with the first runtime, not with the class. */
  private static final class CleanerHolder {
    static final Cleaner CLEANER = Cleaner.create();
  }

  private static final class PlatformParker implements Parker {
    private final Thread thread;

    /** Own thread only. While the interrupt flag is set no park blocks, so a wait must clear it. */
    private boolean interrupted;

    PlatformParker(Thread thread) {
      this.thread = thread;
    }

    @Override
    public void park() {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }

    @Override
    public void parkUntil(long deadlineNanos) {
      long nanos = deadlineNanos - System.nanoTime();
      if (nanos > 0) {
        LockSupport.parkNanos(this, nanos);
        interrupted |= Thread.interrupted();
      }
    }

    @Override
    public void finishWait() {
      if (interrupted) {
        interrupted = false;
        thread.interrupt();
      }
    }

    @Override
    public boolean isInterrupted() {
      return interrupted || thread.isInterrupted();
    }

    @Override
    public void clearInterrupt() {
      interrupted = false;
      Thread.interrupted();
    }

    @Override
    public void unpark() {
      LockSupport.unpark(thread);
    }
  }

  private static final class PlatformCoreThread implements CoreThread {
    private final Thread thread;
    private final CountDownLatch placed = new CountDownLatch(1);
    private volatile Pinning pinning;
    private volatile @Nullable Throwable cannotBePlaced;

    PlatformCoreThread(CoreThreadSpec spec, Runnable body) {
      // Planned by the starter, so that a policy that cannot be carried out fails the start.
      PinningPlan plan = spec.pinning().plan(spec.cores(), CpuSet.allowed());
      pinning = Pinning.notPinned("the thread has not started");
      thread =
          CoreSlot.newThread(
              spec.threadName(),
              () -> {
                try {
                  pinning = InheritedMasks.OF_THIS_PROCESS.pin(plan, spec.core());
                } catch (Throwable e) {
                  cannotBePlaced = e;
                  return; // the starter throws it
                } finally {
                  placed.countDown();
                }
                try {
                  body.run();
                } finally {
                  InheritedMasks.OF_THIS_PROCESS.coreEnds();
                }
              });
    }

    void start() {
      thread.start();
      Uninterrupted.await(placed::await);
      if (cannotBePlaced instanceof RuntimeException rule) {
        throw rule;
      }
      if (cannotBePlaced instanceof Error error) {
        throw error;
      }
    }

    @Override
    public Pinning pinning() {
      return pinning;
    }

    @Override
    public boolean awaitExit(long deadlineNanos) {
      if (thread == Thread.currentThread()) {
        return false;
      }
      boolean interrupted = false;
      try {
        while (thread.isAlive()) {
          long nanos = deadlineNanos - System.nanoTime();
          if (nanos <= 0) {
            return false;
          }
          try {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(nanos, 1_000_000));
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
        return true;
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public StackTraceElement[] stackTrace() {
      return thread.getStackTrace();
    }

    @Override
    public @Nullable String waitsFor() {
      return ThreadWait.of(thread);
    }
  }
}
