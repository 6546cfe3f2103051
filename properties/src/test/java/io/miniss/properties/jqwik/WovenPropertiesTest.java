package io.miniss.properties.jqwik;

import static io.miniss.testkit.TestEvents.failure;
import static io.miniss.testkit.TestEvents.skipped;
import static io.miniss.testkit.TestEvents.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.miniss.simulator.replay.ReplayRequest;
import io.miniss.testkit.TestEvents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Properties whose plain code is woven, as a launcher sees them. */
@Isolated("the property that asks for a replay is one of the system")
final class WovenPropertiesTest {
  private static final String TRIES = "example.woven.properties.PlainTries";

  private static EngineExecutionResults all;

  @BeforeAll
  static void launchAll() {
    all = launch("jqwik");
  }

  @AfterEach
  void noReplay() {
    System.clearProperty(ReplayRequest.PROPERTY);
  }

  private static EngineExecutionResults launch(String engine) {
    try {
      return EngineTestKit.engine(engine)
          .configurationParameter("jqwik.database", "")
          .configurationParameter("jqwik.reporting.usejunitplatform", "true")
          .configurationParameter("jqwik.reporting.onlyfailures", "true")
          .selectors(
              selectClass(Class.forName(TRIES)),
              selectClass(Class.forName("example.woven.properties.SharesNothing")))
          .execute();
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static String samples(String property) {
    return TestEvents.entries(all, property)
        .filter(entry -> !entry.containsKey(ReplayRequest.PROPERTY))
        .map(entry -> String.join("\n", entry.values()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void argumentsAndScheduleOfPlainCodeShrink() {
    assertThat(samples("losesAmounts")).containsPattern("Shrunk Sample[^#]*amounts: \\[1, 1]");
    assertThat(failure(all, "losesAmounts"))
        .hasMessageContaining("an amount is lost")
        .hasMessageContaining("Account@1.balance")
        .hasMessageContaining("shrunk: steps ")
        .hasMessageContaining("woven: ")
        .hasMessageContaining("replay: -Dminiss.replay='" + TRIES + "#losesAmounts seed=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"races", "losesInSimulation"})
  void dataRacesOfPlainCodeFail(String property) {
    assertThat(failure(all, property)).hasMessageContaining("data race on Account@1.balance");
  }

  @ParameterizedTest
  @ValueSource(strings = {"losesAmounts", "races", "losesInSimulation"})
  void replaysAreTheSameRun(String property) {
    String line = TestEvents.reported(all, property, ReplayRequest.PROPERTY).getFirst();
    System.setProperty(ReplayRequest.PROPERTY, line);
    EngineExecutionResults replayed = launch("jqwik");
    assertThat(TestEvents.reported(replayed, property, ReplayRequest.PROPERTY))
        .containsExactly(line);
    assertThat(succeeded(replayed)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hasItsOwnState", "seesItsOuterInstance", "isNotWoven"})
  void propertiesHoldWovenOrNot(String property) {
    assertThat(succeeded(all)).contains(property);
  }

  @Test
  void reportSaysWhatWasWoven() {
    assertThat(TestEvents.reported(all, "hasItsOwnState", "miniss.woven"))
        .singleElement().asString().startsWith("woven: 2 classes, ");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      takesWovenObjects    | jqwik generates a parameter of the type example.woven.properties.Account
      takesLambdas         | jqwik has generated an object of example.woven.properties.PlainTries$$Lambda
      sharesNothing        | has explored nothing:
      weavesOthers         | the test's own class has to be woven too
      saysItTwice          | cores: the runs of a property with a Simulation are described next to its @ForAll
      hasAnUnknownStrategy | there is no strategy "best"
      """)
  void whatCannotBeWovenIsRefused(String property, String message) {
    assertThat(failure(all, property)).hasMessageContaining(message);
  }

  @Test
  void jupiterLeavesPropertiesToJqwik() {
    EngineExecutionResults results = launch("junit-jupiter");
    assertThat(skipped(results)).contains("races(List): a property, which jqwik runs");
    assertThat(succeeded(results)).isEmpty();
  }
}
