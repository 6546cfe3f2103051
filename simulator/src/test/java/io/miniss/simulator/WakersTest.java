package io.miniss.simulator;

import static org.mockito.Mockito.mock;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.simulator.scenario.World;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An unpark costs microseconds, so one of several threads that wake a sleeper does it. */
class WakersTest {
  @Test
  void oneOfTwoWakersWakes() {
    Seeds.assertHolds(100, SimulationOptions.seed(0), WakersTest::wakeTwice);
  }

  private static void wakeTwice(Simulation simulation) {
    WakeFlag flag = new WakeFlag(simulation.scheduler(), "flag");
    flag.sleeper(mock(Parker.class));
    SharedLong woken = new SharedLong(simulation.scheduler(), "woken");
    flag.announceSleep();
    Stream.of("one", "other")
        .map(name -> simulation.client(name, () -> woken.getAndAdd(flag.wake() ? 1 : 0)))
        .toList()
        .forEach(World.Client::join);
    simulation.require(woken.getVolatile() == 1, "one has woken it");
  }
}
