package io.miniss.simulator.engine;

import org.jspecify.annotations.Nullable;

/** Where a run stood when it had not made a step for long. */
public final class Standstill {
  /** A call that blocks may be far below the user's. */
  private static final int MAX_FRAMES = 20;

  private final String who;
  private final StackTraceElement[] stack;

  /**
   * {@code who}, in words, did not come back from where {@code stack} is.
   */
  Standstill(String who, StackTraceElement[] stack) {
    this.who = who;
    this.stack = stack;
  }

  /**
   * What is wrong.
   *
   * @param limit how long there was no step
   * @param abandoned the name of the thread of the JVM that goes on, or null if it has ended
   */
  public String describe(String limit, @Nullable String abandoned) {
    return who
        + " has made no step for "
        + limit
        + " of real time: it loops without an interleaving point, or waits for what no seed controls (a"
        + " file, a pipe, a native call)"
        + StackFrames.lines(stack, MAX_FRAMES)
        + "\n  "
        + (abandoned == null
            ? "it ended when it was interrupted"
            : "it did not end when it was interrupted: the JVM's thread \""
                + abandoned
                + "\" was abandoned, and goes on with what it does");
  }

  /**
   * The failure of the run: the one that it had before, with a note, else an escape.
   *
   * @param before why it had failed already, if it had
   * @param note see {@link #describe}
   */
  public RunFailure failure(@Nullable RunFailure before, String note, long step) {
    RunFailure failure =
        before == null
            ? new RunFailure(
                FailureKind.ESCAPE, RunFailure.WATCHDOG, note, step, StackFrames.withStack(stack))
            : before.withMessage(
                before.message() + "\n  and when its threads were told to end, " + note);
    return failure.stuck();
  }
}
