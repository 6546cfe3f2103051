package io.miniss.simulator.engine;

import io.miniss.simulator.fault.Fault;
import java.util.List;

/** Starts the threads of a run: cores, clients, and those that the engine itself needs. */
final class ThreadStarter {
  /** More than are meant. */
  static final int MAX_THREADS = 12_000;

  private final SimulatedThread.Turns run;
  private final RunParts parts;
  private final ThreadTable threads;
  private final Checks checks;
  private final RunObserver observer;

  /** How many threads the program has made. */
  private int made;

  ThreadStarter(
      SimulatedThread.Turns run,
      RunParts parts,
      ThreadTable threads,
      Checks checks,
      RunObserver observer) {
    this.run = run;
    this.parts = parts;
    this.threads = threads;
    this.checks = checks;
    this.observer = observer;
  }

  /** A core's thread; by a fault it does not start. */
  SimulatedThread startCore(String name, Runnable body) {
    if (parts.faults().areActive()
        && parts.faults().happens(Fault.THREAD_START, threads.runningThread().id)) {
      throw new OutOfMemoryError("unable to create native thread (a fault of the simulation)");
    }
    return start(name, false, body);
  }

  /**
   * A thread called {@code name}.
   *
   * @param daemon whether it does not keep the run from ending
   */
  SimulatedThread start(String name, boolean daemon, Runnable body) {
    SimulatedThread thread = create(name, daemon, body);
    thread.start();
    return thread;
  }

  /** The same, not started. */
  SimulatedThread create(String name, boolean daemon, Runnable body) {
    SimulatedThread thread =
        new SimulatedThread(
            run, parts, threads.count(), name, daemon, started -> runBody(started, body));
    threads.add(thread);
    observer.started(thread.id, name);
    return thread;
  }

  /**
   * The calling thread makes a thread of the program. Fails the run that makes too many, as what is kept of them
   * grows with their number, and what they know of each other with its square.
   */
  void countThreadOfProgram() {
    if (++made > MAX_THREADS && !parts.outcome().hasEnded()) {
      parts.outcome()
          .failWithSites(
              FailureKind.STEP_BOUND,
              RunFailure.THREADS,
              "the program has started %,d threads, and a run can have no more:%s"
                  .formatted(
                      MAX_THREADS,
                      StackFrames.lines(Thread.currentThread().getStackTrace())),
              List.of());
      throw new SimulationEnded();
    }
  }

  private void runBody(SimulatedThread thread, Runnable body) {
    try {
      body.run();
      checks.checkInvariants();
    } catch (SimulationEnded over) {
      assert parts.outcome().hasEnded() : "only a run that is over unwinds its threads";
    } catch (Throwable thrown) {
      parts.outcome().threw(thread.name, thrown);
    } finally {
      threads.leaveRunnable(thread, SimulatedThread.State.ENDED);
      thread.ended();
      threads.noteEnd();
    }
  }
}
