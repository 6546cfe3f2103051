package io.miniss.runtime.internal;

import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.shared.RemoteWorkQueue;
import io.miniss.runtime.spi.Scheduler;

/**
 * The end of one core, when every accepted task has ended: runs the continuations that are on their way,
 * fails those that nobody will complete any more, and refuses what comes after. It refuses last: who is
 * refused can rely on every future of this core being complete. The core's own thread only.
 */
final class CoreTeardown {
  /** How often the core empties its ready queue before that counts as a livelock. */
  private static final int MAX_ROUNDS = 1_000;

  /** The queues of the core, served by its loop. */
  interface Queues {
    /** Makes remote work ready. */
    void takeRemoteWork();

    /** Refuses further remote work and makes what has come ready; returns how much that was. */
    int closeRemoteWork();

    /** How much is ready. */
    int readySize();

    /** Runs a batch of what is ready. */
    void serveReady();

    /** Whether there is a task in a queue, also one whose slot its producer has only claimed so far. */
    boolean haveTasks();

    /** Takes tasks from all queues, which end without having run; returns how many. */
    int serveTasks();

    /** How many continuations wait for futures that are not complete. */
    int outstandingContinuations();

    /** After {@code close} gave up: ends the waits of fibers that have not ended. */
    void endWaitsOfFibers();

    /** Fails them, and calls {@code runReady} after each; false if they kept registering new ones. */
    boolean breakOutstanding(BrokenPromiseException broken, Runnable runReady);
  }

  private final Scheduler scheduler;
  private final int core;
  private final int batch;
  private final Queues queues;
  private final RemoteWorkQueue remoteWork;
  private final FailureWatch failures;
  private final RejectionWatch rejections;
  private final FailureReporter reporter;

  CoreTeardown(
      Scheduler scheduler,
      int core,
      int batch,
      Queues queues,
      RemoteWorkQueue remoteWork,
      FailureWatch failures,
      RejectionWatch rejections,
      FailureReporter reporter) {
    this.scheduler = scheduler;
    this.core = core;
    this.batch = batch;
    this.queues = queues;
    this.remoteWork = remoteWork;
    this.failures = failures;
    this.rejections = rejections;
    this.reporter = reporter;
  }

  /**
   * Ends everything.
   *
   * @param staysOpen whether the core takes remote work afterwards, because it carries the thread that
   *     ends the process
   */
  void run(boolean staysOpen) {
    int round = 0;
    do {
      queues.takeRemoteWork();
      endEverything();
      round++;
    } while (!(staysOpen || remoteWork.closeIfEmpty()) && round < MAX_ROUNDS);
    if (!staysOpen && queues.closeRemoteWork() > 0) { // others never cease to send
      endEverything();
    }
  }

  /** The last failures are reported in between: the handler is user code, which may make work. */
  private void endEverything() {
    endWhatIsThere();
    failures.reportAll();
    rejections.reportAll();
    endWhatIsThere();
  }

  private void endWhatIsThere() {
    runEverythingReady();
    cancelEverythingQueued();
    runEverythingReady();
    if (queues.outstandingContinuations() > 0) {
      breakWhatNobodyCompletes();
    }
    queues.endWaitsOfFibers();
    runEverythingReady();
  }

  private void breakWhatNobodyCompletes() {
    BrokenPromiseException broken =
        new BrokenPromiseException(
            "the runtime has shut down and nobody completed the promise (core " + core + ")");
    if (!queues.breakOutstanding(broken, this::runEverythingReady)) {
      reportLivelock(queues.outstandingContinuations());
    }
  }

  /** After {@code close} gave up on a task of this core that ended after all: frees its waiters. */
  private void cancelEverythingQueued() {
    while (queues.haveTasks()) {
      if (queues.serveTasks() == 0) {
        scheduler.spinning(); // a producer has claimed a slot and will fill it
      }
    }
  }

  /** In rounds: each runs what was ready when it began. */
  private void runEverythingReady() {
    for (int round = 0; queues.readySize() > 0; round++) {
      if (round == MAX_ROUNDS) {
        reportLivelock(queues.readySize());
        return;
      }
      for (int left = queues.readySize(); left > 0; left -= batch) {
        queues.serveReady();
      }
    }
  }

  private void reportLivelock(int dropped) {
    reporter.report(
        new IllegalStateException(
            "continuations on core "
                + core
                + " keep making new ones while the runtime stops; dropped "
                + dropped
                + " after "
                + MAX_ROUNDS
                + " rounds"),
        "the end of core " + core);
  }
}
