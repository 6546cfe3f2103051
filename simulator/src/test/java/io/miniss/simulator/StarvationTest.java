package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.strategy.Strategies;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who polls and does not say so keeps nobody from running, under any strategy. */
final class StarvationTest {
  private static void flagOfClient(Simulation simulation) {
    SharedFlag go = new SharedFlag(simulation.scheduler(), "go");
    SharedLong polls = new SharedLong(simulation.scheduler(), "polls");
    simulation.client("setter", () -> go.setVolatile(true));
    while (!go.getVolatile()) {
      polls.getAndAdd(1);
    }
  }

  private static void flagOfFiber(Simulation simulation) {
    SharedFlag go = new SharedFlag(simulation.scheduler(), "go");
    try (MultiCoreRuntime runtime = simulation.runtime().cores(1).start()) {
      runtime.spawnFiber(
          () -> {
            while (!go.getVolatile()) {
              Fiber.yieldNow();
            }
          });
      go.setVolatile(true);
    }
  }

  static Stream<Arguments> programs() {
    return Stream
        .of("random", "pct(depth=3,steps=100)", "delay(delays=1,steps=100)", "pos", "urw",
            "portfolio", "switches()")
        .flatMap(
            strategy -> Stream.of(
                Arguments.of(strategy, (Simulator.Body) StarvationTest::flagOfClient),
                Arguments.of(strategy, (Simulator.Body) StarvationTest::flagOfFiber)));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void whoPollsStarvesNobody(String strategy, Simulator.Body program) {
    for (int seed = 0; seed < 30; seed++) {
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed).withStrategy(Strategies.parse(strategy)), program);
      assertThat(result.failure()).as("%s, seed %s", strategy, seed).isEmpty();
    }
  }
}
