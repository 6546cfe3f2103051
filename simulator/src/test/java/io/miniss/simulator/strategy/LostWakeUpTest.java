package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sleep protocol on its own: the right order never hangs, the wrong one is found. */
final class LostWakeUpTest {
  private static void consumeOne(Simulation simulation, boolean announceFirst) {
    BoundedQueue<Integer> queue =
        BoundedQueue.singleProducer(simulation.scheduler(), "queue", 4);
    WakeFlag flag = new WakeFlag(simulation.scheduler(), "flag");
    flag.sleeper(simulation.scheduler().currentParker());
    simulation.client(
        "producer",
        () -> {
          queue.offer(1);
          flag.wake();
        });
    while (queue.poll() == null) {
      if (announceFirst) {
        flag.announceSleep();
        if (queue.isEmptyVolatile()) {
          simulation.scheduler().currentParker().park();
        }
      } else if (queue.isEmptyVolatile()) {
        flag.announceSleep(); // too late: the producer may have looked in between
        simulation.scheduler().currentParker().park();
      }
      flag.endSleep();
    }
  }

  private static int failures(String strategy, boolean announceFirst) {
    int failures = 0;
    for (int seed = 0; seed < 1_000; seed++) {
      SimulationOptions options =
          SimulationOptions.seed(seed).withStrategy(Strategies.parse(strategy));
      SimulationResult result =
          Simulator.run(options, simulation -> consumeOne(simulation, announceFirst));
      if (!result.isSuccess()) {
        assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.DEADLOCK);
        failures++;
      }
    }
    return failures;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"random", "pct(depth=2,steps=16)", "pos", "urw(events=6)",
        "surw(events=3,of=flag)",
        "surw(events=3,among=2)", "portfolio(steps=16)"})
  void aSleepAnnouncedTooLateHangsAndEveryStrategyFindsIt(String strategy) {
    assertThat(failures(strategy, false)).isPositive();
    assertThat(failures(strategy, true)).isZero();
  }

  @Test
  void theRightOrderHoldsWithDeeperPreemption() {
    assertThat(failures("pct(depth=5,steps=16)", true)).isZero();
  }
}
