package io.miniss.runtime.future;

import io.miniss.runtime.shared.Work;
import io.miniss.runtime.shared.WorkQueue;
import io.miniss.runtime.timer.Timer;
import io.miniss.runtime.timer.TimerQueue;
import io.miniss.runtime.util.Registration;

/** A core without a thread: the test thread plays it, turn by turn. */
final class TestCore extends CoreContext {
  private final TestRuntime runtime;
  private final WorkQueue ready = new WorkQueue();
  private final TimerQueue timers = new TimerQueue();
  private boolean exited;
  private boolean exitsBeforeMessage;

  TestCore(TestRuntime runtime) {
    this.runtime = runtime;
  }

  /** Runs {@code action} as code of this core, then everything that became ready. */
  void run(Runnable action) {
    on(action);
    runReady();
  }

  /** Runs {@code action} as code of this core and leaves what became ready in the queue. */
  void on(Runnable action) {
    HomeCore before = HomeCore.here();
    bindCurrentThread(this);
    try {
      action.run();
    } finally {
      bindCurrentThread(before);
    }
  }

  void runReady() {
    on(
        () -> {
          for (int i = 0; !ready.isEmpty(); i++) {
            if (i == 1_000_000) {
              throw new AssertionError("a million pieces of work: the core never gets idle");
            }
            ready.poll().run();
          }
        });
  }

  void fireTimersAt(long nanos) {
    on(
        () -> {
          timers.arm(0);
          for (Timer due = timers.pollDue(nanos); due != null; due = timers.pollDue(nanos)) {
            due.fire();
          }
        });
    runReady();
  }

  int timerCount() {
    return timers.size();
  }

  /** Ends as a core ends: fails what nobody will complete. */
  void exit() {
    breakAll();
    exited = true;
  }

  /** Exits just before the next message comes, which is refused. */
  void exitBeforeMessage() {
    exitsBeforeMessage = true;
  }

  /** Fails what nobody will complete. */
  void breakAll() {
    runReady();
    on(
        () -> breakOutstanding(
            new BrokenPromiseException("the test core has exited"), this::runReady));
  }

  @Override
  public RuntimeContext runtime() {
    return runtime;
  }

  @Override
  public void enqueue(Work work) {
    ready.add(work);
  }

  @Override
  public boolean deliver(Work work) {
    if (exitsBeforeMessage && !exited) {
      exit();
    }
    if (exited) {
      return false;
    }
    ready.add(work);
    return true;
  }

  @Override
  public void await(Completion future) {
    throw new IllegalStateException("the test core has no fibers");
  }

  @Override
  public boolean await(Completion future, long nanos) {
    throw new IllegalStateException("the test core has no fibers");
  }

  @Override
  public Registration after(long nanos, Runnable action) {
    Timer timer = timers.after(nanos, action);
    return () -> timers.cancel(timer);
  }
}
