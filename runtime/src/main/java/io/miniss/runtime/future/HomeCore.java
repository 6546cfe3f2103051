package io.miniss.runtime.future;

import io.miniss.runtime.shared.Work;
import io.miniss.runtime.spi.CoreSlot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where continuations run, as they see it: the queue of a core, and the list of what the core must break when
 * it exits. For the runtime's own use. Methods are for the core's own thread (its loop, or one of its fibers)
 * unless they say otherwise.
 *
 * <p>Other threads read fields of this object for each result that they send home. So what a core writes for each
 * message, task or continuation is in other objects, here and in the subclasses: each such write would take the
 * cache line away from all who read it.
 */
public abstract class HomeCore {
  /** How often the broken may register again before it counts as a livelock. */
  private static final int BREAK_ROUNDS = 1_000;

  /** What this core must break when it exits. */
  private final Outstanding outstanding = new Outstanding();

  private final Nesting nesting = new Nesting();

  /** For {@link CoreContext}. */
  HomeCore() {}

  /** The core that the calling thread is, or null outside any core. */
  static @Nullable HomeCore here() {
    return (HomeCore) CoreSlot.get();
  }

  /** Whether the calling thread is this core. */
  public final boolean isCurrent() {
    return CoreSlot.get() == this;
  }

  /** Makes the calling thread (the loop's, or a fiber's) this core; null undoes it. */
  protected static void bindCurrentThread(@Nullable HomeCore core) {
    CoreSlot.set(core);
  }

  /** Runs {@code work} from this core's loop, after what is ready now. */
  public abstract void enqueue(Work work);

  /**
   * Runs {@code work} from this core's loop, in the next turn. Any thread, this core's own included.
   *
   * @return false if the core has terminated; the work will not run
   */
  public abstract boolean deliver(Work work);

  /** Whether what this core runs is drawn: in a simulation that is traced. */
  protected boolean isDrawn() {
    return false;
  }

  /** Runs {@code work} with its marks. Work that is not drawn is run by the caller: one call site for all is slower. */
  protected void runDrawn(Work work) {
    work.run();
  }

  /** How many continuations wait for futures that are not complete, those of this core apart. */
  public final int outstandingContinuations() {
    return outstanding.waiting().size();
  }

  /**
   * Fails every continuation that still waits, oldest first, with {@code failure}; they run now.
   * After each, {@code runReady} runs what it made ready: a continuation whose future was completed
   * by a broken one (a recovery) is given that result. Those that broken ones register are broken
   * too.
   *
   * @return false if they kept registering new ones; these are left
   */
  protected final boolean breakOutstanding(Throwable failure, Runnable runReady) {
    List<OutstandingWork> left = outstanding.waiting();
    for (int round = 0; !left.isEmpty(); round++) {
      if (round == BREAK_ROUNDS) {
        return false;
      }
      for (OutstandingWork work : left) {
        if (work.waiting) {
          work.breakWith(failure);
          runReady.run();
        }
      }
      left = outstanding.waiting();
    }
    return true;
  }

  /** Lets go of what waits no longer. For a core that has nothing to do now. */
  protected final void forgetEndedWaits() {
    outstanding.sweep();
  }

  final boolean enterNested() {
    return nesting.enter();
  }

  final void leaveNested() {
    nesting.leave();
  }

  /** Sets how deep continuations are nested, for a stack that the core changes to; returns the old depth. */
  public final int exchangeNesting(int depth) {
    return nesting.exchange(depth);
  }

  /** {@code work} waits, and is to be broken when this core exits. If its wait has ended before, it stays ended. */
  final void beginWait(OutstandingWork work) {
    if (work.list == OutstandingWork.NONE) {
      work.waiting = true;
      outstanding.add(work);
    }
  }

  /** {@code work} waits no longer. */
  final void endWait(OutstandingWork work) {
    outstanding.ended(work);
  }
}
