package io.miniss.scenarios.crossings;

/** An action that was executed on a core, of which nobody has a handle. Guarded by its {@link Book}. */
final class ActionRecord {
  final int number;
  final int target;
  boolean isRejected;
  int starts;
  boolean hasThrown;

  ActionRecord(int number, int target) {
    this.number = number;
    this.target = target;
  }

  @Override
  public String toString() {
    return "action " + number;
  }
}
