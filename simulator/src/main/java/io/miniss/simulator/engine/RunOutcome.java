package io.miniss.simulator.engine;

import io.miniss.simulator.text.ThrownText;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Whether a run is over, and why it failed if it did. The first failure is the one that counts. */
final class RunOutcome {
  private final RunClock clock;
  private boolean ended;
  private boolean exited;

  /** The heap is full, says another thread: the run ends at its next step. Read a little late is soon enough. */
  private volatile boolean heapIsFull;

  /** A thread whose stack was full in the middle of what the engine does for it, and what that was thrown as. */
  private @Nullable String overflowed;

  private @Nullable StackOverflowError overflow;

  private @Nullable RunFailure failure;
  private Runnable onFailure = () -> {};

  /** Of its own, for those who ask when the run is over and must not keep it. */
  private final AtomicBoolean escaped = new AtomicBoolean();

  RunOutcome(RunClock clock) {
    this.clock = clock;
  }

  /** The run is over: its threads end at their next interleaving points. */
  void end() {
    ended = true;
  }

  /** Has {@code action} called when a failure is known, on the thread that fails. */
  void onFailure(Runnable action) {
    onFailure = action;
  }

  private void failed(RunFailure now) {
    failure = now;
    escaped.set(now.kind() == FailureKind.ESCAPE);
    try {
      onFailure.run();
    } catch (OutOfMemoryError | StackOverflowError full) {
      // what is prepared there is for the case that nothing else can be said later
    }
  }

  /** The heap is full. Called by another thread. */
  void heapIsFull() {
    heapIsFull = true;
  }

  /** Fails the run, and returns true, if the heap is full. */
  boolean failIfHeapIsFull() {
    if (heapIsFull) {
      failByDefect(new OutOfMemoryError(RunFailure.HEAP + " (the run goes on when there is none)"));
    }
    return heapIsFull;
  }

  /**
   * The stack of {@code thread} was full at a point or in a wait: what is half done there depends on how the program
   * was compiled, and so does all that would follow. Ends the run. Needs nearly no stack; {@link #failIfOverflowed}
   * does the rest elsewhere.
   */
  void overflowed(String thread, StackOverflowError error) {
    overflow = error;
    overflowed = thread;
    ended = true;
  }

  /** Fails a run that ended because the stack of a thread was full. */
  void failIfOverflowed() {
    RunFailure full = ofOverflow();
    if (failure == null && full != null) {
      failed(full);
    }
  }

  private @Nullable RunFailure ofOverflow() {
    String thread = overflowed;
    StackOverflowError error = overflow;
    return thread == null || error == null
        ? null
        : new RunFailure(
            FailureKind.EXCEPTION,
            thread,
            "the stack was full at an interleaving point, and no seed decides where: "
                + error.getClass().getName(),
            clock.steps(),
            error);
  }

  /** The program has ended itself: nobody who still waits is looked at. */
  void exit() {
    exited = true;
    ended = true;
  }

  boolean hasExited() {
    return exited;
  }

  boolean hasEnded() {
    return ended;
  }

  /** What went wrong, or null. */
  @Nullable RunFailure failure() {
    return failure != null ? failure : ofOverflow();
  }

  /** Whether the run has failed because of something that no seed controls. Keeps nothing of the run. */
  BooleanSupplier escaped() {
    return escaped::get;
  }

  /** Ends the run. */
  void fail(FailureKind kind, String name, String message, @Nullable Throwable cause) {
    if (failure == null) {
      failed(new RunFailure(kind, name, message, clock.steps(), cause));
    }
    ended = true;
  }

  /** Ends the run, whose threads are at {@code sites} and do not end. */
  void failWithSites(FailureKind kind, String name, String message, List<String> sites) {
    if (failure == null) {
      failed(new RunFailure(kind, name, message, clock.steps(), null, sites, false));
    }
    ended = true;
  }

  /** Ends the run. What {@code thrown} says is user code, which may not come back. */
  void fail(FailureKind kind, String name, Throwable thrown) {
    if (failure == null) {
      RunFailure unread =
          new RunFailure(kind, name, thrown.getClass().getName(), clock.steps(), null);
      failed(unread);
      RunFailure read =
          new RunFailure(kind, name, ThrownText.of(thrown).describe(), clock.steps(), thrown);
      if (failure == unread) {
        failed(read);
      }
    }
    ended = true;
  }

  /**
   * User code has thrown on {@code thread}, or the thread unwinds because the run is over. What it throws on that
   * way counts for nothing: a lock that a wait has given up cannot be released in a {@code finally}.
   */
  void threw(String thread, Throwable thrown) {
    if (!exited && !(thrown instanceof SimulationEnded)) {
      fail(FailureKind.EXCEPTION, thread, thrown);
    }
  }

  /** The simulator itself has thrown: whatever the reason, the run has a seed to report. */
  void failByDefect(Throwable thrown) {
    fail(FailureKind.DEFECT, "simulator", RunFailure.ofDefect(thrown), thrown);
  }
}
