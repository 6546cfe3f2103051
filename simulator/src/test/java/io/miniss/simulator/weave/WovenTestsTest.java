package io.miniss.simulator.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import example.woven.tests.PlainPrograms;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.junit.SimulationTest;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Tests whose plain code is woven. */
class WovenTestsTest {
  private static Optional<String> failureOf(String method) {
    return failureOf(PlainPrograms.class, method);
  }

  private static Optional<String> failureOf(Class<?> type, String method) {
    return failureOfTest(type.getName() + "#" + method + "(" + Simulation.class.getName() + ")");
  }

  private static Optional<String> failureOfTest(String method) {
    return EngineTestKit.engine("junit-jupiter")
        .configurationParameter("junit.jupiter.conditions.deactivate", "none")
        .selectors(selectMethod(method))
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

  @Test
  void wovenTestsNeedNoSimulation() {
    String tests = "example.woven.tests.WithoutParameter#";
    assertThat(failureOfTest(tests + "readsAndThenWrites()").orElseThrow())
        .contains("EXCEPTION main", "-Dminiss.replay=", "WithoutParameter.java:");
    assertThat(failureOfTest(tests + "readsAndWritesAtOnce()")).isEmpty();
  }

  @Test
  void otherTestsNeedTheSimulationSomewhere() {
    String tests = "example.woven.tests.WithoutParameter";
    assertThat(failureOfTest(tests + "#isNotWoven()").orElseThrow())
        .endsWith(
            "isNotWoven: neither it nor a method before it takes the Simulation, and its code is not woven"
                + " (weave = NONE): nothing in it would be interleaved");
    assertThat(failureOfTest(tests + "$InAField#isNotWoven()")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tasksReadAndWriteAtOnce", "plainThreadsTakeNoTime", "fibersSleepInVirtualTime"})
  void fixedTestsAreGreen(String method) {
    assertThat(failureOf(method)).isEmpty();
  }

  @Test
  void fibersInMonitorsNameTheirCircle() {
    assertThat(failureOf("fibersTakeMonitorsInTwoOrders").orElseThrow())
        .containsPattern("in a circle: fiber \\S+ \"\\w+\" waits for fiber \\S+ \"\\w+\", fiber ")
        .containsPattern(
            "fiber \\S+ \"mason\" is parked until fiber \\S+ \"baker\" releases monitor of Object@")
        .doesNotContain("waits in java.util.concurrent");
  }

  static Stream<String> handovers() {
    return testsOf("example.woven.tests.Handovers");
  }

  static Stream<String> races() {
    return testsOf("example.woven.tests.RuntimeRaces").filter(each -> !isGreen(each));
  }

  private static boolean isGreen(String method) {
    return method.equals("onBenignField") || method.equals("whereNobodyLooks");
  }

  private static Class<?> named(String type) {
    try {
      return Class.forName(type);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<String> testsOf(String type) {
    return Arrays.stream(named(type).getDeclaredMethods())
        .filter(each -> each.isAnnotationPresent(SimulationTest.class))
        .map(Method::getName)
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("handovers")
  void whatTheRuntimeHandsOverDoesNotRace(String method) {
    assertThat(failureOf(named("example.woven.tests.Handovers"), method)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("races")
  void tasksThatShareAnUnguardedVariableRace(String method) {
    String failure = failureOf(named("example.woven.tests.RuntimeRaces"), method).orElseThrow();
    assertThat(failure).contains("RACE ", "data race on ", "woven: ");
    String stacks = failure.substring(failure.indexOf("data race on "), failure.indexOf("  Guard"));
    assertThat(stacks.split("\n      at example.woven.tests.RuntimeRaces", -1)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"onBenignField", "whereNobodyLooks"})
  void racesAreLeftOutIfToldSo(String method) {
    assertThat(failureOf(named("example.woven.tests.RuntimeRaces"), method)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"staticsOfBeforeAll", "nothingIsWoven"})
  void testsHoldWovenOrNot(String method) {
    assertThat(failureOf(method)).isEmpty();
  }

  @Test
  void classesThatATestNamesAreWoven() {
    assertThat(failureOf("otherPackagesAreNamed").orElseThrow())
        .contains("RACE Ledger@1.balance", "woven: 2 classes");
  }

  @Test
  void bugsInsideACallAreFoundByDeepTests() {
    Class<?> type = named("example.woven.tests.Inside");
    assertThat(failureOf(type, "countsInOneStep")).isEmpty();
    assertThat(failureOf(type, "countsInside").orElseThrow())
        .contains("EXCEPTION main", "inside java.util.concurrent: ",
            "ConcurrentLinkedQueue@1.head");
  }

  @Test
  void oneInstanceForAllRunsIsNotWoven() {
    assertThat(
        failureOf(named("example.woven.tests.OneInstance"), "sharedInstanceIsNotWoven"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"StaticFields, 1", "ByConstructor, 4", "ByRecord, 2"})
  void whatJUnitFillsIsFilledInWovenRuns(String type, int tests) {
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass("example.woven.tests.FilledByJUnit$" + type))
        .execute()
        .testEvents()
        .assertStatistics(statistics -> statistics.succeeded(tests).failed(0));
  }

  @Test
  void aTestThatIsNotWovenItselfIsRefused() {
    assertThat(failureOf("weavesAnother").orElseThrow())
        .contains("the test's own class has to be woven too");
  }
}
