package io.miniss.simulator.addopens;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.spi.VirtualThreads;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
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
        .isEqualTo("before: true, run: passed, run: passed, after: true\n");
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

  private static String java(List<String> flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            TwoRuns.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
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
