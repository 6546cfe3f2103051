package io.miniss.runtime.shared;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Awaited;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.InWords;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A lock for one thread at a time, with {@linkplain Condition conditions}: what {@code ReentrantLock} is in a program that
 * is to be simulated, where every attempt to take it, and its release, is an interleaving point.
 *
 * <p>It is not reentrant and not fair: a thread that comes at the right moment takes it before those that wait. It blocks
 * the thread that calls. So it is for threads outside a runtime; a task, fiber or handler that waits for
 * it holds up its core. Interrupts do not end a wait; the interrupt status is set again when the wait is over. Taking
 * the mutex sees what was done before it was last released.
 */
public final class SharedMutex {
  private final Scheduler scheduler;
  private final Clock clock;
  private final String name;

  /** Who holds it. */
  private final SharedReference<Thread> holder;

  /** Who waits for it, the last to come first; one that leaves without it passes its wake-up on. */
  private final SharedReference<Waiting> waiting;

  private final Awaited release = new Release();

  /**
   * A mutex that nobody holds.
   *
   * @param scheduler of the threads that use it
   * @param clock the time of timed waits, which must be that of {@code scheduler}
   * @param name what it is called in traces
   */
  public SharedMutex(Scheduler scheduler, Clock clock, String name) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.name = name;
    this.holder = new SharedReference<>(scheduler, name, null);
    this.waiting = new SharedReference<>(scheduler, "threads that wait for " + name, null);
  }

  /**
   * Waits until nobody holds it, and takes it.
   *
   * @throws IllegalStateException if the calling thread holds it: it would wait for itself
   */
  public void lock() {
    if (!tryLock()) {
      Parker me = begin();
      while (!tryLock()) {
        me.park();
      }
      leave(me);
    }
  }

  /** Takes it if nobody holds it; returns whether that was so. */
  public boolean tryLock() {
    return holder.compareAndSet(null, Thread.currentThread());
  }

  /**
   * As {@link #lock}, until the clock is at {@code deadlineNanos} at the latest; returns whether the calling thread holds
   * it.
   */
  public boolean tryLockUntil(long deadlineNanos) {
    if (tryLock()) {
      return true;
    }
    Parker me = begin();
    boolean taken = tryLock();
    while (!taken && clock.nanos() - deadlineNanos < 0) {
      me.parkUntil(deadlineNanos);
      taken = tryLock();
    }
    leave(me);
    if (!taken && holder.getVolatile() == null) {
      wakeNext(); // the wake-up may have been for this thread
    }
    return taken;
  }

  /** The calling thread waits from now on; it tries once more before it parks, as the holder may have left by then. */
  private Parker begin() {
    if (holder.getVolatile() == Thread.currentThread()) {
      throw new IllegalStateException(
          "thread " + Thread.currentThread().getName() + " waits for " + name
              + ", which it holds: a mutex is not reentrant");
    }
    Parker me = scheduler.currentParker();
    me.beginWait(release);
    Waiting before;
    do {
      before = waiting.getVolatile();
    } while (!waiting.compareAndSet(before, new Waiting(me, before)));
    return me;
  }

  private void leave(Parker me) {
    Waiting before;
    do {
      before = waiting.getVolatile();
    } while (!waiting.compareAndSet(before, Waiting.without(me, before)));
    me.finishWait();
  }

  /** What a thread waits for that cannot take it. */
  private final class Release implements Awaited {
    @Override
    public String describe() {
      return name;
    }

    @Override
    public @Nullable Thread holder() {
      return (Thread) holder.currentValue();
    }
  }

  /** A thread that waits, in an immutable list of them. */
  private record Waiting(Parker parker, @Nullable Waiting earlier) implements InWords {
    @Override
    public String inWords(Function<@Nullable Object, String> words) {
      String me = words.apply(parker);
      return earlier == null ? me : earlier.inWords(words) + ", " + me;
    }

    static @Nullable Waiting without(Parker parker, @Nullable Waiting list) {
      if (list == null) {
        return null;
      }
      return list.parker == parker
          ? list.earlier
          : new Waiting(list.parker, without(parker, list.earlier));
    }

    Parker first() {
      Waiting last = this;
      for (Waiting next = last; next != null; next = next.earlier) {
        last = next;
      }
      return last.parker;
    }
  }

  /**
   * Lets others take it.
   *
   * @throws IllegalStateException if the calling thread does not hold it
   */
  public void unlock() {
    requireHolder("unlock");
    holder.setVolatile(null);
    wakeNext();
  }

  private void wakeNext() {
    Waiting those = waiting.getVolatile();
    if (those != null) {
      those.first().unpark();
    }
  }

  private void requireHolder(String what) {
    if (holder.getVolatile() != Thread.currentThread()) {
      throw new IllegalStateException(
          what + " was called by thread " + Thread.currentThread().getName()
              + ", which does not hold " + name);
    }
  }

  /** A condition of this mutex, called {@code conditionName} in traces. */
  public Condition newCondition(String conditionName) {
    return new Condition(conditionName);
  }

  /**
   * What threads wait for while they let others have the mutex. A wait may end without a signal, as those of the JDK may: so
   * it belongs in a loop around what is waited for. In a simulation the fault {@code spurious-wake} does that.
   */
  public final class Condition extends SharedLocation {
    private final String conditionName;

    /** Those that wait, the longest first. Guarded by the mutex. */
    private final Deque<Waiter> waiters = new ArrayDeque<>();

    private final Awaited signal = () -> "a signal of " + describe();

    private Condition(String conditionName) {
      super(scheduler);
      this.conditionName = conditionName;
    }

    /** Releases the mutex, waits for a signal, and takes the mutex again. */
    public void await() {
      Parker me = scheduler.currentParker();
      Waiter mine = begin(me);
      if (!mine.signalled.getVolatile()) {
        me.park();
        if (isOnlyInterrupted(me, mine)) {
          me.park();
        }
      }
      end(me, mine);
    }

    /**
     * As {@link #await}, until the clock is at {@code deadlineNanos} at the latest. The mutex is taken in any case, however
     * long that takes.
     *
     * @return false if there was no signal and the time is over
     */
    public boolean awaitUntil(long deadlineNanos) {
      Parker me = scheduler.currentParker();
      Waiter mine = begin(me);
      if (!mine.signalled.getVolatile()) {
        me.parkUntil(deadlineNanos);
        if (isOnlyInterrupted(me, mine)) {
          me.parkUntil(deadlineNanos);
        }
      }
      boolean late = clock.nanos() - deadlineNanos >= 0;
      return end(me, mine) || !late;
    }

    private Waiter begin(Parker me) {
      requireHolder("await of " + conditionName);
      Waiter mine =
          new Waiter(me, new SharedFlag(scheduler, conditionName + " signalled"));
      point(Access.UPDATE);
      waiters.add(mine);
      me.beginWait(signal);
      unlock();
      return mine;
    }

    /**
     * Whether the park may have ended by an interrupt. The parker has taken that and raises it again when the wait
     * ends: without another park, a loop of waits would not block any more.
     */
    private static boolean isOnlyInterrupted(Parker me, Waiter mine) {
      return me.isInterrupted() && !mine.signalled.getVolatile();
    }

    /** Returns whether there was a signal. */
    private boolean end(Parker me, Waiter mine) {
      me.finishWait();
      lock();
      point(Access.UPDATE);
      return !waiters.remove(mine); // a signal has removed it
    }

    /** Ends the longest wait, if there is one. Called by whoever holds the mutex. */
    public void signal() {
      requireHolder("signal of " + conditionName);
      point(Access.UPDATE);
      wakeFirst();
    }

    /** Ends all waits. Called by whoever holds the mutex. */
    public void signalAll() {
      requireHolder("signal of " + conditionName);
      point(Access.UPDATE);
      do {
        wakeFirst();
      } while (!waiters.isEmpty());
    }

    private void wakeFirst() {
      Waiter first = waiters.poll();
      scheduler.signalled(this, first == null ? null : first.parker);
      if (first != null) {
        first.signalled.setVolatile(true);
        first.parker.unpark();
      }
    }

    @Override
    public String currentValue() {
      return waiters.size() + " waiting";
    }

    @Override
    public String describe() {
      return conditionName;
    }
  }

  private static final class Waiter {
    final Parker parker;
    final SharedFlag signalled;

    Waiter(Parker parker, SharedFlag signalled) {
      this.parker = parker;
      this.signalled = signalled;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
