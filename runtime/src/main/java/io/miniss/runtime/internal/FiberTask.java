package io.miniss.runtime.internal;

import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.FutureCell;
import io.miniss.runtime.future.Listener;
import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.FiberHost;
import io.miniss.runtime.spi.FiberThread;
import io.miniss.runtime.spi.Registration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A task with a stack of its own: it waits without blocking its core. Its virtual thread's scheduler
 * is its core: whatever makes the thread runnable hands its continuation to {@link FiberHost}, which
 * queues this object, and the core runs the continuation in its turn. A fiber never changes cores.
 */
final class FiberTask<T extends @Nullable Object> extends Task<T> implements FiberHost {
  private @Nullable FiberThread thread;

  /** The core that started it; written there before its thread exists. */
  private @Nullable CoreLoop core;

  /** What the core is to run next of this fiber; set with the entry in the ready queue. */
  private @Nullable Runnable continuation;

  /** Starting: the first continuation is run at once instead of being queued. */
  private boolean starting;

  private boolean ended;

  /** Neighbours in the core's list of started fibers that have not ended. */
  @Nullable FiberTask<?> previousLive;

  @Nullable FiberTask<?> nextLive;

  FiberTask(RuntimeState runtime, long idBits, @Nullable String name, Callable<? extends T> body) {
    super(runtime, idBits, name, body);
  }

  @Override
  void start(CoreLoop here) {
    core = here;
    FiberThread created;
    try {
      created =
          here.scheduler()
              .newFiberThread(
                  "fiber " + this,
                  () -> {
                    here.bindFiber();
                    runBody(here);
                    ended = true;
                  },
                  this);
    } catch (IllegalStateException | VirtualMachineError cannotStart) {
      failToStart(here, cannotStart);
      return;
    }
    thread = created;
    here.liveFibers().started(this);
    starting = true;
    created.start();
    starting = false;
    dispatch(here);
  }

  /** Runs the fiber until it parks, yields or ends. */
  void dispatch(CoreLoop here) {
    Runnable next = Objects.requireNonNull(continuation, "a queued fiber has a continuation");
    continuation = null;
    here.enter(this);
    try {
      here.scheduler().runFiber(Objects.requireNonNull(thread), next);
    } finally {
      here.leave();
    }
    if (ended) {
      here.liveFibers().ended(this);
    }
  }

  /** The entry in the ready queue for a fiber that may go on. */
  private final Work resumption =
      new Work() {
        @Override
        public void run() {
          dispatch(CoreLoop.here());
        }
      };

  // ---- the host, called by whatever makes the thread runnable ----

  @Override
  public boolean isCurrent() {
    return CoreLoop.current() == core;
  }

  @Override
  public void resumeHere(Runnable runnable) {
    continuation = runnable;
    if (!starting) {
      Objects.requireNonNull(core).enqueue(resumption);
    }
  }

  @Override
  public void resumeFromElsewhere(Runnable runnable) {
    continuation = runnable;
    // Refused only by a core that has exited without this fiber: close() gave up on it and said so.
    Objects.requireNonNull(core).deliver(resumption);
  }

  // ---- cancellation and waiting ----

  @Override
  void wakeToSeeCancellation(CoreLoop home) {
    if (CoreLoop.current() == home) {
      wakeIfWaiting();
    } else {
      home.deliver(
          new Work() {
            @Override
            public void run() {
              wakeIfWaiting();
            }
          });
    }
  }

  /** On its core: lets a waiting fiber look at its token; one that does not wait is not harmed. */
  void wakeIfWaiting() {
    FiberThread started = thread;
    if (started != null && !ended) {
      started.unpark();
    }
  }

  void yieldNow() {
    throwIfCancelled();
    Objects.requireNonNull(thread).yieldNow();
  }

  /** Waits until {@code future} is done or {@code nanos} have passed; answers whether it is done. */
  boolean await(CoreLoop here, FutureCell<?> future, boolean limited, long nanos) {
    FiberThread own = Objects.requireNonNull(thread);
    throwIfCancelled();
    Arrival arrival = new Arrival(here);
    future.listen(arrival);
    Expiry expiry = new Expiry();
    Registration timer = limited ? here.after(nanos, expiry) : Registration.NONE;
    try {
      while (!arrival.arrived && !expiry.passed) {
        own.park();
        if (!arrival.arrived) {
          throwIfCancelled();
        }
      }
      if (arrival.arrived && !future.isDone()) {
        throw new BrokenPromiseException(
            "the runtime has terminated and nobody completed the promise that task "
                + this
                + " waits for");
      }
      return arrival.arrived;
    } finally {
      own.finishWait();
      arrival.retire();
      timer.close();
    }
  }

  /** Waits until {@code nanos} have passed; a fiber that is cancelled meanwhile takes its timer along. */
  void sleep(CoreLoop here, long nanos) {
    FiberThread own = Objects.requireNonNull(thread);
    throwIfCancelled();
    Expiry expiry = new Expiry();
    Registration timer = here.after(nanos, expiry);
    try {
      while (!expiry.passed) {
        own.park();
        if (!expiry.passed) {
          throwIfCancelled();
        }
      }
    } finally {
      own.finishWait();
      timer.close();
    }
  }

  @Override
  StackTraceElement[] stackTrace(CoreLoop home) {
    FiberThread started = thread;
    return started == null ? super.stackTrace(home) : started.stackTrace();
  }

  private final class Expiry implements Runnable {
    boolean passed;

    @Override
    public void run() {
      passed = true;
      wakeIfWaiting();
    }
  }

  private final class Arrival extends Listener {
    boolean arrived;

    Arrival(CoreLoop home) {
      super(home);
    }

    @Override
    protected void completed() {
      arrived = true;
      wakeIfWaiting();
    }
  }
}
