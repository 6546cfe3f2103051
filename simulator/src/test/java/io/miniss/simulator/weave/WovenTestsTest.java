package io.miniss.simulator.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import example.woven.tests.PlainPrograms;
import io.miniss.simulator.Simulation;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Tests whose plain code is woven. */
class WovenTestsTest {
  private static Optional<String> failureOf(String method) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter("junit.jupiter.conditions.deactivate", "none")
        .selectors(
            selectMethod(
                PlainPrograms.class.getName() + "#" + method + "(" + Simulation.class.getName()
                    + ")"))
        .execute()
        .testEvents()
        .finished()
        .stream()
        .map(Event::getPayload)
        .map(each -> (TestExecutionResult) each.orElseThrow())
        .map(each -> each.getThrowable().map(Throwable::getMessage).orElse(""))
        .findFirst()
        .filter(message -> !message.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tasksReadAndThenWrite", "mapIsReadAndThenWritten"})
  void naiveTestsAreRed(String method) {
    String failure = failureOf(method).orElseThrow();
    assertThat(failure).contains("EXCEPTION main", "-Dminiss.replay=", "PlainPrograms.java:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tasksReadAndWriteAtOnce", "plainThreadsTakeNoTime", "fibersSleepInVirtualTime"})
  void fixedTestsAreGreen(String method) {
    assertThat(failureOf(method)).isEmpty();
  }

  @Test
  void aTestThatIsNotWovenItselfIsRefused() {
    assertThat(failureOf("weavesAnother").orElseThrow())
        .contains("the test's own class has to be woven too");
  }
}
