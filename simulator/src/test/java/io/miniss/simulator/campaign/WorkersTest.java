package io.miniss.simulator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkersTest {
  @Test
  void fullHeapIsAFailureOfTheLastRun() {
    AtomicInteger calls = new AtomicInteger();
    List<SimulationResult> lost = new ArrayList<>();
    new Workers("work", 1)
        .run(
            () -> {
              if (calls.getAndIncrement() == 0) {
                Simulator.run(SimulationOptions.seed(7), simulation -> {});
                throw new OutOfMemoryError("Java heap space");
              }
            },
            lost::add);
    assertThat(calls).hasValue(2);
    assertThat(lost).hasSize(1);
    assertThat(lost.getFirst().options().seed()).isEqualTo(7);
    assertThat(lost.getFirst().failure().orElseThrow().isByFullHeap()).isTrue();
  }
}
