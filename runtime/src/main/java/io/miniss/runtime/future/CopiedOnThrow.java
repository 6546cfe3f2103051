package io.miniss.runtime.future;

/**
 * A failure of the runtime's own that a future keeps for all who ask. For the runtime's own use. What
 * is kept is never thrown: several threads would share an object that has a mutable stack trace and
 * suppressed exceptions, and the trace would not say who threw it.
 */
public interface CopiedOnThrow {
  /** The same failure for one caller: of the same type, with the stack trace of this call. */
  RuntimeException forThisCaller();
}
