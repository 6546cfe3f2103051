package io.miniss.scenarios.zoo;

import io.miniss.scenarios.zoo.Exhibit.Variant;
import io.miniss.scenarios.zoo.accounting.PendingTimeoutsDrift;
import io.miniss.scenarios.zoo.backpressure.NestedRequestsFillTheQueues;
import io.miniss.scenarios.zoo.backpressure.ProducerOfHaltedRing;
import io.miniss.scenarios.zoo.cancel.BufferFreedInFlight;
import io.miniss.scenarios.zoo.cancel.CancelAndCompletionBothWin;
import io.miniss.scenarios.zoo.cancel.CancelledOpenLeaksDescriptor;
import io.miniss.scenarios.zoo.cancel.PopRacesAbort;
import io.miniss.scenarios.zoo.fairness.SlotThatCannotBeStolen;
import io.miniss.scenarios.zoo.fairness.TasksThatWakeEachOther;
import io.miniss.scenarios.zoo.fairness.YieldStaysInItsQueue;
import io.miniss.scenarios.zoo.ids.TaskIdsWithoutTheirCore;
import io.miniss.scenarios.zoo.isolation.PanicKillsTheCore;
import io.miniss.scenarios.zoo.livelock.ReadinessThatNobodyClears;
import io.miniss.scenarios.zoo.reentrancy.WakersCalledUnderTheLock;
import io.miniss.scenarios.zoo.shutdown.ConnectionAfterAbortedAccept;
import io.miniss.scenarios.zoo.shutdown.CoresShutDownInTurn;
import io.miniss.scenarios.zoo.shutdown.EventsBeforeConsumerRuns;
import io.miniss.scenarios.zoo.shutdown.GateAwaitedUnderLock;
import io.miniss.scenarios.zoo.shutdown.ProgressByPollTimeout;
import io.miniss.scenarios.zoo.shutdown.StoppingOnOneShard;
import io.miniss.scenarios.zoo.shutdown.TaskAcceptedAfterLastCheck;
import io.miniss.scenarios.zoo.shutdown.TaskQueuedInTerminatedPool;
import io.miniss.scenarios.zoo.shutdown.WakeUpOnReusedDescriptor;
import io.miniss.scenarios.zoo.start.HandlerAddedWhileStarting;
import io.miniss.scenarios.zoo.start.SubmitRacesSuspension;
import io.miniss.scenarios.zoo.timers.StaleTimerEndsLaterWait;
import io.miniss.scenarios.zoo.timers.TimerDroppedWhileItFires;
import io.miniss.scenarios.zoo.timers.TimersWithoutIds;
import io.miniss.scenarios.zoo.wakeup.BusyWorkerCountedIdle;
import io.miniss.scenarios.zoo.wakeup.ClosedChannelDropsAllWakers;
import io.miniss.scenarios.zoo.wakeup.CompletionWhileGoingToSleep;
import io.miniss.scenarios.zoo.wakeup.PermitErasedByDroppedWaiter;
import io.miniss.scenarios.zoo.wakeup.SleepFlagAgainstRing;
import io.miniss.scenarios.zoo.wakeup.SocketStoredAfterSubmit;
import io.miniss.scenarios.zoo.wakeup.TimerFiresBeforeBlocking;
import io.miniss.scenarios.zoo.wakeup.TryLockHidesCompletion;
import io.miniss.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;

/** All exhibits, and their variants as scenarios. */
public final class Zoo {
  private static final List<Exhibit> EXHIBITS =
      List.of(
          new CompletionWhileGoingToSleep(),
          new SleepFlagAgainstRing(),
          new TimerFiresBeforeBlocking(),
          new ClosedChannelDropsAllWakers(),
          new SocketStoredAfterSubmit(),
          new PermitErasedByDroppedWaiter(),
          new BusyWorkerCountedIdle(),
          new TryLockHidesCompletion(),
          new TaskAcceptedAfterLastCheck(),
          new WakeUpOnReusedDescriptor(),
          new ProgressByPollTimeout(),
          new StoppingOnOneShard(),
          new GateAwaitedUnderLock(),
          new CoresShutDownInTurn(),
          new EventsBeforeConsumerRuns(),
          new ConnectionAfterAbortedAccept(),
          new TaskQueuedInTerminatedPool(),
          new HandlerAddedWhileStarting(),
          new SubmitRacesSuspension(),
          new CancelledOpenLeaksDescriptor(),
          new CancelAndCompletionBothWin(),
          new BufferFreedInFlight(),
          new PopRacesAbort(),
          new StaleTimerEndsLaterWait(),
          new TimerDroppedWhileItFires(),
          new TimersWithoutIds(),
          new PendingTimeoutsDrift(),
          new WakersCalledUnderTheLock(),
          new YieldStaysInItsQueue(),
          new SlotThatCannotBeStolen(),
          new TasksThatWakeEachOther(),
          new ReadinessThatNobodyClears(),
          new NestedRequestsFillTheQueues(),
          new ProducerOfHaltedRing(),
          new PanicKillsTheCore(),
          new TaskIdsWithoutTheirCore());

  private Zoo() {}

  /** All exhibits, by number. */
  public static List<Exhibit> exhibits() {
    return EXHIBITS;
  }

  /**
   * The exhibit with this number.
   *
   * @throws IllegalArgumentException if there is none; names those there are
   */
  public static Exhibit exhibit(int number) {
    for (Exhibit exhibit : EXHIBITS) {
      if (exhibit.number() == number) {
        return exhibit;
      }
    }
    throw new IllegalArgumentException(
        "the zoo has no exhibit " + number + "; it has "
            + EXHIBITS.stream().map(exhibit -> Integer.toString(exhibit.number())).toList());
  }

  /** One variant of an exhibit. */
  public static Scenario scenario(Exhibit exhibit, Variant variant) {
    return new ExhibitScenario(exhibit, variant);
  }

  /** Both variants of every exhibit: {@code zoo-7-buggy} and {@code zoo-7-fixed}. */
  public static List<Scenario> scenarios() {
    List<Scenario> scenarios = new ArrayList<>();
    for (Exhibit exhibit : EXHIBITS) {
      scenarios.add(scenario(exhibit, Variant.BUGGY));
      scenarios.add(scenario(exhibit, Variant.FIXED));
    }
    return scenarios;
  }
}
