package io.miniss.runtime.shared;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * A bounded first-in first-out queue between threads: a JCTools ring, and a list of those who wait
 * for room in it. Which threads may offer and poll is in the factory's name.
 *
 * <h2>Waiting for room</h2>
 *
 * The mirror image of {@link WakeFlag}: a producer that found the ring full calls {@link
 * #awaitNotFull}, then <em>offers again</em>, and only if that fails too goes to sleep. A consumer
 * calls {@link #signalNotFull} after it has polled. Registering is a compare-and-set and {@link
 * #signalNotFull} begins with a full fence, so either the second offer finds the room, or the consumer
 * finds the registration. Everybody registered is woken, so a registration that is no longer needed
 * only costs a spurious wake-up and never swallows one that somebody else needs.
 *
 * <h2>A slot that is claimed and not filled</h2>
 *
 * With several producers, one may be taken from its CPU between claiming a slot and filling it. JCTools'
 * own {@code poll} spins until it goes on, which would stop the whole core. So {@link #poll} is the
 * relaxed one: it returns null while the oldest slot is not filled, also if younger ones are. {@link
 * #isEmptyVolatile} looks at the indices of producers and consumers and returns false then, and only that
 * is a reason to sleep. No wake-up is lost by it: a producer claims before it fills, and wakes after that. If
 * the claim comes before the sleeper's look, the sleeper sees that the queue is not empty; if it comes after,
 * so does the wake, which finds the sleep announced.
 *
 * @param <E> the elements
 */
public final class BoundedQueue<E> extends SharedLocation {
  /** After so many have left while they were registered, the list is emptied of them. */
  private static final int MAX_LEFT = 64;

  /**
   * One producer that waits for room, in one queue at a time. Registering it again while it is
   * registered does nothing, so a producer that wakes up for other reasons and finds the ring still
   * full does not grow the list.
   */
  public abstract static class Waiter extends Work {
    private final SharedFlag registered;

    /** A waiter that is not registered, called {@code name} in traces. */
    protected Waiter(Scheduler scheduler, String name) {
      registered = new SharedFlag(scheduler, name);
    }

    /** Wakes the producer, which then offers again. Called by a consumer's thread. */
    protected abstract void wakeProducer();

    @Override
    public final void run() {
      // Cleared before the wake: a producer that announced its sleep, read "registered" and relies
      // on it is therefore always woken after that announcement.
      registered.setVolatile(false);
      wakeProducer();
    }
  }

  private final String name;
  private final MessagePassingQueue<E> ring;
  private final int capacity;
  private final RemoteWorkQueue waiters;

  /** How many have left since the list was emptied; about, which is all it is for. */
  private final SharedLong left;

  /** Whether several threads offer, so that a slot may be claimed by one and not filled. */
  private final boolean manyProducers;

  /** What stands in such slots, by a fault of a simulation; always empty in production. */
  private final List<E> unfilled = new ArrayList<>(0);

  private BoundedQueue(
      Scheduler scheduler,
      String name,
      MessagePassingQueue<E> ring,
      int capacity,
      boolean manyProducers) {
    super(scheduler);
    this.manyProducers = manyProducers;
    this.name = name;
    this.ring = ring;
    this.capacity = capacity;
    this.waiters = new RemoteWorkQueue(scheduler, "waiters for room in " + name);
    this.left = new SharedLong(scheduler, "waiters that left " + name);
  }

  /** One thread offers, one polls. {@code capacity} is rounded up to a power of two. */
  public static <E> BoundedQueue<E> singleProducer(
      Scheduler scheduler, String name, int capacity) {
    SpscVarHandleArrayQueue<E> ring = new SpscVarHandleArrayQueue<>(capacity);
    return new BoundedQueue<>(scheduler, name, ring, ring.capacity(), false);
  }

  /** Any thread offers, one polls. {@code capacity} is rounded up to a power of two. */
  public static <E> BoundedQueue<E> manyProducers(Scheduler scheduler, String name, int capacity) {
    MpscVarHandleArrayQueue<E> ring = new MpscVarHandleArrayQueue<>(capacity);
    return new BoundedQueue<>(scheduler, name, ring, ring.capacity(), true);
  }

  /** Any thread offers, any polls. {@code capacity} is rounded up to a power of two. */
  public static <E> BoundedQueue<E> stealable(Scheduler scheduler, String name, int capacity) {
    MpmcVarHandleArrayQueue<E> ring = new MpmcVarHandleArrayQueue<>(Math.max(2, capacity));
    return new BoundedQueue<>(scheduler, name, ring, ring.capacity(), true);
  }

  /** Appends {@code element} with release effect, or returns false when the ring is full. */
  public boolean offer(E element) {
    point(Access.UPDATE);
    boolean offered =
        (manyProducers && scheduler().fillsLate(this)) ? offerLate(element) : ring.offer(element);
    if (offered) {
      scheduler().mark(Mark.SENT, element);
    }
    return offered;
  }

  /** As a producer that others overtake between claiming its slot and filling it; in simulations only. */
  private boolean offerLate(E element) {
    if (!ring.offer(element)) {
      return false;
    }
    unfilled.add(element);
    point(Access.UPDATE);
    unfilled.remove(placeInUnfilled(element));
    return true;
  }

  /** By identity: an element may be an object of the user, with an {@code equals} of its own. */
  private int placeInUnfilled(@Nullable E element) {
    for (int i = 0; i < unfilled.size(); i++) {
      if (unfilled.get(i) == element) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Removes the oldest element with acquire effect, or returns null when there is none, or when the
   * oldest slot is claimed by a producer that has not filled it yet. Never waits for one.
   */
  public @Nullable E poll() {
    point(Access.UPDATE);
    if (!unfilled.isEmpty() && placeInUnfilled(ring.relaxedPeek()) >= 0) {
      return null;
    }
    E polled = ring.relaxedPoll();
    if (polled != null) {
      scheduler().mark(Mark.RECEIVED, polled);
    }
    return polled;
  }

  /** Whether nothing is in it: for the look between announcing a sleep and parking. */
  public boolean isEmptyVolatile() {
    point(Access.READ);
    return ring.isEmpty();
  }

  /** About how much is in it. Any thread; may be stale when it returns. */
  public int sizeRelaxed() {
    point(Access.READ);
    return ring.size();
  }

  /** How much it holds at most. */
  public int capacity() {
    return capacity;
  }

  /**
   * Registers a producer that waits for room. It must offer once more afterwards, and may go to
   * sleep only if that fails; a producer with a {@link WakeFlag} announces its sleep before this.
   */
  public void awaitNotFull(Waiter waiter) {
    if (waiter.registered.compareAndSet(false, true)) {
      waiters.push(waiter);
    }
    // The other half of signalNotFull's fence: the offer that follows must not be satisfied by a look at
    // the ring from before the registration, whatever the ring's own loads promise.
    VarHandle.fullFence();
  }

  /** Wakes those who wait for room, if any. A consumer, after it has polled. */
  public void signalNotFull() {
    VarHandle.fullFence();
    if (!waiters.isEmptyVolatile()) {
      wakeAll();
    }
  }

  /**
   * The producer waits no longer. Nothing can be taken out of the middle of the list, so who leaves
   * stays behind in it; when many have, everybody is woken, and who still waits registers again. So the
   * list of a queue where nobody ever makes room does not grow with the attempts.
   */
  public void leave(Waiter waiter) {
    if (waiter.registered.getAcquire() && left.getAndAdd(1) + 1 >= MAX_LEFT) {
      left.getAndAdd(-MAX_LEFT);
      wakeAll();
    }
  }

  private void wakeAll() {
    // Several threads may get here at once: the exchange in takeAll gives each registration to
    // exactly one of them.
    int _ = waiters.takeAll(Work::run);
  }

  @Override
  public String currentValue() {
    return ring.size() + " in it";
  }

  @Override
  public String describe() {
    return name;
  }
}
