package io.miniss.simulator.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.strategy.Candidates;
import io.miniss.simulator.strategy.Chooser;
import io.miniss.simulator.strategy.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where leaving out one thing at a time ends too early, or too late. */
final class SmallestTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  /** Whoever runs goes on; when it cannot, the first of these does that can. */
  private record InOrder(List<Integer> threads) implements Strategy {
    @Override
    public Chooser start(SplitMix64 random) {
      return this::choose;
    }

    private int choose(Candidates candidates) {
      if (candidates.current() >= 0) {
        return candidates.current();
      }
      for (int thread : threads) {
        for (int i = 0; i < candidates.count(); i++) {
          if (candidates.thread(i) == thread) {
            return i;
          }
        }
      }
      return 0;
    }
  }

  /**
   * Clients A to D, which make one step each, in an order that is wrong where one of these comes first; main has made
   * some steps before.
   */
  private static Simulator.Body orders(int before, List<Wrong> wrong) {
    return simulation -> {
      SharedLong steps = new SharedLong(simulation.scheduler(), "steps");
      add(steps, before);
      StringBuilder order = new StringBuilder();
      List<World.Client> clients = new ArrayList<>();
      for (String name : List.of("A", "B", "C", "D")) {
        clients.add(
            simulation.client(
                name,
                () -> {
                  steps.getAndAdd(1);
                  order.append(name);
                }));
      }
      clients.forEach(World.Client::join);
      for (Wrong each : wrong) {
        if (order.toString().startsWith(each.order)) {
          add(steps, each.stepsMore);
          fail(simulation);
        }
      }
    };
  }

  private static void add(SharedLong steps, int times) {
    for (int i = 0; i < times; i++) {
      steps.getAndAdd(1);
    }
  }

  private record Wrong(String order, int stepsMore) {}

  private static void fail(Simulation simulation) {
    simulation.require(false, "the order is right");
  }

  private static Shrunk shrink(Simulator.Body body, List<Integer> order, long seed) {
    SimulationOptions options = SimulationOptions.seed(seed).withStrategy(new InOrder(order));
    return Shrinker.shrink(
        body, Simulator.run(options, body), Shrinker.DEFAULT_RUNS, LONG);
  }

  private static final List<Integer> A_D = List.of(1, 4, 2, 3, 0);
  private static final List<Integer> C_B = List.of(3, 2, 4, 1, 0);
  private static final List<Integer> D_B = List.of(4, 2, 3, 1, 0);

  @ParameterizedTest
  @ValueSource(ints = {0, 1100})
  void anotherStartLeadsToFewerSwitches(int before) {
    Simulator.Body body = orders(before, List.of(new Wrong("CB", 0), new Wrong("AD", 0)));
    Shrunk shrunk = shrink(body, C_B, 1);
    assertThat(shrunk.before().switches()).hasSize(2);
    assertThat(shrunk.after().switches()).hasSize(1);
  }

  @Test
  void nobodyLooksForFewerSwitchesThanOne() {
    Simulator.Body body = orders(0, List.of(new Wrong("CB", 0), new Wrong("AD", 0)));
    Shrunk shrunk = shrink(body, A_D, 1);
    assertThat(shrunk.after().switches()).hasSize(1);
    assertThat(shrunk.runs()).isLessThan(30);
  }

  @Test
  void ofEquallyManySwitchesFewerStepsWin() {
    Simulator.Body body = orders(0, List.of(new Wrong("CB", 0), new Wrong("DB", 10)));
    for (long seed = 0; seed < 2; seed++) { // of which some other start ends in the shorter one
      Shrunk longer = shrink(body, D_B, seed);
      assertThat(longer.smallest().steps()).isEqualTo(longer.original().steps() - 10);
    }
  }

  /** No other start is found here: a random walk never lets one client make all its steps in a row. */
  @Test
  void aThirdThreadIsLetRunAtOnce() {
    Simulator.Body body =
        simulation -> {
          SharedLong steps = new SharedLong(simulation.scheduler(), "steps");
          StringBuilder order = new StringBuilder();
          List<World.Client> clients = new ArrayList<>();
          for (String name : List.of("A", "B", "C", "D", "E")) {
            clients.add(
                simulation.client(
                    name,
                    () -> {
                      for (int i = 0; i < 20; i++) {
                        steps.getAndAdd(1);
                        order.append(name);
                      }
                    }));
          }
          clients.forEach(World.Client::join);
          if (order.toString().matches("(C{20})?(B{20})?E{20}.*")) {
            fail(simulation);
          }
        };
    Shrunk shrunk = shrink(body, List.of(3, 2, 5, 1, 4, 0), 1);
    assertThat(shrunk.before().switches()).hasSize(3);
    assertThat(shrunk.after().switches()).hasSize(1);
  }

  @Test
  void fewerSwitchesAreNotBoughtWithSteps() {
    Simulator.Body body = orders(0, List.of(new Wrong("CB", 0), new Wrong("AD", 10)));
    for (long seed = 0; seed < 4; seed++) {
      Shrunk shrunk = shrink(body, C_B, seed);
      assertThat(shrunk.smallest().steps()).isEqualTo(shrunk.original().steps());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void aSizeShrinksToTheLeastThatFails(int least) {
    Simulator.Body body =
        simulation -> {
          int size = simulation.drawSize("size", 1, 9);
          simulation.require(size < least, "the size is small");
        };
    SimulationOptions options = SimulationOptions.seed(1).withSizes(Map.of("size", 9));
    SimulationResult failed = Simulator.run(options, body);
    assertThat(Shrinker.shrink(body, failed, 3_000, LONG).smallest().options().sizes())
        .containsExactly(Map.entry("size", least));
  }

  @Test
  void whatIsTriedOfSizeIsNearItsLeast() {
    Simulator.Body body =
        simulation -> {
          int size = simulation.drawSize("size", 1_000_000, 1_000_010);
          simulation.require(size < 1_000_005, "the size is small");
        };
    SimulationOptions options = SimulationOptions.seed(1).withSizes(Map.of("size", 1_000_010));
    SimulationResult failed = Simulator.run(options, body);
    assertThat(Shrinker.shrink(body, failed, 3_000, LONG).smallest().sizes())
        .containsEntry("size", 1_000_005);
  }

  @Test
  void noSizeGrowsWhereAnotherShrinks() {
    Simulator.Body body =
        simulation -> {
          int one = simulation.drawSize("one", 1, 5);
          int _ = simulation.drawSize("other", 6 - one, 12 - one);
          fail(simulation);
        };
    SimulationOptions options =
        SimulationOptions.seed(1).withSizes(Map.of("one", 4, "other", 3));
    SimulationResult failed = Simulator.run(options, body);
    assertThat(Shrinker.shrink(body, failed, 3_000, LONG).smallest().sizes())
        .isEqualTo(Map.of("one", 3, "other", 3));
  }
}
