package io.miniss.scenarios.crossings;

import io.miniss.runtime.Core;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.scenarios.rules.Verdict;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each core has started, and the rule that it serves every source in each turn: what waits in one source
 * is overtaken by a bounded number of each other.
 *
 * <p>A core takes at most a batch of each source between two looks at one of them. It may be in the middle of
 * two turns, one on its own stack and one on that of its loop thread, so two batches of each other source may
 * come before what is first in its own, another one for each batch that its own source is served, and another one for
 * each code that blocks.
 *
 * <p>Only in simulations, where one thread runs at a time: on the machine what a core starts is written down
 * here some time after it, and it may have gone on meanwhile.
 */
final class Fairness {
  /** With no more than so many ahead of it a task is in no backlog: each queue between cores holds one more. */
  private static final int MOST_AHEAD = 3;

  private final World world;
  private final Verdict verdict;
  private final int batch;

  /** By core. The sources: each core that sends, and these. */
  private final List<Served> served = new ArrayList<>();

  private final int outside;
  private final int stealable;
  private final int timers;

  /** By source and core that receives: submissions that have not returned. */
  private final int[][] sending;

  /** By source and core that receives: actions that have not started. */
  private final int[][] actions;

  /** By core: the tasks placed on it that were accepted and have not started. */
  private final List<List<TaskRecord>> queued = new ArrayList<>();

  /** By core: the actions for it that have not started, nor been rejected. */
  private final List<List<ActionRecord>> queuedActions = new ArrayList<>();

  /** How many submissions have begun. */
  private int submissions;

  /** By core: the timers that have not fired; of those that repeat, none. */
  private final List<List<TimerRecord>> waiting = new ArrayList<>();

  private boolean isShuttingDown;

  Fairness(World world, Verdict verdict, int cores, int batch) {
    this.world = world;
    this.verdict = verdict;

    this.batch = batch;
    outside = cores;
    stealable = cores + 1;
    timers = cores + 2;
    sending = new int[cores + 1][cores];
    actions = new int[cores + 1][cores];
    for (int i = 0; i < cores; i++) {
      served.add(new Served(cores + 3));
      queued.add(new ArrayList<>());
      queuedActions.add(new ArrayList<>());
      waiting.add(new ArrayList<>());
    }
  }

  /** Cores that have nothing left to wait for look at no timers. */
  void shutsDown() {
    isShuttingDown = true;
  }

  private int source(int sender) {
    return sender == TaskRecord.OUTSIDE ? outside : sender;
  }

  // ---- tasks ----

  /** {@code task} is about to be submitted. */
  void submits(TaskRecord task) {
    task.order = ++submissions;
    if (task.target >= 0) {
      sending[source(task.sender)][task.target]++;
    }
  }

  void rejected(TaskRecord task) {
    sent(task);
  }

  /** From now on its core starts only so many of each other source before it. */
  void accepted(TaskRecord task) {
    boolean isCertain = isPlaceCertain(task);
    sent(task);
    if (!world.isSimulated() || task.target < 0 || task.starts > 0) {
      return;
    }
    List<TaskRecord> queue = queued.get(task.target);
    if (isCertain) {
      track(task, queue);
    }
    queue.add(task);
  }

  private void sent(TaskRecord task) {
    if (task.target >= 0) {
      sending[source(task.sender)][task.target]--;
    }
  }

  /** Whether it is not in a ready queue, where what is ahead is not known, nor behind what is not known yet. */
  private boolean isPlaceCertain(TaskRecord task) {
    return task.target >= 0 && task.target != task.sender
        && sending[source(task.sender)][task.target] == 1
        && actions[source(task.sender)][task.target] == 0;
  }

  private void track(TaskRecord task, List<TaskRecord> queue) {
    int ahead = 0;
    for (TaskRecord each : queue) {
      // One that was cancelled may have its place in the queue still.
      if (each.sender == task.sender && (each.wait == null || ++ahead > MOST_AHEAD)) {
        return; // perhaps in the sender's backlog
      }
    }
    task.wait = waitBehind(ahead, task.target, source(task.sender));
  }

  private Wait waitBehind(int ahead, int core, int source) {
    return new Wait(
        served.get(core), source, (long) batch * (ahead / batch + 2) + 1, batch);
  }

  /**
   * Code of a core has submitted {@code next} to itself at once after {@code task}, and there was room for both
   * in the ready queue. So when {@code task} starts, {@code next} is the first.
   */
  void follows(TaskRecord next, TaskRecord task) {
    task.next = next;
  }

  /** The calling core begins {@code task}. */
  void starts(TaskRecord task, int core) {
    if (!world.isSimulated()) {
      return;
    }
    served.get(core).bySource[task.target < 0 ? stealable : source(task.sender)]++;
    queued.get(core).remove(task);
    TaskRecord next = task.next;
    if (next != null && next.isWaiting()) {
      next.wait = waitBehind(0, core, core);
    }
    judge(core);
  }

  // ---- actions ----

  /** {@code action} is about to be handed over. */
  void submits(ActionRecord action) {
    action.order = ++submissions;
    if (world.isSimulated()) {
      queuedActions.get(action.target).add(action);
    }
    actions[source(action.sender)][action.target]++;
  }

