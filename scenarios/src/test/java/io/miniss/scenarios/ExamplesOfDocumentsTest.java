package io.miniss.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.search.ExhaustiveSearch;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Examples of the documents, word for word; ReadmeTest compares. */
final class ExamplesOfDocumentsTest {
  @Test
  @ResourceLock(Resources.SYSTEM_OUT)
  void theFirstProgramPrints42() {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      firstProgram();
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).strip()).isEqualTo("42");
  }

  private static void firstProgram() {
    try (MultiCoreRuntime runtime = MultiCoreRuntime.builder().cores(2).start()) {
      int last = runtime.coreCount() - 1;
      JoinHandle<Integer> task = runtime.spawn(() -> 6 * 3);
      JoinHandle<Integer> fiber =
          runtime.spawnFiber(
              () -> {
                Fiber.sleep(Duration.ofMillis(10));
                int elsewhere = Fiber.await(Core.current().submit(last, () -> 4));
                return elsewhere + Fiber.await(task.future()) + 20;
              });
      System.out.println(fiber.join()); // 42
    }
  }

  @Test
  void aRunIsOneCall() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(42),
            simulation -> {
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                simulation.require(runtime.spawn(() -> 1).join() == 1, "one is one");
              }
            });
    assertThat(result.failure()).isEmpty();
  }

  @Test
  void aSearchSaysWhatItCovered() {
    Simulator.Body program = simulation -> simulation.client("other", () -> {}).join();
    ExhaustiveSearch.Outcome outcome =
        ExhaustiveSearch.of(SimulationOptions.seed(0), 2, 100_000).run(program);
    assertThat(outcome.failure()).isEmpty();
    assertThat(outcome.coverage()).isEqualTo(ExhaustiveSearch.Coverage.EVERYTHING);
  }
}
