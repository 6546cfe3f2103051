package io.miniss.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Future;
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
    assertThat(printedBy(ExamplesOfDocumentsTest::firstProgram)).isEqualTo("42");
  }

  @Test
  @ResourceLock(Resources.SYSTEM_OUT)
  void theProgramOfTheRuntimePrintsItsComment() {
    assertThat(printedBy(ExamplesOfDocumentsTest::programOfTheRuntime))
        .isEqualTo("results: 42 and 8");
  }

  private static String printedBy(Runnable program) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8).strip();
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

  private static void programOfTheRuntime() {
    try (MultiCoreRuntime runtime = MultiCoreRuntime.builder().cores(2).start()) {
      JoinHandle<Integer> task = runtime.spawn(() -> 6 * 7);
      JoinHandle<String> fiber =
          runtime.spawnFiber(
              () -> {
                int here = Core.current().index();
                Future<Integer> other = Core.current().submit(1 - here, () -> 8);
                return "results: " + Fiber.await(task.future()) + " and " + Fiber.await(other);
              });
      System.out.println(fiber.join()); // results: 42 and 8
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
