package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.spi.Access;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class TraceHashTest {
  private static long hash(Consumer<TraceHash> run) {
    TraceHash hash = new TraceHash(3);
    run.accept(hash);
    return hash.after(2, 100);
  }

  /** Locations have numbers in a simulation only. */
  @Test
  void itTellsThreadAccessLocationOrderStepsAndTime() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              SharedFlag x = new SharedFlag(simulation.scheduler(), "x");
              SharedFlag y = new SharedFlag(simulation.scheduler(), "y");
              List<Long> hashes =
                  List.of(
                      hash(run -> run.mixIn(0, Access.READ, x)),
                      hash(run -> run.mixIn(1, Access.READ, x)),
                      hash(run -> run.mixIn(0, Access.WRITE, x)),
                      hash(run -> run.mixIn(0, Access.UPDATE, x)),
                      hash(run -> run.mixIn(0, Access.READ, y)),
                      hash(run -> run.mixIn(0)),
                      hash(run -> run.mixIn(1)),
                      hash(run -> {}),
                      hash(
                          run -> {
                            run.mixIn(0, Access.READ, x);
                            run.mixIn(1, Access.READ, x);
                          }),
                      hash(
                          run -> {
                            run.mixIn(1, Access.READ, x);
                            run.mixIn(0, Access.READ, x);
                          }));
              assertThat(hashes).doesNotHaveDuplicates();
              assertThat(hash(run -> run.mixIn(0, Access.READ, x))).isEqualTo(hashes.getFirst());
            });
    assertThat(result.failure()).isEmpty();
    TraceHash hash = new TraceHash(3);
    assertThat(List.of(hash.after(2, 100), hash.after(3, 100), hash.after(2, 104)))
        .doesNotHaveDuplicates();
    assertThat(new TraceHash(4).after(2, 100)).as("another seed").isNotEqualTo(hash.after(2, 100));
  }

  @Test
  void stepsAndTimeDoNotCancelOut() {
    TraceHash hash = new TraceHash(1);
    Set<Long> seen = new HashSet<>();
    for (long steps = 0; steps < 100; steps++) {
      for (long nanos = 0; nanos < 100; nanos++) {
        assertThat(seen.add(hash.after(steps, nanos))).as("%d steps, %d ns", steps, nanos).isTrue();
      }
    }
  }
}