  void rejected(ActionRecord action) {
    queuedActions.get(action.target).remove(action);
    actions[source(action.sender)][action.target]--;
  }

  /** The calling core begins {@code action}. */
  void starts(ActionRecord action) {
    if (world.isSimulated()) {
      queuedActions.get(action.target).remove(action);
      actions[source(action.sender)][action.target]--;
      served.get(action.target).bySource[source(action.sender)]++;
      judge(action.target);
    }
  }

  // ---- code that blocks ----

  /** Code of core {@code core} waits for a lock, if it is not free. */
  void mayBlock(int core) {
    served.get(core).blocked++;
  }

  // ---- timers ----

  /** The calling core has started {@code timer}. */
  void starts(TimerRecord timer) {
    if (world.isSimulated() && !timer.period) {
      timer.start = new Wait(served.get(timer.core), -1, 2L * batch, batch);
      waiting.get(timer.core).add(timer);
    }
  }

  /** The calling core begins what {@code timer} does. */
  void fires(TimerRecord timer, int core) {
    if (!world.isSimulated()) {
      return;
    }
    served.get(core).bySource[timers]++;
    // It has read the clock once for all that it started up to then.
    for (TimerRecord each : waiting.get(core)) {
      if (each == timer) {
        break;
      }
      arm(each);
    }
    judge(core);
  }

  private void arm(TimerRecord timer) {
    if (timer.start != null) {
      timer.start = null;
      timer.armedNanos = world.clock().nanos();
    }
  }

  // ---- the rule ----

  /** The calling core has started something. What has waited too long must have been cancelled. */
  private void judge(int core) {
    TaskRecord overtaken = overtakenTask(core);
    JoinHandle<Integer> handle = overtaken == null ? null : overtaken.handle;
    verdict.require(
        handle == null || handle.state().isEnd(),
        "a core serves every source in each turn: %s waits on core %d, which has started too many others"
            .formatted(overtaken, core));
    TimerRecord late = isShuttingDown ? null : overtakenTimer(core);
    if (late != null && late.due != null) {
      // Before it at most those that were due before it: each turn fires a batch.
      long others = late.due.excess();
      long fired = Core.current().diagnostics().timersFired() - late.firedBefore;
      verdict.require(
          others <= fired,
          "a core looks at its timers in each turn: a %s is due, and core %d starts others"
              .formatted(late, core));
    }
  }

  private @Nullable TaskRecord overtakenTask(int core) {
    for (TaskRecord each : queued.get(core)) {
      Wait wait = each.wait;
      if (wait != null && each.isWaiting() && wait.excess() > 0) {
        return each;
      }
    }
    return null;
  }

  private @Nullable TimerRecord overtakenTimer(int core) {
    List<TimerRecord> mine = waiting.get(core);
    mine.removeIf(each -> !each.mustFire());
    TimerRecord overtaken = null;
    for (TimerRecord each : mine) {
      Wait start = each.start;
      Wait due = each.due;
      if (start != null) {
        if (start.excess() > 0) {
          arm(each); // the core has looked at its timers since
        }
      } else if (due == null) {
        if (world.clock().nanos() - each.armedNanos >= each.nanos) {
          each.due = new Wait(served.get(core), timers, 2L * batch, batch);
        }
      } else if (due.excess() > due.started(timers)) {
        overtaken = each;
      }
    }
    return overtaken;
  }

  // ---- order ----

  /** {@code task} starts: what its thread has sent to that core before has started, or was cancelled. */
  void requireOrder(TaskRecord task) {
    if (task.target >= 0) {
      requireOrder(task, task.target, task.sender, task.thread, task.order);
    }
  }

  /** The same of an action. */
  void requireOrder(ActionRecord action) {
    requireOrder(action, action.target, action.sender, action.thread, action.order);
  }

  private void requireOrder(Object starts, int core, int sender, String thread, int order) {
    if (!world.isSimulated()) {
      return;
    }
    for (ActionRecord each : queuedActions.get(core)) {
      verdict.require(
          each.order >= order || each.sender != sender || !each.thread.equals(thread),
          outOfOrder(starts, each));
    }
    List<TaskRecord> before = new ArrayList<>();
    for (TaskRecord each : queued.get(core)) {
      if (each.order < order && each.sender == sender && each.thread.equals(thread)
          && each.isWaiting()) {
        before.add(each);
      }
    }
    for (TaskRecord each : before) { // to ask for its state is an interleaving point
      JoinHandle<Integer> other = each.handle;
      verdict.require(other == null || other.state().isEnd(), outOfOrder(starts, each));
    }
  }

  private static String outOfOrder(Object starts, Object earlier) {
    return "what one thread sends to one core starts in order: %s before %s"
        .formatted(starts, earlier);
  }

  /** How much a core has sent to itself, and nobody may have cancelled, that has not started. */
  int sentToItself(int core) {
    int sent = 0;
    for (TaskRecord each : queued.get(core)) {
      sent += each.sender == core && each.isWaiting() && !each.mayBeCancelled() ? 1 : 0;
    }
    for (ActionRecord each : queuedActions.get(core)) {
      sent += each.sender == core ? 1 : 0;
    }
    return sent;
  }
}
