package io.miniss.simulator.weave;

import static org.assertj.core.api.Assertions.assertThat;

import example.woven.Shown;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.strategy.Strategies;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a report says of exceptions that futures keep. */
class KeptFailuresTest {
  private static SimulationResult deadlock(JavaProgram program) {
    SimulationResult result =
        Simulator.trace(
            SimulationOptions.seed(0).withStrategy(Strategies.parse("random")), program::run);
    assertThat(result.failure().map(RunFailure::kind)).contains(FailureKind.DEADLOCK);
    return result;
  }

  private static Stream<JavaProgram> programs(Class<?>... types) {
    return Stream.of(types)
        .flatMap(
            type -> Stream.of(
                Programs.program(type.getName(), true), Programs.deep(type.getName())));
  }

  static Stream<JavaProgram> swallowed() {
    return programs(
        Shown.Swallowed.class, Shown.SwallowedAsync.class, Shown.SwallowedFunction.class,
        Shown.SwallowedInPool.class, Shown.SwallowedByFork.class);
  }

  static Stream<JavaProgram> promised() {
    return programs(Shown.SwallowedPromise.class);
  }

  static Stream<JavaProgram> asked() {
    return programs(Shown.Asked.class, Shown.AskedFutures.class);
  }

  @ParameterizedTest
  @MethodSource("swallowed")
  void whatNobodyHasAskedForIsNamed(JavaProgram program) {
    SimulationResult result = deadlock(program);
    assertThat(result.failure().orElseThrow().message())
        .containsPattern(
            "a task has thrown, and nobody has asked its future: java.lang.IllegalStateException: no such row\n"
                + " +at example.woven.Shown\\$Swallowed.requireRow\\(Shown.java:");
    assertThat(result.trace().orElseThrow().fullTimeline(100))
        .contains("throws java.lang.IllegalStateException, which a future keeps");
  }

  @ParameterizedTest
  @MethodSource("promised")
  void whatAFutureWasCompletedWithIsNamed(JavaProgram program) {
    assertThat(deadlock(program).failure().orElseThrow().message())
        .containsPattern(
            "a future was completed with an exception, and nobody has asked it:"
                + " java.lang.IllegalStateException: no such row\n"
                + " +at example.woven.Shown\\$SwallowedPromise.main\\(Shown.java:");
  }

  @ParameterizedTest
  @MethodSource("asked")
  void whatWasAskedForOrCancelledIsNot(JavaProgram program) {
    assertThat(deadlock(program).failure().orElseThrow().message())
        .doesNotContain("a task has thrown", "was completed with an exception");
  }
}
