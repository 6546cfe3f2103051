package io.miniss.simulator.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.SimulationInterruptedException;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.scenario.BodyScenario;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.search.ExhaustiveSearch;
import io.miniss.simulator.strategy.DepthFirst;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ends when the thread that waits for it is interrupted. */
class InterruptTest {
  private final Thread caller = Thread.currentThread();

  private static Campaign endless(Consumer<World> body, int jobs) {
    return new Campaign(
        new BodyScenario("interrupted", body::accept),
        SimulationOptions.seed(0).withMaxSteps(Long.MAX_VALUE - 1), 0,
        Campaign.ENDLESS, Optional.empty(), jobs, Campaign.DEFAULT_AUDIT);
  }

  @AfterEach
  void clearStatus() {
    Thread.interrupted();
  }

  @Test
  void interruptBetweenSeedsEndsCampaign() {
    Campaign.Result result = endless(world -> {}, 2).run(progress -> caller.interrupt());
    assertThat(result.isInterrupted()).isTrue();
    assertThat(result.progress().runs()).isPositive();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void interruptWithinRunEndsCampaign() {
    Campaign.Result result = endless(this::stepForEver, 1).run(progress -> {});
    assertThat(result.isInterrupted()).isTrue();
    assertThat(result.failure()).isEmpty();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void interruptedThreadBeginsNoCampaign() {
    caller.interrupt();
    Campaign.Result result = endless(world -> {}, 1).run(progress -> {});
    assertThat(result.isInterrupted()).isTrue();
    assertThat(result.progress().runs()).isZero();
  }

  @Test
  void interruptEndsSingleRun() {
    SimulationOptions options = SimulationOptions.seed(0).withMaxSteps(Long.MAX_VALUE - 1);
    assertThatThrownBy(() -> Simulator.run(options, this::stepForEver))
        .isInstanceOf(SimulationInterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void interruptEndsSearch() {
    ExhaustiveSearch search =
        ExhaustiveSearch.of(SimulationOptions.seed(0), DepthFirst.UNBOUNDED, Long.MAX_VALUE);
    assertThatThrownBy(() -> search.run(this::countWithTwo, progress -> caller.interrupt()))
        .isInstanceOf(SimulationInterruptedException.class);
  }

  private void stepForEver(World world) {
    SharedLong counter = new SharedLong(world.scheduler(), "steps");
    caller.interrupt();
    while (true) {
      counter.getAndAdd(1);
    }
  }

  private void countWithTwo(World world) {
    SharedLong counter = new SharedLong(world.scheduler(), "steps");
    for (int client = 0; client < 2; client++) {
      world.client(
          "client " + client,
          () -> {
            for (int i = 0; i < 100; i++) {
              counter.getAndAdd(1);
            }
          });
    }
  }
}
