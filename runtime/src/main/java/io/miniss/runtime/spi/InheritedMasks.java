package io.miniss.runtime.spi;

import io.miniss.runtime.machine.CpuSet;
import io.miniss.runtime.machine.Pinning;
import io.miniss.runtime.machine.Pinning.Pinned;
import io.miniss.runtime.machine.PinningPlan;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives the CPUs of the process to threads that have inherited the one CPU of a core.
 *
 * <p>A new thread has the mask of the thread that starts it, and the JDK starts threads when they
 * are first needed: carriers of virtual threads, workers of the common pool, timers, pollers.
 * Without this class, all of them would share the CPU of the core that happened to need them first.
 *
 * <p>While there are pinned cores, a daemon thread looks for new threads of the process: often
 * after it has found one, and every {@value #MAX_MILLIS} ms otherwise. With more than some 500
 * threads it looks less often, so that looking takes at most 1 % of a CPU. A core that ends looks
 * once more, so the process is as it was when its runtime has closed.
 *
 * <p>A thread is looked at once, when it is new. It is changed only if its mask is one CPU to which
 * a core is pinned. Threads that are older than the first core, core threads, and threads that pin
 * themselves later are never changed. A thread that pins itself to the CPU of a core before it has
 * been looked at cannot be told from one that has inherited the mask, and loses its pinning.
 */
final class InheritedMasks {
  private static final Logger LOG = System.getLogger(InheritedMasks.class.getName());
  private static final Clock CLOCK = Clock.system();

  private static final long MIN_MILLIS = 1;
  private static final long MAX_MILLIS = 100;
  private static final int SHARE = 100;

  /**
   * What looking at one thread takes at most. A look that took longer has not had a CPU all the time,
   * or ran for the first time: that is no reason to look less often.
   */
  private static final long NANOS_A_THREAD = 2_000;

  private static final int NONE = -1;

  /** The masks of this process. */
  static final InheritedMasks OF_THIS_PROCESS =
      new InheritedMasks(
          LinuxThreads.available() ? new LinuxThreads() : null, CpuSet::allowed, true);

  /** Null where threads do not inherit masks, or nobody can tell. */
  private final @Nullable KernelThreads kernel;

  private final Supplier<CpuSet> ofProcess;
  private final boolean looksByItself;

  /** Held while a mask is read and changed: a core that has registered can rely on its mask. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition coreEnded = lock.newCondition();

  /** The CPU of each core thread that lives, by the kernel's number of the thread. */
  private final TreeMap<Integer, Integer> cores = new TreeMap<>();

  /** The threads that have been looked at, ascending. */
  private int[] known = {};

  private boolean looking;
  private final AtomicBoolean told = new AtomicBoolean();

  InheritedMasks(
      @Nullable KernelThreads kernel, Supplier<CpuSet> ofProcess, boolean looksByItself) {
    this.kernel = kernel;
    this.ofProcess = ofProcess;
    this.looksByItself = looksByItself;
  }

  /**
   * Pins the calling thread, which is a core's, as {@code plan} says. If that pins it, the thread
   * must call {@link #coreEnds} before it ends.
   */
  Pinning pin(PinningPlan plan, int core) {
    OptionalInt cpu = plan.assignmentOf(core).cpu();
    return cpu.isPresent() && plan.allowed().size() > 1
        ? registerAndPin(cpu.getAsInt(), () -> plan.pin(core))
        : plan.pin(core);
  }

  /** As {@link #pin}, with what pins the calling thread. */
  Pinning registerAndPin(int cpu, Supplier<Pinning> pinner) {
    int thread = kernel == null ? NONE : register(kernel, cpu);
    Pinning pinning = pinner.get();
    if (thread != NONE && !(pinning instanceof Pinned)) {
      unregister(thread);
    }
    return pinning;
  }

  /** Before the thread is pinned: from here on nobody changes its mask. */
  private int register(KernelThreads threads, int cpu) {
    try {
      return registerLocked(threads, cpu);
    } catch (IOException e) {
      tell(e);
      return NONE;
    }
  }

  private int registerLocked(KernelThreads threads, int cpu) throws IOException {
    lock.lock();
    try {
      int thread = threads.current();
      if (cores.isEmpty()) {
        known = threads.all();
      }
      cores.put(thread, cpu);
      if (looksByItself && !looking) {
        looking = true;
        Thread.ofPlatform()
            .name("miniss-masks")
            .daemon()
            .inheritInheritableThreadLocals(false)
            .start(() -> lookAndTell(threads));
      }
      return thread;
    } finally {
      lock.unlock();
    }
  }

  private void unregister(int thread) {
    lock.lock();
    try {
      cores.remove(thread);
      coreEnded.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Looks a last time for what the calling thread, a core's, has started. */
  void coreEnds() {
    if (kernel != null) {
      try {
        coreEnds(kernel);
      } catch (IOException e) {
        tell(e);
      }
    }
  }

  private void coreEnds(KernelThreads threads) throws IOException {
    lock.lock();
    try {
      int thread = threads.current();
      if (cores.containsKey(thread)) {
        try {
          while (lookOnce(threads)) {
            // A thread that was new may have started others before its mask was changed.
          }
        } finally {
          unregister(thread);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void lookAndTell(KernelThreads threads) {
    try {
      lookWhileThereAreCores(threads);
    } catch (IOException | InterruptedException e) {
      tell(e);
    }
  }

  private void lookWhileThereAreCores(KernelThreads threads)
      throws IOException, InterruptedException {
    lock.lock();
    try {
      long pause = MIN_MILLIS;
      while (!cores.isEmpty()) {
        long start = CLOCK.nanos();
        boolean found = lookOnce(threads);
        long nanos = CLOCK.nanos() - start;
        pause = found ? MIN_MILLIS : Math.min(2 * pause, MAX_MILLIS);
        long left = nanosToNextLook(pause, nanos, known.length);
        while (left > 0 && !cores.isEmpty()) {
          left = coreEnded.awaitNanos(left);
        }
      }
    } finally {
      looking = false;
      lock.unlock();
    }
  }

  /** How long to wait after a look at {@code threads} threads that took {@code lookNanos}. */
  static long nanosToNextLook(long pauseMillis, long lookNanos, int threads) {
    long cost = Math.min(lookNanos, NANOS_A_THREAD * threads);
    return Math.max(TimeUnit.MILLISECONDS.toNanos(pauseMillis), SHARE * cost);
  }

  /** Whether there were new threads. Called with the lock held. */
  boolean lookOnce(KernelThreads threads) throws IOException {
    int[] now = threads.all();
    if (Arrays.equals(now, known)) {
      return false;
    }
    int[] before = known;
    known = now;
    boolean found = false;
    IOException refusal = null;
    for (int thread : now) {
      if (Arrays.binarySearch(before, thread) < 0 && !cores.containsKey(thread)) {
        found = true;
        try {
          release(threads, thread);
        } catch (IOException e) {
          refusal = e; // the others may be luckier
        }
      }
    }
    if (refusal != null) {
      throw refusal;
    }
    return found;
  }

  private void release(KernelThreads threads, int thread) throws IOException {
    CpuSet mask = threads.mask(thread);
    if (mask.size() == 1 && cores.containsValue(mask.get(0))) {
      threads.setMask(thread, ofProcess.get());
    }
  }

  /**
   * Nothing else depends on it, so it is said and work goes on; once, because it will not pass. A
   * logger is code of others: never called with the lock held.
   */
  private void tell(Exception e) {
    if (told.compareAndSet(false, true)) {
      LOG.log(
          Level.WARNING,
          "threads that cores start may stay on the CPU of the core that starts them",
          e);
    }
  }
}
