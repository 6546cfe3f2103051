package io.miniss.runtime.internal;

import io.miniss.runtime.spi.Awaited;
import io.miniss.runtime.spi.FiberExit;
import io.miniss.runtime.spi.ThreadAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A thread in which a core runs its loop and all user code that is not a fiber; see {@link LoopThreads}.
 * It is <em>attached</em> while it is the one in which the core goes on, and <em>detached</em> for good
 * once user code in it has blocked.
 */
final class LoopThread extends CarriedThread {
  private final LoopThreads threads;

  /** While detached: the task that it is in the middle of, or null in a continuation or timer. */
  private @Nullable Task<?> task;

  /** While detached: since when. */
  private long detachedNanos;

  /** While detached: how deep its continuations were nested. */
  private int nested;

  /** While it runs attached: its attributes as they were before any user code. */
  private @Nullable ThreadAttributes attributes;

  private @Nullable Throwable defect;

  LoopThread(RunningCore core, LoopThreads threads) {
    super(core, core.name());
    this.threads = threads;
  }

  @Override
  public void body() {
    attributes = attributes();
    try {
      core.bindCarriedThread();
      threads.performHandedOver();
      core.turnUntilExit();
    } catch (LoopThreads.Retired retired) {
      assert retired != null : "user code had blocked here, and another thread runs the loop now";
    } catch (Throwable thrown) {
      defect = thrown;
    }
  }

  /** As they were before any user code; null if it is detached, and need not give them back. */
  @Nullable ThreadAttributes attributesWhileAttached() {
    return attributes;
  }

  /** Throws what has broken the loop in this thread, which has ended. */
  void throwDefect() {
    if (defect instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (defect instanceof Error error) {
      throw error;
    }
  }

  /** User code has blocked: puts aside what the core knows of it. */
  void detach() {
    attributes = null;
    task = core.currentTask();
    if (task != null) {
      core.leave();
    }
    nested = core.exchangeNesting(0);
    detachedNanos = core.clockNanos();
  }

  /** The ready queue has come to this thread, which is detached: goes on with the user code. */
  @Override
  public void run() {
    int outer = core.exchangeNesting(nested);
    Task<?> interrupted = task;
    if (interrupted != null) {
      core.enter(interrupted);
    }
    FiberExit exit = threads.runPiece(this);
    if (exit == FiberExit.ENDED) {
      core.exchangeNesting(outer);
      threads.ended(this);
      throwDefect();
    } else {
      detach();
      core.exchangeNesting(outer);
      threads.blockedAgain();
    }
  }

  @Nullable Task<?> task() {
    return task;
  }

  @Override
  public String describe() {
    return isDetached() ? blocked().describe() : core.describeRunning();
  }

  @Override
  public @Nullable Awaited endBefore(Awaited what) {
    Task<?> runs = isDetached() ? task : core.enteredTask();
    return runs == null ? null : runs.endBefore(what);
  }

  private boolean isDetached() {
    return threads.detached().contains(this);
  }

  /** What has blocked in it. */
  BlockedCode blocked() {
    return new BlockedCode(task, this, detachedNanos);
  }
}
