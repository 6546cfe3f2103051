package io.miniss.runtime.internal;

import io.miniss.runtime.future.CoreContext;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Awaited;
import io.miniss.runtime.spi.FiberExit;
import io.miniss.runtime.spi.FiberHost;
import io.miniss.runtime.spi.FiberThread;
import io.miniss.runtime.spi.InWords;
import io.miniss.runtime.spi.ThreadAttributes;
import io.miniss.runtime.spi.TraceableThread;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FiberThread} in its core, and its entry in the core's ready queue.
 *
 * <pre>
 *   NEW --> RUNNING --> GAVE_BACK --- wake() ------+
 *              ^   \--> BLOCKED ---- resumable() --+
 *              |   \--> ENDED                      |
 *              +------------- QUEUED <-------------+
 * </pre>
 *
 * Everything but {@link #resumable} is for the core's own thread.
 */
abstract class CarriedThread extends Work implements FiberHost, TraceableThread, InWords {
  // The stages. No enum: with G1, to store a reference in an old object costs a fence, see OwnerReference.
  private static final int NEW = 0;
  private static final int QUEUED = 1;
  private static final int RUNNING = 2;
  private static final int GAVE_BACK = 3;
  private static final int BLOCKED = 4;
  private static final int ENDED = 5;

  final RunningCore core;
  private final FiberThread thread;
  private int stage = NEW;

  /** Whether it has called {@code System.exit}; looked at once, when its core has ended. */
  private boolean endsProcess;

  private boolean isLookedAt;

  /** It gives back only to let others run. */
  private boolean yielding;

  /**
   * A thread that has not run.
   *
   * @throws IllegalStateException if the JVM does not let us create one; the message names the flag
   */
  CarriedThread(RunningCore core, String name) {
    this.core = core;
    thread = core.scheduler().newFiberThread(name, this);
  }

  @Override
  public final String inWords(Function<@Nullable Object, String> words) {
    return "a thread of " + core;
  }

  /** Runs the thread until it leaves the core. The core's loop, outside any carried thread. */
  final FiberExit runPiece() {
    stage = RUNNING;
    FiberExit exit = core.scheduler().runFiber(thread);
    stage =
        switch (exit) {
          case GAVE_BACK -> GAVE_BACK;
          case BLOCKED -> BLOCKED;
          case YIELDED -> QUEUED;
          case ENDED -> ENDED;
        };
    if (exit == FiberExit.YIELDED || (exit == FiberExit.GAVE_BACK && yielding)) {
      enqueue();
    }
    return exit;
  }

  /** As {@link FiberThread#giveBack}. */
  final boolean giveBack() {
    return thread.giveBack();
  }

  /** As {@link FiberThread#beginWait}. */
  final void beginWait(Awaited what) {
    thread.beginWait(what);
  }

  /** As {@link FiberThread#endWait}. */
  final void endWait() {
    thread.endWait();
  }

  /** Lets everything run that is ready. The calling thread must be this one. */
  final void yieldNow() {
    yielding = true;
    try {
      thread.giveBack();
    } finally {
      yielding = false;
    }
  }

  /** Queues the thread if it has given back; else it looks for itself when it runs next. */
  final void wake() {
    if (stage == GAVE_BACK) {
      enqueue();
    }
  }

  private void enqueue() {
    stage = QUEUED;
    core.enqueue(this);
  }

  @Override
  public final boolean isReady() {
    return stage == QUEUED;
  }

  @Override
  public final void resumable() {
    if (CoreContext.current() == core) {
      resumeIfBlocked();
      return;
    }
    boolean accepted =
        core.deliver(
            new Work() {
              @Override
              public void run() {
                resumeIfBlocked();
              }

              @Override
              public boolean runsUserCode() {
                return false;
              }
            });
    if (!accepted) {
      resumableWithoutCore();
    }
  }

  /**
   * The core has ended without this thread: {@code close()} gave up on it and said so. Only if it is the
   * one that ends the process does it go on. To look at its stack makes the JDK call {@link #resumable}
   * once more.
   */
  private void resumableWithoutCore() {
    if (!isLookedAt) {
      isLookedAt = true;
      endsProcess =
          core.scheduler().isProcessEnding() && ProcessExit.isCalledIn(thread.stackTrace());
    }
    if (endsProcess) {
      thread.goOnOutside();
    }
  }

  private void resumeIfBlocked() {
    if (stage == BLOCKED) {
      enqueue();
    }
  }

  final void interrupt() {
    if (stage != ENDED) {
      thread.interrupt();
    }
  }

  /** As {@link FiberThread#clearInterrupt}. */
  final void clearInterrupt() {
    thread.clearInterrupt();
  }

  /** As {@link FiberThread#attributes}. */
  final ThreadAttributes attributes() {
    return thread.attributes();
  }

  @Override
  public final StackTraceElement[] stackTrace() {
    return thread.stackTrace();
  }

  @Override
  public final @Nullable String waitsFor() {
    return thread.waitsFor();
  }
}
