package io.miniss.runtime.internal;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.Statistic;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.timer.TimerQueue;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a core does in turns without work: it spins, then offers the CPU to others, then sleeps by the
 * protocol of {@link WakeFlag}. The core's own thread only.
 */
final class IdleProtocol {
  /** A core that is never idle looks so seldom whether all has ended. */
  private static final int TURNS_TO_LOOK_FOR_THE_END = 64;

  private final int core;
  private final RuntimeConfig.Idle config;
  private final Scheduler scheduler;
  private final Termination termination;
  private final SharedLong sleepers;
  private final CoreQueues queues;

  /** The queue of each other core to steal from; empty without stealing. */
  private final List<BoundedQueue<Task<?>>> victims;

  private final StealableQueues stealable;

  private final Outgoing outgoing;
  private final TimerQueue timers;
  private final LoopThreads stacks;
  private final Settling settling;
  private final Statistic parks;
  private @Nullable Parker parker;
  private int idleTurns;

  /** How many turns had work while draining. */
  private int busyTurns;

  /**
   * The core has announced a sleep since it last ran user code, so the wake-up for a stealable task may have
   * gone to this core.
   */
  private boolean owesWakeUp;

  /** The last look before a sleep saw work, and no turn since then has found any. */
  private boolean sawWork;

  IdleProtocol(
      int core,
      RuntimeState runtime,
      CoreQueues queues,
      List<BoundedQueue<Task<?>>> victims,
      StealableQueues stealable,
      Outgoing outgoing,
      TimerQueue timers,
      LoopThreads stacks,
      Settling settling,
      Statistic parks) {
    this.core = core;
    config = runtime.config().idle();
    scheduler = runtime.scheduler();
    termination = runtime.termination();
    sleepers = runtime.sleepers();
    this.queues = queues;
    this.victims = victims;
    this.stealable = stealable;
    this.outgoing = outgoing;
    this.timers = timers;
    this.stacks = stacks;
    this.settling = settling;
    this.parks = parks;
  }

  /** The core's own thread has started. */
  void started() {
    Parker own = scheduler.currentParker();
    parker = own;
    queues.wakeFlag().sleeper(own);
  }

  /**
   * There was work in this turn.
   *
   * @param draining as of {@link #idle}: a core that continuations keep busy never sleeps
   */
  void busy(boolean draining) {
    idleTurns = 0;
    sawWork = false;
    if (draining && ++busyTurns % TURNS_TO_LOOK_FOR_THE_END == 0) {
      termination.stopIfAllEnded();
    }
  }

  /**
   * User code runs next, which may take as long as it likes. What this core was woken for may be a stealable
   * task that comes later: if one waits, another core that sleeps is woken.
   */
  void beforeUserCode() {
    if (owesWakeUp) {
      owesWakeUp = false;
      if (stealableIsVisible()) {
        stealable.wakeThief(core);
      }
    }
  }

  /**
   * There was no work in this turn: spins, yields or sleeps.
   *
   * @param draining whether the core takes no tasks any more, so that it has to look for the end
   */
  void idle(boolean draining) {
    if (draining && !config.parking()) {
      termination.stopIfAllEnded(); // a core that parks looks in sleep()
    }
    if (idleTurns < config.spins()) {
      idleTurns++;
      scheduler.spinning();
    } else if (idleTurns < config.spins() + config.yields()) {
      idleTurns++;
      yieldCpu();
    } else if (!config.parking()) {
      yieldCpu();
    } else if (stacks.needsSwitch(true)) {
      stacks.switchFor(null); // the carrier sleeps
    } else {
      sleep(draining, Objects.requireNonNull(parker, "a core that runs has a parker"));
    }
  }

  private void yieldCpu() {
    if (stacks.needsSwitch(true)) {
      stacks.switchFor(null); // a virtual thread cannot offer the CPU
    } else {
      scheduler.yielding();
    }
  }

  private void sleep(boolean draining, Parker own) {
    if (timers.hasFresh()) {
      return; // needs a reading of the clock first, which the next turn takes
    }
    WakeFlag wakeFlag = queues.wakeFlag();
    wakeFlag.announceSleep();
    sleepers.getAndAdd(1);
    if (draining) {
      termination.stopIfAllEnded(); // the request to exit that may follow is visible work
    }
    boolean seesWork = workIsVisible();
    if (!seesWork) {
      parks.addByOwner(1);
      if (timers.hasDeadline()) {
        own.parkUntil(timers.nextDeadlineNanos());
      } else {
        own.park();
      }
    }
    wakeFlag.endSleep();
    sleepers.getAndAdd(-1);
    owesWakeUp = true;
    if (seesWork && sawWork) {
      scheduler.spinning(); // no poll has found the work: its producer is about to fill its slot
    }
    sawWork = seesWork;
  }

  /** The look between announcing a sleep and parking: S2 of {@link WakeFlag}. */
  private boolean workIsVisible() {
    return queues.haveWorkVolatile()
        || stealableIsVisible()
        || settling.canGoOn()
        || outgoing.flushOrAwaitNotFull();
  }

  private boolean stealableIsVisible() {
    if (!queues.stealable().isEmptyVolatile()) {
      return true;
    }
    for (BoundedQueue<Task<?>> victim : victims) {
      if (!victim.isEmptyVolatile()) {
        return true;
      }
    }
    return false;
  }
}
