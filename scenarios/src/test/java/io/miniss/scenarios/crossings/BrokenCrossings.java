package io.miniss.scenarios.crossings;

import io.miniss.runtime.Core;
import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskState;
import io.miniss.runtime.util.Registration;
import io.miniss.simulator.scenario.Scenario;
import java.time.Duration;

/** The scenario on top of a runtime that breaks a promise. */
public final class BrokenCrossings {
  private BrokenCrossings() {}

  /** Looks whether the task is queued, and cancels then. */
  public static Scenario believingCanceller() {
    return new Crossings() {
      @Override
      CancelOutcome cancel(JoinHandle<Integer> handle, String reason) {
        boolean queued = handle.state() == TaskState.QUEUED;
        CancelOutcome outcome = super.cancel(handle, reason);
        return queued ? CancelOutcome.CANCELLED : outcome;
      }
    };
  }

  /** Timers of half the time. */
  public static Scenario earlyTimers() {
    return new Crossings() {
      @Override
      Registration start(Core core, Duration time, boolean repeats, Runnable action) {
        return super.start(core, repeats ? time : time.dividedBy(2), repeats, action);
      }
    };
  }

  /** Ticks of a second more: what is late once is seen at the next starts already. */
  public static Scenario lateTimers() {
    return new Crossings() {
      @Override
      Registration start(Core core, Duration time, boolean repeats, Runnable action) {
        return super.start(core, repeats ? time.plusSeconds(1) : time, repeats, action);
      }
    };
  }

  /** Timers that let others pass for a while when they are due. */
  public static Scenario hesitatingTimers() {
    return new Crossings() {
      @Override
      Registration start(Core core, Duration time, boolean repeats, Runnable action) {
        return super.start(core, repeats ? time : time.plusNanos(40_000), repeats, action);
      }
    };
  }

  /** Timers that nobody stops after they have fired. */
  public static Scenario repeatingTimers() {
    return new Crossings() {
      @Override
      Registration start(Core core, Duration time, boolean repeats, Runnable action) {
        return super.start(core, time, true, action);
      }
    };
  }
}
