package example.woven.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.Simulation;
import io.miniss.simulator.junit.SimulationTest;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;

/** Launched by a test: methods that do not take the simulation. */
public class WithoutParameter {
  private final AtomicLong count = new AtomicLong();

  private static void runTwice(Runnable body) throws InterruptedException {
    Thread one = new Thread(body);
    Thread other = new Thread(body);
    one.start();
    other.start();
    one.join();
    other.join();
  }

  @SimulationTest(seeds = 300)
  void readsAndThenWrites() throws InterruptedException {
    runTwice(() -> count.set(count.get() + 1));
    assertThat(count.get()).isEqualTo(2);
  }

  @SimulationTest(seeds = 30)
  void readsAndWritesAtOnce() throws InterruptedException {
    runTwice(count::incrementAndGet);
    assertThat(count.get()).isEqualTo(2);
  }

  @SimulationTest(weave = SimulationTest.NONE)
  void isNotWoven() {}

  /** The simulation is taken before the method. */
  public static class InAField {
    private Simulation simulation = null;

    @BeforeEach
    void begin(Simulation given) {
      simulation = given;
    }

    @SimulationTest(weave = SimulationTest.NONE, seeds = 3)
    void isNotWoven() {
      simulation.client("other", () -> {}).join();
    }
  }
}
