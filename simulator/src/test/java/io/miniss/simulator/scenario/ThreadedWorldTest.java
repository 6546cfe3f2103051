package io.miniss.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.engine.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A scenario on real threads. */
class ThreadedWorldTest {
  private static ThreadedWorld.Outcome run(Consumer<World> body) {
    return ThreadedWorld.run(new BodyScenario("on-threads", body::accept), 7, 1, 3);
  }

  @Test
  void whatAClientThrowsFailsTheRun() {
    ThreadedWorld.Outcome outcome =
        run(
            world -> world.client(
                "broken",
                () -> {
                  throw new IllegalStateException("on purpose");
                }));
    assertThat(outcome.failure())
        .hasMessage("client broken threw java.lang.IllegalStateException: on purpose")
        .hasRootCauseMessage("on purpose");
  }

  @Test
  void aRuntimeThatIsNotClosedFailsTheRun() {
    List<MultiCoreRuntime> started = new ArrayList<>();
    try {
      ThreadedWorld.Outcome outcome =
          run(world -> started.add(world.runtime().name("open").start()));
      assertThat(outcome.failure()).hasMessageContaining("its runtime open is still running");
    } finally {
      started.forEach(MultiCoreRuntime::close);
    }
  }

  @Test
  void whatMustHoldIsLookedAtWhenClientsHaveEnded() {
    for (boolean holds : new boolean[] {true, false}) {
      for (boolean always : new boolean[] {true, false}) {
        ThreadedWorld.Outcome outcome =
            run(
                world -> {
                  SharedLong count = new SharedLong(world.scheduler(), "count");
                  Condition counted = () -> count.getVolatile() == (holds ? 1 : 2);
                  if (always) {
                    world.invariant("it is counted", counted);
                  } else {
                    world.finalCheck("it is counted", counted);
                  }
                  world.client("counting", () -> count.getAndAdd(1));
                });
        if (holds) {
          assertThat(outcome.failure()).isNull();
        } else {
          assertThat(outcome.failure()).hasMessageStartingWith("it is counted: ");
        }
      }
    }
  }

  @Test
  void theOutcomeHasMetricsAndShutdowns() {
    ThreadedWorld.Outcome outcome =
        run(
            world -> {
              try (MultiCoreRuntime runtime = world.runtime().start()) {
                world.metric("answer", runtime.spawn(() -> 42).join());
              }
              world.require(!world.isSimulated() && world.scale() == 3, "on the machine");
            });
    assertThat(outcome.failure()).isNull();
    assertThat(outcome.metrics()).isEqualTo(Map.of("answer", 42L));
    assertThat(outcome.shutdowns()).hasSize(1);
    assertThat(outcome.cores()).hasSize(1);
  }
}
