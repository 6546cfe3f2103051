package io.miniss.simulator.addopens;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.spi.VirtualThreads;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.testkit.ForkedJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In JVMs of their own: this one has the flag. */
final class AddOpensTest {
  private static final String SUREFIRE =
      "With Maven Surefire: <argLine>" + VirtualThreads.FLAG + "</argLine>";

  @Test
  void withoutTheFlagTheSimulatorOpensWhatItNeedsAndSaysSoOnce() throws Exception {
    String output = java(List.of());
    assertThat(output)
        .contains("before: false")
        .contains("run: passed, run: passed, after: true")
        .containsOnlyOnce(
            "the simulator has opened java.lang by an agent that it attached to its own process")
        .contains("this JVM was started without " + VirtualThreads.FLAG)
        .contains(SUREFIRE);
  }

  @Test
  void withTheFlagNothingIsAttachedAndNothingSaid() throws Exception {
    assertThat(java(List.of(VirtualThreads.FLAG.split(" "))))
        .isEqualTo("before: true, run: passed, run: passed, after: true");
  }

  @Test
  void whereTheJvmRefusesTheErrorNamesTheFlagAndTheSurefireLine() throws Exception {
    for (String refusing : List.of("-XX:-EnableDynamicAgentLoading",
        "-XX:+DisableAttachMechanism")) {
      assertThat(java(List.of(refusing)))
          .contains("before: false, run: simulations need the JVM flag " + VirtualThreads.FLAG)
          .contains("this JVM does not let the simulator open java.lang by itself (")
          .doesNotContain("changed nothing")
          .contains(SUREFIRE)
          .contains("after: false");
    }
  }

  private static String java(List<String> flags) throws Exception {
    return ForkedJvm.run(flags, TwoRuns.class.getName()).succeeded();
  }

  /** The program of the child JVM. */
  static final class TwoRuns {
    private TwoRuns() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
      StringBuilder text = new StringBuilder("before: " + VirtualThreads.available());
      for (int i = 0; i < 2; i++) {
        text.append(", run: ").append(run());
      }
      System.out.println(text.append(", after: ").append(VirtualThreads.available()));
    }

    private static String run() {
      try {
        SimulationResult result =
            Simulator.run(
                SimulationOptions.seed(1),
                simulation -> {
                  try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                    runtime.spawnFiber(() -> 1).join();
                  }
                });
        return result.failure().map(Object::toString).orElse("passed");
      } catch (IllegalStateException e) {
        return e.getMessage();
      }
    }
  }
}
