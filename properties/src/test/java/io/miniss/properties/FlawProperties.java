package io.miniss.properties;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.properties.Workloads.Feature;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The laws can fail: each holds of a sound little runtime, and catches the flaw that it is against. */
class FlawProperties {
  private static final Law ALL =
      ShutdownProperties.LAW
          .and(CancellationProperties.LAW)
          .and(TaskIdProperties.LAW)
          .and(IsolationProperties.LAW)
          .and(BackPressureProperties.LAW)
          .and(TimerProperties.LAW)
          .and(FutureProperties.LAW);

  /** How many workloads are tried for one flaw. */
  private static final int TRIES = 400;

  private static Workloads correct() {
    return Workloads.everything().without(Feature.FIBERS);
  }

  @Provide
  Arbitrary<Workload> workloads() {
    return correct().arbitrary();
  }

  @Provide
  Arbitrary<Interleavings> interleavings() {
    return Interleavings.of(2);
  }

  @Property(tries = 300)
  void allLawsHoldOfARuntimeWithoutFlaw(
      @ForAll("workloads") Workload workload,
      @ForAll("interleavings") Interleavings interleavings) {
    ALL.inSimulation(workload, interleavings, TinyRuntime.with(Flaw.NONE));
  }

  @Example
  void shutdownCatches() {
    caught(ShutdownProperties.LAW, Flaw.LATE_WAKE_FLAG, "DEADLOCK");
    caught(ShutdownProperties.LAW, Flaw.LOSSY_MAILBOX, "DEADLOCK");
    caught(ShutdownProperties.LAW, Flaw.FORGETFUL_SHUTDOWN, "FINAL_CHECK law");
    caught(ShutdownProperties.LAW, Flaw.HASTY_REPORT, "after the termination");
    caught(ShutdownProperties.LAW, Flaw.MISCOUNTING_REPORT, "in accepted");
    caught(ShutdownProperties.LAW, Flaw.REJECTED_TASKS_RUN, "FINAL_CHECK law");
  }

  @Example
  void cancellationCatches() {
    caught(CancellationProperties.LAW, Flaw.TORN_CANCEL, "FINAL_CHECK law");
    caught(CancellationProperties.LAW, Flaw.LYING_CANCEL, "CancelAnswered[");
    caught(CancellationProperties.LAW, Flaw.REWRITTEN_END, "Saw[");
  }

  @Example
  void idsCatch() {
    caught(TaskIdProperties.LAW, Flaw.COLLIDING_IDS, "who else has the id");
    caught(TaskIdProperties.LAW, Flaw.IDS_PER_CORE, "who else has the id");
  }

  @Example
  void isolationCatches() {
    caught(IsolationProperties.LAW, Flaw.ERRORS_END_THE_CORE, "DEADLOCK");
    caught(IsolationProperties.LAW, Flaw.FAILURES_TWICE, "at the handler");
    caught(IsolationProperties.LAW, Flaw.TELLTALE_HANDLER, "handled failures");
    caught(IsolationProperties.LAW, Flaw.SILENT_TIMERS, "handled failures");
  }

  @Example
  void backPressureCatches() {
    caught(BackPressureProperties.LAW, BackPressureProperties.KIND, Flaw.BLOCKING_SUBMIT,
        "spin deadlock");
    caught(BackPressureProperties.LAW, BackPressureProperties.KIND, Flaw.ENDLESS_BACKLOG,
        "longest backlog");
    caught(BackPressureProperties.LAW, BackPressureProperties.KIND, Flaw.ENDLESS_READY,
        "longest ready queue");
    caught(BackPressureProperties.LAW, BackPressureProperties.KIND, Flaw.LARGER_MAILBOX,
        "tasks in the mailbox");
    caught(BackPressureProperties.LAW, BackPressureProperties.KIND, Flaw.OVERTAKING,
        "starts after");
  }

  @Example
  void timersCatch() {
    caught(TimerProperties.LAW, Flaw.EARLY_TIMERS, "time from");
    caught(TimerProperties.LAW, Flaw.DEAF_TIMERS, "cancelled before");
    caught(TimerProperties.LAW, Flaw.LAST_TIMER_FIRST, "fires before");
  }

  @Example
  void futuresCatch() {
    caught(FutureProperties.LAW, Workloads.plain().with(Feature.WAITS), Flaw.TWO_WINNERS,
        "winners among");
    caught(FutureProperties.LAW, Flaw.ASTRAY_CONTINUATIONS, "registeredOn=");
  }

  /** Flaws that need no interleaving. */
  @Example
  void theLawsCatchOnTheMachineToo() {
    caughtOnTheMachine(ShutdownProperties.LAW, correct(), Flaw.MISCOUNTING_REPORT, "in accepted");
    caughtOnTheMachine(
        CancellationProperties.LAW, correct(), Flaw.LYING_CANCEL, "CancelAnswered[");
    caughtOnTheMachine(TaskIdProperties.LAW, correct(), Flaw.IDS_PER_CORE, "who else has the id");
    caughtOnTheMachine(IsolationProperties.LAW, correct(), Flaw.FAILURES_TWICE, "at the handler");
    caughtOnTheMachine(BackPressureProperties.LAW, BackPressureProperties.KIND,
        Flaw.ENDLESS_READY, "longest ready queue");
    caughtOnTheMachine(TimerProperties.LAW, correct(), Flaw.DEAF_TIMERS, "cancelled before");
    caughtOnTheMachine(FutureProperties.LAW, correct(), Flaw.ASTRAY_CONTINUATIONS, "Continued[");
  }

  private static void caughtOnTheMachine(Law law, Workloads kind, Flaw flaw, String words) {
    List<Workload> workloads = Samples.of(kind.arbitrary(), TRIES);
    assertThatThrownBy(
        () -> {
          for (Workload workload : workloads) {
            law.onTheMachine(workload, 2, TinyRuntime.with(flaw));
          }
        })
        .as("%s is caught", flaw)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("on the machine: ")
        .hasMessageContaining(words);
  }

  /** The law catches the flaw in one of a fixed list of workloads, and says so. */
  private static void caught(Law law, Flaw flaw, String words) {
    caught(law, correct(), flaw, words);
  }

  private static void caught(Law law, Workloads kind, Flaw flaw, String words) {
    List<Workload> workloads = Samples.of(kind.arbitrary(), TRIES);
    List<Interleavings> interleavings = Samples.of(Interleavings.of(3, 2, 4), TRIES);
    assertThatThrownBy(
        () -> {
          for (int i = 0; i < TRIES; i++) {
            law.inSimulation(workloads.get(i), interleavings.get(i), TinyRuntime.with(flaw));
          }
        })
        .as("%s is caught", flaw)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(words)
        .hasMessageContaining("replay: property seed=");
  }
}
