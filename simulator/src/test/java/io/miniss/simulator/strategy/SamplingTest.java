package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From what distribution strategies draw, and that spinning starves nobody. */
final class SamplingTest {
  private static final int RUNS = 6_000;

  /** How often each order of the accesses to "shared" came, of threads A and B. */
  private static Map<String, Integer> orders(
      String strategy, int ofA, int ofB, int privateOfA) {
    Map<String, Integer> orders = new TreeMap<>();
    for (int seed = 0; seed < RUNS; seed++) {
      StringBuilder order = new StringBuilder();
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed).withStrategy(Strategies.parse(strategy)),
              simulation -> {
                SharedLong shared = new SharedLong(simulation.scheduler(), "shared");
                SharedLong own = new SharedLong(simulation.scheduler(), "own");
                adder(simulation, "A", shared, ofA, own, privateOfA, order);
                adder(simulation, "B", shared, ofB, own, 0, order);
              });
      assertThat(result.failure()).isEmpty();
      orders.merge(order.toString(), 1, Integer::sum);
    }
    return orders;
  }

  private static void adder(
      Simulation simulation,
      String name,
      SharedLong shared,
      int times,
      SharedLong own,
      int before,
      StringBuilder order) {
    simulation.client(
        name,
        () -> {
          for (int i = 0; i < before; i++) {
            own.getAndAdd(1);
          }
          for (int i = 0; i < times; i++) {
            shared.getAndAdd(1);
            order.append(name);
          }
        });
  }

  private static double chiSquare(Map<String, Integer> counts, int kinds) {
    double expected = (double) RUNS / kinds;
    double sum = (kinds - counts.size()) * expected;
    for (int count : counts.values()) {
      sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
  }

  /** Six standard deviations above the mean of the distribution: never by chance. */
  private static double bound(int kinds) {
    return kinds - 1 + 6 * Math.sqrt(2.0 * (kinds - 1));
  }

  @Test
  void theUniformWalkDrawsEveryInterleavingEquallyOften() {
    assertThat(chiSquare(orders("urw(events=1.3.3)", 3, 3, 0), 20)).isLessThan(bound(20));
    assertThat(chiSquare(orders("urw(events=1.6.2)", 6, 2, 0), 28)).isLessThan(bound(28));
    assertThat(chiSquare(orders("random", 6, 2, 0), 28)).isGreaterThan(10 * bound(28));
  }

  @Test
  void theSelectiveWalkDrawsEveryOrderOfTheSelectedEquallyOftenWhateverElseIsDone() {
    assertThat(chiSquare(orders("surw(events=1.2.2,of=shared)", 2, 2, 10), 6))
        .isLessThan(bound(6));
    assertThat(chiSquare(orders("surw(events=2,among=1)", 2, 2, 10), 6)).isLessThan(bound(6));
    assertThat(chiSquare(orders("random", 2, 2, 10), 6)).isGreaterThan(10 * bound(6));
  }

  /** A starts B after its first access; C has one, and then waits for both: the strategy is always asked. */
  private static void startsLate(Simulation simulation, StringBuilder order) {
    SharedLong shared = new SharedLong(simulation.scheduler(), "shared");
    SharedLong own = new SharedLong(simulation.scheduler(), "own");
    simulation.client(
        "A",
        () -> {
          shared.getAndAdd(1);
          order.append("A");
          adder(simulation, "B", shared, 2, own, 0, order);
          for (int i = 0; i < 2; i++) {
            shared.getAndAdd(1);
            order.append("A");
          }
        });
    simulation.client(
        "C",
        () -> {
          shared.getAndAdd(1);
          order.append("C");
          while (order.length() < 6) {
            own.getVolatile();
            simulation.scheduler().spinning();
          }
        });
  }

  /** What A has left includes what B does, until B is there. */
  @Test
  void threadsThatStartLateAreSampledUniformly() {
    Map<String, Integer> orders = new TreeMap<>();
    for (int seed = 0; seed < RUNS; seed++) {
      StringBuilder order = new StringBuilder();
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed)
                  .withStrategy(Strategies.parse("surw(events=1.5.1.2,of=shared)")),
              simulation -> startsLate(simulation, order));
      assertThat(result.failure()).isEmpty();
      orders.merge(order.toString(), 1, Integer::sum);
    }
    // 6! / (5 * 2 * 2): the first of A is before four others, and the first of each pair before the second.
    assertThat(chiSquare(orders, 36)).isLessThan(bound(36));
  }

  /** Before B is there, A makes its first access without a choice. */
  @Test
  void whatThreadsDoAloneIsCounted() {
    Map<String, Integer> orders = new TreeMap<>();
    for (int seed = 0; seed < RUNS; seed++) {
      StringBuilder order = new StringBuilder();
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed).withStrategy(Strategies.parse("urw(events=1.7.3)")),
              simulation -> startsAlone(simulation, order));
      assertThat(result.failure()).isEmpty();
      orders.merge(order.toString(), 1, Integer::sum);
    }
    // 6! / (3! * 3!): the first of A is before all others
    assertThat(chiSquare(orders, 20)).isLessThan(bound(20));
  }

  /** A makes one access and starts B, and then both make three. */
  private static void startsAlone(Simulation simulation, StringBuilder order) {
    SharedLong shared = new SharedLong(simulation.scheduler(), "shared");
    simulation.client(
        "A",
        () -> {
          shared.getAndAdd(1);
          adder(simulation, "B", shared, 3, shared, 0, order);
          for (int i = 0; i < 3; i++) {
            shared.getAndAdd(1);
            order.append("A");
          }
        });
  }

  @Test
  void partialOrderSamplingDrawsTheWinnerOfOneRaceEvenlyWhateverElseIsDone() {
    // Without races before it, an access has one draw from when it becomes pending; the ten before A's
    // each have their own. B's is then likely to be late, but early in one of about a dozen runs.
    Map<String, Integer> orders = orders("pos", 1, 1, 10);
    assertThat(orders.get("AB")).isGreaterThan(RUNS / 20);
    assertThat(orders.get("BA")).isGreaterThan(RUNS / 20);
    assertThat(chiSquare(orders("pos", 1, 1, 0), 2)).isLessThan(bound(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"random", "pct(depth=3,steps=20)", "pos", "urw(events=20)", "urw(events=1.9.9.1)",
        "surw(events=9,of=go)", "surw(events=1.9.9.1,of=work)", "surw(events=9,among=2)",
        "portfolio(steps=20)", "switches()"})
  void twoSpinnersDoNotStarveTheThreadTheyWaitFor(String strategy) {
    for (int seed = 0; seed < 300; seed++) {
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed)
                  .withStrategy(Strategies.parse(strategy))
                  .withMaxSteps(10_000),
              SamplingTest::spin);
      assertThat(result.failure()).as("%s, seed %s", strategy, seed).isEmpty();
    }
  }

  private static void spin(Simulation simulation) {
    SharedFlag go = new SharedFlag(simulation.scheduler(), "go");
    SharedLong work = new SharedLong(simulation.scheduler(), "work");
    for (int i = 0; i < 2; i++) {
      simulation.client(
          "spinner-" + i,
          () -> {
            while (!go.getVolatile()) {
              simulation.scheduler().spinning();
            }
          });
    }
    simulation.client(
        "worker",
        () -> {
          for (int i = 0; i < 5; i++) {
            work.getAndAdd(1);
          }
          go.setVolatile(true);
        });
  }
}
