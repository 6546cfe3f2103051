package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.diagnostics.RuntimeDiagnostics;
import io.miniss.runtime.machine.CpuSet;
import io.miniss.runtime.machine.Pinning;
import io.miniss.runtime.machine.PinningPlan;
import io.miniss.runtime.machine.PinningPolicy;
import io.miniss.runtime.spi.CoreThread;
import io.miniss.runtime.spi.CoreThreadSpec;
import io.miniss.runtime.spi.ForwardingScheduler;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.util.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Starting, being forgotten, being ended by the process, and what the diagnostics tell. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD) // a join ignores interrupts
class LifeAndDiagnosticsTest {

  /** Keeps what would be run when the runtime is unreachable or the process ends. */
  private static final class Recording extends ForwardingScheduler {
    final List<Object> referents = new ArrayList<>();
    final List<Runnable> whenUnreachable = new ArrayList<>();
    final List<Runnable> atTermination = new ArrayList<>();
    final List<String> closed = new CopyOnWriteArrayList<>();

    Recording() {
      super(Scheduler.system());
    }

    @Override
    public Registration onUnreachable(Object referent, Supplier<Runnable> action) {
      referents.add(referent);
      whenUnreachable.add(action.get());
      return () -> closed.add("unreachable");
    }

    @Override
    public Registration onProcessTermination(Runnable action) {
      atTermination.add(action);
      return () -> closed.add("termination");
    }
  }

  @Test
  void aRuntimeThatIsDroppedFinishesItsTasksAndWarnsWithThePlaceOfItsCreation() {
    Recording scheduler = new Recording();
    MultiCoreRuntime runtime = Runtimes.cores(2).name("dropped").scheduler(scheduler).start();
    assertThat(scheduler.referents).containsExactly(runtime);
    Blocker blocker = Blocker.occupying(runtime, 0);
    JoinHandle<String> accepted = runtime.spawnOn(0, () -> "accepted before");
    try (LogCapture log = new LogCapture()) {
      scheduler.whenUnreachable.getFirst().run();
      LogRecord warning = log.records().getFirst();
      assertThat(warning.getLevel()).isEqualTo(Level.WARNING);
      assertThat(warning.getMessage()).contains("runtime dropped").contains("without close()");
      assertThat(warning.getThrown().getStackTrace())
          .anyMatch(frame -> frame.getClassName().equals(LifeAndDiagnosticsTest.class.getName()));
    }
    assertThat(runtime.phase()).isEqualTo(Phase.DRAINING);
    blocker.release();
    await().until(() -> runtime.phase() == Phase.TERMINATED);
    assertThat(accepted.join()).isEqualTo("accepted before");
  }

  @Test
  void aRuntimeThatWasShutDownOrClosedIsDroppedWithoutAWarning() {
    Recording scheduler = new Recording();
    try (LogCapture log = new LogCapture()) {
      MultiCoreRuntime closed = Runtimes.cores(1).scheduler(scheduler).start();
      closed.close();
      assertThat(scheduler.closed).contains("unreachable");
      MultiCoreRuntime shutDown = Runtimes.cores(1).scheduler(scheduler).start();
      shutDown.shutdown().join();
      scheduler.whenUnreachable.forEach(Runnable::run);
      assertThat(log.messages()).isEmpty();
    }
  }

  @Test
  void onTerminationOfTheProcessTheRuntimeDrainsWhenAskedFor() {
    Recording scheduler = new Recording();
    MultiCoreRuntime runtime =
        Runtimes.cores(2).scheduler(scheduler).drainOnTermination(true).start();
    JoinHandle<String> accepted = runtime.spawn(() -> "accepted before");
    scheduler.atTermination.getFirst().run();
    assertThat(runtime.phase()).isEqualTo(Phase.TERMINATED);
    assertThat(accepted.join()).isEqualTo("accepted before");
    runtime.close();
    assertThat(scheduler.closed).contains("termination");
  }

  @Test
  void withoutAskingNothingIsHookedIntoTheProcess() {
    Recording scheduler = new Recording();
    try (var runtime = Runtimes.cores(1).scheduler(scheduler).start()) {
      assertThat(runtime.phase()).isEqualTo(Phase.RUNNING);
      assertThat(scheduler.atTermination).isEmpty();
    }
  }

