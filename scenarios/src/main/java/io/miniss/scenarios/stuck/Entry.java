package io.miniss.scenarios.stuck;

import io.miniss.runtime.task.JoinHandle;
import org.jspecify.annotations.Nullable;

/** One submission, as those see it that know of it. Guarded by its {@link Ledger}. */
final class Entry {
  /** The sender or the target that is no certain core. */
  static final int OUTSIDE = -1;

  /** What was submitted. */
  enum Kind {
    TASK,
    FIBER,
    ACTION
  }

  final int number;
  final Kind kind;
  final String what;

  /** The core that submits, or {@link #OUTSIDE}. */
  final int sender;

  /** The core that it is placed on, or {@link #OUTSIDE} for any. */
  final int target;

  boolean isAccepted;

  /** It was accepted before anybody began to shut down. */
  boolean isAcceptedBeforeShutdown;

  int starts;

  /** Its body has returned or thrown; looked at for actions, which have no handle. */
  boolean hasReturned;

  boolean hasThrown;

  /** Somebody besides the runtime's end may cancel it. */
  boolean mayBeCancelled;

  /** A call of cancel has said that it never runs. */
  boolean neverRuns;

  @Nullable JoinHandle<Integer> handle;

  Entry(int number, Kind kind, String what, int sender, int target) {
    this.number = number;
    this.kind = kind;
    this.what = what;
    this.sender = sender;
    this.target = target;
  }

  /** Whether it has ended, as far as can be known: of an action that never starts nobody is told. */
  boolean isSeenEnded() {
    JoinHandle<Integer> known = handle;
    return known == null ? hasReturned || hasThrown : known.future().isDone();
  }

  @Override
  public String toString() {
    JoinHandle<Integer> known = handle;
    return kind + " " + number + " \"" + what + "\""
        + (sender < 0 ? " of a client" : " of core " + sender)
        + (target < 0 ? "" : " for core " + target)
        + (known == null ? "" : ", " + known.id());
  }
}
