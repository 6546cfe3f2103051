package io.miniss.simulator.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a run by number: which one runs, which can run, and which wait until a moment of virtual
 * time. All threads are carried by the thread that creates the table.
 */
final class ThreadTable implements Callers {
  private final List<SimulatedThread> threads = new ArrayList<>();
  private final RunnableThreads runnable;
  private final Deadlines deadlines = new Deadlines(threads);
  private final Thread carrier = Thread.currentThread();
  private long moves;
  private boolean unwinding;
  private boolean endsWithUsers;
  private boolean atUsersEnd;
  /** The number of one that is no daemon and had started, and not ended, when the last one ended. */
  private int user;

  ThreadTable(RunClock clock) {
    this.runnable = new RunnableThreads(clock, threads);
  }

  /** How many threads there are, ended ones included. */
  int count() {
    return threads.size();
  }

  SimulatedThread get(int number) {
    return threads.get(number);
  }

  void add(SimulatedThread thread) {
    threads.add(thread);
  }

  /** From now on the run ends with its last thread that is no daemon, as a process does. */
  void endWithLastUserThread() {
    endsWithUsers = true;
  }

  /** A thread has ended. */
  void noteEnd() {
    atUsersEnd = endsWithUsers && !findUser();
  }

  /** Looks on from the last one that was found: in all, as often as there are threads, and not for each of them. */
  private boolean findUser() {
    for (int i = 0; i < threads.size(); i++) {
      int number = (user + i) % threads.size();
      SimulatedThread thread = threads.get(number);
      if (isLive(thread) && !thread.daemon) {
        user = number;
        return true;
      }
    }
    return false;
  }

  private static boolean isLive(SimulatedThread thread) {
    return thread.started && thread.state != SimulatedThread.State.ENDED;
  }

  /** Whether only daemons are left, and they do not keep the run from ending. */
  boolean isAtUsersEnd() {
    return atUsersEnd;
  }

  /** Those that have started and not ended. */
  List<SimulatedThread> live() {
    List<SimulatedThread> live = new ArrayList<>();
    for (SimulatedThread thread : threads) {
      if (isLive(thread)) {
        live.add(thread);
      }
    }
    return live;
  }

  // ---- which one runs ----

  /** The thread that runs, or null if the carrier itself does. */
  @Nullable SimulatedThread running() {
    return runnable.running();
  }

  /** {@code thread} runs from now on; null: the carrier. */
  void setRunning(@Nullable SimulatedThread thread) {
    runnable.setRunning(thread);
  }

  /** The thread that runs, which calls. */
  SimulatedThread runningThread() {
    SimulatedThread me = running();
    if (me == null) {
      throw new IllegalStateException(
          "this belongs to a simulated thread; "
              + Thread.currentThread().getName()
              + " does not belong to the simulation");
    }
    return me;
  }

  Thread carrier() {
    return carrier;
  }

  /** Whether the calling thread is the one that carries the run, with none of the run's on it. */
  boolean isCarrying() {
    return Thread.currentThread() == carrier;
  }

  @Override
  public boolean isInside() {
    Thread caller = Thread.currentThread();
    SimulatedThread me = running();
    return caller == carrier || (me != null && caller == me.mounted());
  }

  /** The run is over, and its threads are unwound until this is called with false. */
  void setUnwinding(boolean now) {
    unwinding = now;
  }

  @Override
  public boolean isUnwinding() {
    return unwinding && isInside();
  }

  // ---- which can run ----

  RunnableThreads runnable() {
    return runnable;
  }

  /** How often a thread was started, has begun to wait, was woken or has ended. */
  long moves() {
    return moves;
  }

  /** A thread was unparked, which it may see later. */
  void noteUnpark() {
    moves++;
  }

  /** {@code thread} can run from now on, whatever it waited for. */
  void makeRunnable(SimulatedThread thread) {
    moves++;
    deadlines.ended(thread);
    thread.state = SimulatedThread.State.RUNNABLE;
    runnable.add(thread);
  }

  /** {@code thread} cannot run from now on. */
  void leaveRunnable(SimulatedThread thread, SimulatedThread.State state) {
    moves++;
    runnable.remove(thread);
    thread.state = state;
  }

  // ---- which wait for a time ----

  Deadlines deadlines() {
    return deadlines;
  }

  /** Makes every thread runnable whose time has come. */
  void wakeDue(long now) {
    deadlines.wakeDue(now, this::makeRunnable);
  }
}
