package example.woven.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.miniss.simulator.Simulation;
import io.miniss.simulator.junit.SimulationTest;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Launched by a test: takes a call of {@code java.util.concurrent} for one step. */
public class Inside {
  private final ConcurrentLinkedQueue<String> queue = new ConcurrentLinkedQueue<>();

  private void countsWhileOthersMove() throws InterruptedException {
    queue.add("a");
    Thread other =
        new Thread(
            () -> {
              queue.poll();
              queue.add("b");
            });
    other.start();
    int size = queue.size();
    other.join();
    assertTrue(size <= 1);
  }

  @SimulationTest(weaveDeep = true)
  void countsInside(Simulation simulation) throws InterruptedException {
    countsWhileOthersMove();
  }

  @SimulationTest
  void countsInOneStep(Simulation simulation) throws InterruptedException {
    countsWhileOthersMove();
  }

  @Test
  void counts() throws InterruptedException {
    countsWhileOthersMove();
  }
}
