package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.future.Future;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.task.TaskOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What code on a core reaches through {@link Core}, and the spawns that return nothing. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class CoreAccessTest {

  @Test
  void optionsAndARunnableGoTogether() {
    AtomicReference<String> seen = new AtomicReference<>();
    try (var runtime = Runtimes.cores(2).start()) {
      TaskOptions options = TaskOptions.named("report").on(1);
      runtime.spawn(options, () -> seen.set("task on " + Core.current())).join();
      assertThat(seen).hasValue("task on core 1");
      runtime
          .spawnFiber(
              options,
              () -> {
                Fiber.sleep(Duration.ofNanos(1));
                seen.set("fiber on " + Core.current());
              })
          .join();
      assertThat(seen).hasValue("fiber on core 1");
    }
  }

  @Test
  void aCoreSpawnsTasksAndFibersOnItself() {
    try (var runtime = Runtimes.cores(2).start()) {
      Future<Integer> both =
          Runtimes.on0(
              runtime,
              () -> {
                Core here = Core.current();
                var task = here.spawn(() -> Core.current().index());
                var fiber = here.spawnFiber(() -> Fiber.await(task.future()) + 10);
                return fiber.future();
              });
      assertThat(both.join()).isEqualTo(10);
      assertThat(runtime.core(1).spawn(() -> Core.current().index()).join()).isEqualTo(1);
    }
  }

  @Test
  void aCoreLeadsToItsRuntimeClockAndScheduler() {
    Clock clock = Clock.system();
    Scheduler scheduler = Scheduler.system();
    try (var runtime = Runtimes.cores(2).clock(clock).scheduler(scheduler).start()) {
      Core core = Runtimes.on0(runtime, Core::current);
      assertThat(core).isEqualTo(runtime.core(0)).isNotEqualTo(runtime.core(1));
      assertThat(core.clock()).isSameAs(clock).isSameAs(runtime.clock());
      assertThat(core.scheduler()).isSameAs(scheduler).isSameAs(runtime.scheduler());
      assertThat(core.runtime()).isEqualTo(runtime).hasSameHashCodeAs(runtime);
      String placed =
          Runtimes.on0(runtime, () -> Core.current().runtime().spawnOn(1, () -> "there").future())
              .join();
      assertThat(placed).isEqualTo("there");
    }
  }

  @Test
  void aCoreCanCloseItsRuntime() {
    MultiCoreRuntime runtime = Runtimes.cores(1).start();
    runtime.spawn(() -> Core.current().runtime().close()).join();
    assertThat(runtime.closeAndReport().isClean()).isTrue();
  }
}
