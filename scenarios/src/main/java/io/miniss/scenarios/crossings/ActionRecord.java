package io.miniss.scenarios.crossings;

/** An action that was executed on a core, of which nobody has a handle. Guarded by its {@link Book}. */
final class ActionRecord {
  final int number;
  final int target;

  /** The core that sends it, or {@link TaskRecord#OUTSIDE}. */
  final int sender;

  /** The thread that sends it: a core, or one outside. */
  final String thread;

  /** When its submission began, counted over all. */
  int order;

  boolean isRejected;
  int starts;
  boolean hasThrown;

  ActionRecord(int number, int target, int sender, String thread) {
    this.number = number;
    this.target = target;
    this.sender = sender;
    this.thread = thread;
  }

  @Override
  public String toString() {
    return "action " + number;
  }
}
