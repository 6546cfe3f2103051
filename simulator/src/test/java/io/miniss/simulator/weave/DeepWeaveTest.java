package io.miniss.simulator.weave;

import static org.assertj.core.api.Assertions.assertThat;

import example.woven.BrokenInside;
import example.woven.CorrectInside;
import example.woven.CorrectPools;
import example.woven.HashOrders;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.Trace;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.strategy.Strategies;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plain programs where {@code java.util.concurrent} is woven inside. */
class DeepWeaveTest {
  private static final String PORTFOLIO = "portfolio(steps=512)";

  static Stream<String> broken() {
    return Programs.in(BrokenInside.class);
  }

  static Stream<String> correct() {
    return Stream.of(CorrectInside.class, CorrectPools.class, HashOrders.class)
        .flatMap(Programs::in);
  }

  @ParameterizedTest
  @MethodSource("broken")
  void bugsInsideACallAreFoundByDeepOnly(String type) {
    assertThat(Programs.explore(Programs.program(type, true), PORTFOLIO, 500, 50).failure())
        .isEmpty();
    assertThat(Programs.explore(Programs.deep(type), PORTFOLIO, 2_000, 50).failure())
        .isPresent();
  }

  @ParameterizedTest
  @MethodSource("correct")
  void correctProgramsHold(String type) {
    JavaProgram program = Programs.deep(type);
    for (String strategy : List.of(PORTFOLIO, "pct(depth=3,steps=100)")) {
      Campaign.Result result = Programs.explore(program, strategy, 150, 3);
      assertThat(result.failure().map(FailureReport::failure)).as(strategy).isEmpty();
    }
    assertThat(program.report()).contains("inside java.util.concurrent: ");
  }

  @ParameterizedTest
  @MethodSource("correct")
  void runsDoNotDependOnThoseBefore(String type) {
    JavaProgram one = Programs.deep(type);
    JavaProgram other = Programs.deep(type);
    List<String> hashes = new ArrayList<>();
    for (int seed = 0; seed < 5; seed++) {
      hashes.add(run(one, seed).traceHashText());
    }
    for (int seed = 4; seed >= 0; seed--) {
      assertThat(run(other, seed).traceHashText()).isEqualTo(hashes.get(seed));
    }
  }

  private static String trace(Class<?> type) {
    SimulationResult result =
        Simulator.trace(
            SimulationOptions.seed(0).withStrategy(Strategies.parse("random")),
            Programs.deep(type.getName())::run);
    return result.trace()
        .orElseThrow()
        .effects()
        .stream()
        .map(Trace.Effect::describe)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void whatIsAccessedInsideHasItsName() {
    assertThat(trace(CorrectInside.Maps.class))
        .contains("ConcurrentHashMap@1.table[1]: null -> ConcurrentHashMap.Node");
    assertThat(trace(CorrectInside.Locks.class))
        .contains("updates ReentrantLock.NonfairSync@1.state: 0 -> 1");
  }

  @Test
  void othersRunAsWithoutIt() {
    JavaProgram before = Programs.program(CorrectInside.Locks.class.getName(), true);
    String hash = run(before, 1).traceHashText();
    JavaProgram deep = Programs.deep(CorrectInside.Locks.class.getName());
    assertThat(run(deep, 1).traceHashText()).isNotEqualTo(hash);
    assertThat(run(before, 1).traceHashText()).isEqualTo(hash);
  }

  private static SimulationResult run(JavaProgram program, long seed) {
    return Simulator.run(
        SimulationOptions.seed(seed).withStrategy(Strategies.parse("random")), program::run);
  }
}
