package io.miniss.runtime.task;

/** Which core's queue a task without a core goes to; idle cores steal it from there. */
public enum Placement {
  /** One core after the other. */
  ROUND_ROBIN,
  /** The core with the fewest stealable tasks waiting, the first of these. */
  LEAST_LOADED
}
