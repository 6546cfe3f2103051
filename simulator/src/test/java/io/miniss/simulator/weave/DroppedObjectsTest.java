package io.miniss.simulator.weave;

import static org.assertj.core.api.Assertions.assertThat;

import example.woven.Correct;
import example.woven.Drops;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.RunThread;
import io.miniss.testkit.ForkedJvm;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A woven program needs no more memory in a simulation than outside, but for what is kept of each object. */
@Timeout(120)
class DroppedObjectsTest {
  /** The forked JVM, whose heap has room for a tenth of what the program allocates. */
  static final class Main {
    private Main() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
      JavaProgram program =
          arguments[0].equals("deep")
              ? Programs.deep(Drops.class.getName())
              : Programs.program(Drops.class.getName(), true);
      System.out.println(Simulator.run(SimulationOptions.seed(0), program::run).failure());
      Runtime.getRuntime().halt(0);
    }
  }

  @Test
  void whatTheProgramDropsIsCollected() throws Exception {
    assertThat(ForkedJvm.runOpen(List.of("-Xmx64m"), Main.class, "plain").succeeded())
        .endsWith("Optional.empty");
  }

  @Test
  void whatTheProgramDropsIsCollectedInDeepRuns() throws Exception {
    assertThat(ForkedJvm.runOpen(List.of("-Xmx64m"), Main.class, "deep").succeeded())
        .endsWith("Optional.empty");
  }

  @Test
  void noRunIsKeptOnceItIsOver() {
    JavaProgram program = Programs.program(Correct.Pool.class.getName(), true);
    List<WeakReference<Object>> runs = new ArrayList<>();
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(0),
            simulation -> {
              runs.add(
                  new WeakReference<>(Objects.requireNonNull(RunThread.current()).run()));
              program.run(simulation);
            });
    assertThat(result.failure()).isEmpty();
    Awaitility.await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(runs.getFirst().get()).isNull();
            });
    assertThat(program.steps()).isPositive();
  }
}
