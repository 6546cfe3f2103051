package io.miniss.simulator.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Tests that know nothing of the simulator, woven by an extension. */
class WeaveTest {
  private static final String EXISTING = "example.woven.tests.Existing";
  private static final String UNAWARE = "example.woven.tests.Unaware";

  /** By method: what it failed with, or an empty text. */
  private static Map<String, String> outcomes(String type, Map<String, String> parameters) {
    Map<String, String> outcomes = new TreeMap<>();
    EngineTestKit.engine("junit-jupiter")
        .configurationParameter("junit.jupiter.conditions.deactivate", "none")
        .configurationParameters(parameters)
        .selectors(selectClass(type))
        .execute()
        .testEvents()
        .finished()
        .stream()
        .forEach(each -> outcomes.merge(name(each), message(each), String::concat));
    return outcomes;
  }

  private static String name(Event event) {
    return event.getTestDescriptor()
        .getSource()
        .map(each -> each.toString().replaceAll(".*methodName = '(\\w+)'.*", "$1"))
        .orElseThrow();
  }

  private static String message(Event event) {
    return event.getPayload(TestExecutionResult.class)
        .orElseThrow()
        .getThrowable()
        .map(each -> String.valueOf(each.getMessage()))
        .orElse("");
  }

  @Test
  void existingTestsAreExploredUnchanged() {
    Map<String, String> outcomes = outcomes(EXISTING, Map.of());
    assertThat(outcomes.get("readsAndThenWrites"))
        .contains("expected: <20> but was: <10>", "-Dminiss.replay=", "woven: 2 classes");
    outcomes.remove("readsAndThenWrites");
    assertThat(outcomes)
        .containsOnlyKeys(
            "addsAtOnce", "addsWhatItIsGiven", "isRepeated", "asksMocks", "waitsInVirtualTime");
    assertThat(outcomes.values()).containsOnly("");
  }

  @Test
  void oneRunOfExistingTestsIsReplayed() {
    Map<String, String> outcomes =
        outcomes(
            EXISTING,
            Map.of("miniss.replay",
                EXISTING + "#readsAndThenWrites seed=0 strategy=switches(1@2>2)"));
    assertThat(outcomes).containsOnlyKeys("readsAndThenWrites");
    assertThat(outcomes.get("readsAndThenWrites")).contains("expected: <20> but was: <10>");
  }

  @Test
  void allTestsAreWovenWhereAParameterSaysSo() {
    Map<String, String> outcomes =
        outcomes(
            UNAWARE,
            Map.of(
                "junit.jupiter.extensions.autodetection.enabled", "true",
                "miniss.weave", "example.woven.tests",
                "miniss.seeds", "100"));
    assertThat(outcomes.get("readsAndThenWrites")).contains("expected: <2> but was: <1>");
    assertThat(outcomes.get("ofInner")).contains("expected: <2> but was: <1>");
    assertThat(outcomes.get("addsAtOnce")).isEmpty();
    assertThat(outcomes.get("dynamicTests")).isEmpty();
    assertThat(outcomes.get("ofOneInstance")).isEmpty();
  }

  @Test
  void aParameterWeavesInside() {
    Map<String, String> outcomes =
        outcomes(
            "example.woven.tests.Inside",
            Map.of(
                "junit.jupiter.extensions.autodetection.enabled", "true",
                "miniss.weave", "example.woven.tests",
                "miniss.weave-deep", "true",
                "miniss.seeds", "1000"));
    assertThat(outcomes.get("counts"))
        .contains("expected: <true> but was: <false>", "' -Dminiss.weave-deep=true");
    assertThat(outcomes.get("countsInOneStep")).isEmpty();
  }

  @Test
  void noTestIsWovenUnlessAParameterSaysSo() {
    assertThat(
        outcomes(UNAWARE, Map.of("junit.jupiter.extensions.autodetection.enabled", "true"))
            .get("addsAtOnce"))
        .isEmpty();
  }

  @Test
  void wrongParametersAreRefused() {
    assertThat(outcomes(EXISTING, Map.of("miniss.seeds", "many")).get("addsAtOnce"))
        .contains("miniss.seeds is a number: \"many\"");
    assertThat(outcomes(EXISTING, Map.of("miniss.weave", "com.acme")).get("addsAtOnce"))
        .contains("the test's own class has to be woven too");
  }
}
