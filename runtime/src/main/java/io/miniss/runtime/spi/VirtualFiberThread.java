package io.miniss.runtime.spi;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A fiber on a virtual thread of the JDK whose executor is this object. The JDK hands over the thread's
 * continuation whenever the thread may run; the core runs it with {@link #runPiece}.
 *
 * <h2>Giving back</h2>
 *
 * {@link #giveBack} is a {@link Thread#yield}: the JDK unmounts the thread and hands the continuation over
 * at once, on the carrier, and nobody runs it until the core does. That is cheaper than parking, and
 * tells whether the thread could be unmounted: a pinned thread returns from the yield without having
 * left. All other waits (locks, sleeps, sockets) park in the JDK and come back through {@link #execute}
 * on whichever thread ends the wait.
 *
 * <p>Who looks at the stack of a thread that is not mounted suspends it for that time. A continuation
 * that is run meanwhile does nothing, and the JDK hands it over once more afterwards, so {@link
 * #runPiece} reports the fiber as blocked then.
 *
 * <p>All fields but those that say otherwise belong to the core's thread, which carries the fiber.
 */
final class VirtualFiberThread implements FiberThread, Executor, Runnable {
  private final Thread thread;
  private final FiberHost host;

  /** Set when the thread starts, before anybody else can know its continuation. */
  private @Nullable Runnable own;

  /**
   * The core's thread, since it ran the fiber first. Others read it too, and never see themselves. Stored once: with
   * G1, to store a reference in an old object costs a fence.
   */
  private @Nullable Thread carrier;

  /** That thread is in {@link #runPiece}. */
  private boolean carried;

  /** How often {@link #runPiece} was called. */
  private long runs;

  private boolean givingBack;

  /** The JDK has handed the continuation over on the carrier, in this run. */
  private boolean handedOver;

  private boolean ended;

  VirtualFiberThread(String name, FiberHost host) {
    this.host = host;
    thread = VirtualThreads.unstarted(this, name, this);
  }

  /** The body of the virtual thread. */
  @Override
  public void run() {
    try {
      host.body();
    } finally {
      ended = true;
    }
  }

  /** Runs the fiber; see {@link Scheduler#runFiber}. */
  FiberExit runPiece() {
    runs++;
    handedOver = false;
    carried = true;
    try {
      Runnable continuation = own;
      if (continuation == null) {
        carrier = Thread.currentThread();
        thread.start();
        continuation = own;
        if (continuation == null) {
          throw new IllegalStateException("the JDK did not hand over the start of " + thread);
        }
      }
      continuation.run();
    } finally {
      carried = false;
    }
    if (ended) {
      return FiberExit.ENDED;
    }
    if (!handedOver) {
      return FiberExit.BLOCKED;
    }
    return givingBack ? FiberExit.GAVE_BACK : FiberExit.YIELDED;
  }

  @Override
  public void execute(Runnable continuation) {
    Runnable known = own;
    if (known == null) {
      own = continuation;
    } else if (known != continuation) {
      VirtualThreads.runOnDefaultScheduler(continuation);
    } else if (carrier == Thread.currentThread() && carried) {
      handedOver = true; // in runPiece(), after the fiber was unmounted
    } else {
      host.resumable();
    }
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // for a virtual thread on our executor it is exact
  public boolean giveBack() {
    long before = runs;
    givingBack = true;
    try {
      Thread.yield();
    } finally {
      givingBack = false;
    }
    return runs != before;
  }

  @Override
  public void interrupt() {
    thread.interrupt();
  }

  @Override
  public void clearInterrupt() {
    boolean _ = Thread.interrupted();
  }

  @Override
  public ThreadAttributes attributes() {
    return ThreadAttributes.of(thread);
  }

  @Override
  public void goOnOutside() {
    Runnable continuation = own;
    if (continuation == null) {
      throw new IllegalStateException(thread + " has not started");
    }
    VirtualThreads.runOnDefaultScheduler(continuation);
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
