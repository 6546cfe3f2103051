package io.miniss.runtime.internal;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.WakeFlag;
import java.util.List;
import java.util.function.Predicate;

/**
 * Sends from one core to another: through the ring between them. The sender's thread only.
 *
 * <p>Whether the receiver sleeps can only be known after a full fence (see {@link WakeFlag}), which costs more than
 * the rest of a message. So the sender looks without a fence, before it sends. It wakes a receiver that it saw asleep
 * at once. Any other one may go to sleep just then, without having seen the message, so the sender looks at it
 * again, with the fence, at the end of its turn: once for all messages of the turn. A receiver that goes to sleep
 * within the few instructions between the look and the message thus sleeps until then. With one that exits just then,
 * the message waits until then for the sender to see that.
 */
final class RingSender implements Predicate<Object> {
  private final BoundedQueue<Object> ring;
  private final WakeFlag receiver;

  /** The senders of this core that have to look again in this turn. */
  private final List<RingSender> toLookAgain;

  private boolean looksAgain;

  RingSender(BoundedQueue<Object> ring, WakeFlag receiver, List<RingSender> toLookAgain) {
    this.ring = ring;
    this.receiver = receiver;
    this.toLookAgain = toLookAgain;
  }

  /** Sends a task or an action; returns false if the ring is full. */
  @Override
  public boolean test(Object taskOrAction) {
    boolean awake = receiver.seemsAwake();
    if (!ring.offer(taskOrAction)) {
      return false;
    }
    if (!awake) {
      receiver.wake();
    } else if (!looksAgain) {
      looksAgain = true;
      toLookAgain.add(this);
    }
    return true;
  }

  /** Wakes the receiver if it has gone to sleep since the look before a message. */
  void lookAgain() {
    looksAgain = false;
    receiver.wake();
  }
}
