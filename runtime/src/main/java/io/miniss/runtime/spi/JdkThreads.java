package io.miniss.runtime.spi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Initialises, outside the cores, what the JDK sizes or starts at its first use in a process.
 *
 * <p>A pinned thread sees one processor, and a virtual thread hands its scheduler on to the virtual
 * threads that it starts. If a core used these classes first, the scheduler of virtual threads and
 * the common pool would have one worker for the rest of the process, and if a fiber did, the pollers
 * of all sockets would run on its core. The properties that size them ({@code
 * jdk.virtualThreadScheduler.parallelism} and its like) are read here, so they must be set before
 * the first runtime starts.
 *
 * <p>Threads that the JDK starts later, such as workers of those pools, the timer of {@code
 * CompletableFuture}, the process reaper or an HTTP client's selector, only inherit a mask: {@link
 * InheritedMasks} sees to them.
 */
public final class JdkThreads {
  private static final Logger LOG = System.getLogger(JdkThreads.class.getName());

  private static final List<String> CLASSES =
      List.of(
          // The scheduler of virtual threads, the common pool, the thread that unblocks monitors.
          "java.lang.VirtualThread",
          // Timers of virtual threads that have another scheduler, as fibers do.
          "java.lang.VirtualThread$DelayedTaskSchedulers",
          // The pollers of sockets, which are virtual threads on Linux.
          "sun.nio.ch.Poller",
          // Do not spin if there is one processor.
          "java.util.concurrent.Exchanger",
          "java.util.concurrent.LinkedTransferQueue",
          "java.util.concurrent.Phaser",
          // Has at most as many cells as there are processors.
          "java.util.concurrent.atomic.Striped64");

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static boolean done;

  private JdkThreads() {}

  /**
   * Returns when everything is initialised. The first call in a process takes 20 to 40 ms. The caller
   * must not be pinned the first time; it may be a virtual thread, because the work is done on a
   * platform thread.
   */
  public static void initialise() {
    LOCK.lock();
    try {
      if (!done) {
        initialiseElsewhere();
        done = true;
      }
    } finally {
      LOCK.unlock();
    }
  }

  private static void initialiseElsewhere() {
    Thread thread =
        Thread.ofPlatform()
            .name("miniss-jdk-threads")
            .daemon()
            .inheritInheritableThreadLocals(false)
            .start(JdkThreads::initialiseHere);
    Uninterrupted.await(thread::join);
  }

  private static void initialiseHere() {
    for (String name : CLASSES) {
      try {
        Class.forName(name, true, null);
      } catch (ClassNotFoundException e) {
        LOG.log(Level.DEBUG, () -> "this JDK has no " + name + " to initialise", e);
      } catch (LinkageError e) {
        LOG.log(Level.WARNING, () -> "the JDK cannot initialise " + name, e);
      }
    }
  }
}