  @Test
  void ifACoreCannotBeStartedTheCauseIsThrownAndTheOthersEnd() {
    OutOfMemoryError noThread = new OutOfMemoryError("unable to create native thread");
    List<CoreThread> started = new ArrayList<>();
    var scheduler =
        new ForwardingScheduler(Scheduler.system()) {
          @Override
          public CoreThread startCore(CoreThreadSpec spec, Runnable body) {
            if (spec.core() == 2) {
              throw noThread;
            }
            CoreThread thread = super.startCore(spec, body);
            started.add(thread);
            return thread;
          }
        };
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> Runtimes.cores(3).scheduler(scheduler).start())
        .isSameAs(noThread);
    assertThat(started).hasSize(2);
    assertThat(started)
        .allMatch(
            thread -> thread.awaitExit(System.nanoTime() + Duration.ofSeconds(20).toNanos()));
  }

  @Test
  void moreCoresThanCpusIsAllowedAndSaidOnceInTheLogAndForEachCoreInTheDiagnostics() {
    int cores = CpuSet.allowed().size() + 1;
    try (LogCapture log = new LogCapture();
        var runtime =
            Runtimes.cores(cores).name("crowd").pinning(PinningPolicy.allowedCpus()).start()) {
      assertThat(log.messages())
          .singleElement()
          .asString()
          .contains("runtime crowd")
          .contains("not pinned")
          .contains("more cores (" + cores + ") than CPUs (" + (cores - 1) + ")");
      assertThat(runtime.diagnostics().cores())
          .hasSize(cores)
          .allMatch(core -> core.pinning() instanceof Pinning.NotPinned);
      assertThat(runtime.spawnOn(cores - 1, () -> "works").join()).isEqualTo("works");
    }
  }

  @Test
  void whoeverAsksForNoPinningIsNotToldThatThereIsNone() {
    try (LogCapture log = new LogCapture();
        var runtime = Runtimes.cores(1).pinning(PinningPolicy.none()).start()) {
      assertThat(log.messages()).isEmpty();
      assertThat(runtime.core(0).diagnostics().pinning()).isInstanceOf(Pinning.NotPinned.class);
    }
  }

  @Test
  void theDiagnosticsCountWhatHappened() {
    try (var runtime = Runtimes.cores(2).name("counted").mailboxCapacity(100).start()) {
      for (int i = 0; i < 10; i++) {
        runtime.spawnOn(1, () -> "task").join();
      }
      RuntimeDiagnostics diagnostics = runtime.diagnostics();
      assertThat(diagnostics.name()).isEqualTo("counted");
      assertThat(diagnostics.phase()).isEqualTo(Phase.RUNNING);
      assertThat(diagnostics.mailboxCapacity()).isEqualTo(128);
      assertThat(diagnostics.cores().get(0).tasksRun()).isZero();
      assertThat(diagnostics.cores().get(1).tasksRun()).isEqualTo(10);
      await().until(() -> runtime.core(1).diagnostics().messages() == 10);
      await().until(() -> runtime.core(0).diagnostics().parks() > 0);
    }
  }

  @Test
  void anIdleRuntimeParksAndStaysParked() {
    try (var runtime = Runtimes.cores(1).start()) {
      await().until(() -> runtime.core(0).diagnostics().parks() == 1);
      assertThat(runtime.spawn(() -> "wakes it").join()).isEqualTo("wakes it");
      await().until(() -> runtime.core(0).diagnostics().parks() == 2);
    }
  }

  @Test
  void aPinningPolicyThatPlansForFewerCoresFailsTheStartAndLeavesNoThread() {
    PinningPolicy short1 =
        (cores, allowed) -> new PinningPlan(allowed,
            List.of(PinningPlan.Assignment.free("the only one planned")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Runtimes.cores(2).name("short plan").pinning(short1).start())
        .withMessageContaining("an assignment for every core (1 here), not for core 1");
    await()
        .until(
            () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("short plan")));
  }

  @Test
  void aStartListenerThatThrowsFailsTheStartAndTheRuntimeEnds() {
    List<MultiCoreRuntime> started = new ArrayList<>();
    assertThatIllegalStateException()
        .isThrownBy(
            () -> Runtimes.cores(1)
                .onStart(
                    runtime -> {
                      started.add(runtime);
                      throw new IllegalStateException("the listener's");
                    })
                .start())
        .withMessage("the listener's");
    await().until(() -> started.getFirst().phase() == Phase.TERMINATED);
  }

  @Test
  void aTaskThatWasCancelledWhileItWasQueuedDoesNotCountAsRun() {
    try (var runtime = Runtimes.cores(1).start()) {
      Blocker blocker = Blocker.occupying(runtime, 0);
      JoinHandle<String> cancelled = runtime.spawnOn(0, () -> "never");
      JoinHandle<String> last = runtime.spawnOn(0, () -> "last");
      cancelled.cancel("for the count");
      blocker.release();
      last.join();
      await().until(() -> runtime.core(0).diagnostics().tasksRun() == 2);
    }
  }
}
