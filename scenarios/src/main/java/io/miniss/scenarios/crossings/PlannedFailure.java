package io.miniss.scenarios.crossings;

/** What tasks, timers and callbacks throw on purpose; each is thrown once. */
final class PlannedFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  PlannedFailure(String where) {
    super("planned in " + where, null, false, false);
  }
}
