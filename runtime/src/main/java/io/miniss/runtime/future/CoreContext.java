package io.miniss.runtime.future;

import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.Registration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What futures know of a core: where continuations are queued and fibers wait. For the runtime's own
 * use. Methods are for the core's own thread (its loop, or one of its fibers) unless they say
 * otherwise.
 */
public abstract class CoreContext {
  private static final ThreadLocal<@Nullable CoreContext> CURRENT = new ThreadLocal<>();

  /** The last registered of the continuations that have not run: a doubly linked list. */
  private @Nullable Continuation outstanding;

  private int outstandingCount;

  /** For the runtime's cores. */
  protected CoreContext() {}

  /** The core that the calling thread is, or null outside any core. */
  public static @Nullable CoreContext current() {
    return CURRENT.get();
  }

  /** Makes the calling thread (the loop's, or a fiber's) this core; null undoes it. */
  protected static void bindCurrentThread(@Nullable CoreContext core) {
    if (core == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(core);
    }
  }

  /** The runtime of this core. Any thread. */
  public abstract RuntimeContext runtime();

  /** Runs {@code work} from this core's loop, after what is ready now. */
  public abstract void enqueue(Work work);

  /**
   * Runs {@code work} from this core's loop. Any other thread.
   *
   * @return false if the core has terminated; the work will not run
   */
  public abstract boolean deliver(Work work);

  /**
   * Waits in the calling fiber until {@code future} is done.
   *
   * @throws IllegalStateException if the caller is no fiber: waiting would block the core
   */
  public abstract void await(FutureCell<?> future);

  /**
   * As {@link #await(FutureCell)}, at most {@code nanos}; answers whether the future is done.
   *
   * @throws IllegalStateException if the caller is no fiber
   */
  public abstract boolean await(FutureCell<?> future, long nanos);

  /** Calls {@code action} once, from this core's loop, not before {@code nanos} have passed. */
  public abstract Registration after(long nanos, Runnable action);

  /** How many continuations wait for futures that are not complete. */
  public final int outstandingContinuations() {
    return outstandingCount;
  }

  /** Fails every continuation that still waits, with {@code failure}; they run now. */
  protected final void breakOutstanding(Throwable failure) {
    List<Continuation> oldestLast = new ArrayList<>();
    for (Continuation c = outstanding; c != null; c = c.olderOutstanding) {
      oldestLast.add(c);
    }
    for (Continuation c : oldestLast.reversed()) {
      if (c.linked) {
        c.breakWith(failure);
      }
    }
  }

  final void link(Continuation c) {
    Continuation newest = outstanding;
    c.olderOutstanding = newest;
    if (newest != null) {
      newest.newerOutstanding = c;
    }
    outstanding = c;
    outstandingCount++;
    c.linked = true;
  }

  final void unlink(Continuation c) {
    if (!c.linked) {
      return;
    }
    Continuation older = c.olderOutstanding;
    Continuation newer = c.newerOutstanding;
    if (newer == null) {
      outstanding = older;
    } else {
      newer.olderOutstanding = older;
    }
    if (older != null) {
      older.newerOutstanding = newer;
    }
    c.olderOutstanding = null;
    c.newerOutstanding = null;
    outstandingCount--;
    c.linked = false;
  }
}
