package io.miniss.simulator.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedReference;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.strategy.RandomWalk;
import io.miniss.simulator.strategy.Switches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of what is left nothing can be left out. */
final class MinimalTest {
  private static final int ELEMENTS = 24;

  /** Needs some elements, and others only as long as yet others are there. */
  private static Predicate<List<Integer>> failure(SplitMix64 random) {
    List<Integer> needed = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      needed.add(random.nextInt(ELEMENTS));
    }
    int[] needs = new int[ELEMENTS];
    for (int i = 0; i < ELEMENTS; i++) {
      needs[i] = random.nextInt(3) == 0 ? random.nextInt(ELEMENTS) : i;
    }
    return some -> some.containsAll(needed) && some.stream().allMatch(i -> some.contains(needs[i]));
  }

  @Test
  void noElementOfAMinimizedListCanBeLeftOut() {
    List<Integer> all = IntStream.range(0, ELEMENTS).boxed().toList();
    for (long seed = 0; seed < 500; seed++) {
      Predicate<List<Integer>> fails = failure(new SplitMix64(seed));
      List<Integer> minimal = DeltaDebugging.minimize(all, fails);
      assertThat(fails.test(minimal)).as("seed %d", seed).isTrue();
      for (Integer element : minimal) {
        List<Integer> without = new ArrayList<>(minimal);
        without.removeIf(element::equals);
        assertThat(fails.test(without)).as("seed %d without %d", seed, element).isFalse();
      }
    }
  }

  /** Three clients, each of which reads a sum and writes it back. */
  private static void loseTwoUpdates(Simulation simulation) {
    SharedReference<Integer> sum = new SharedReference<>(simulation.scheduler(), "sum", 0);
    List<World.Client> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clients.add(
          simulation.client(
              "client " + i,
              () -> sum.setVolatile(Objects.requireNonNull(sum.getVolatile()) + 1)));
    }
    clients.forEach(World.Client::join);
    simulation.require(Objects.requireNonNull(sum.getVolatile()) > 1, "two updates were lost");
  }

  @Test
  void noSwitchOfAShrunkRunCanBeLeftOut() {
    SimulationOptions options = SimulationOptions.seed(0).withStrategy(new RandomWalk());
    int shrunk = 0;
    for (int seed = 0; seed < 200 && shrunk < 5; seed++) {
      SimulationResult failed =
          Simulator.run(options.withSeed(seed), MinimalTest::loseTwoUpdates);
      if (!failed.isSuccess()) {
        shrunk++;
        assertMinimal(
            Shrinker.shrink(
                MinimalTest::loseTwoUpdates,
                failed,
                Shrinker.DEFAULT_RUNS,
                Duration.ofMinutes(5)));
      }
    }
    assertThat(shrunk).isEqualTo(5);
  }

  private static void assertMinimal(Shrunk shrunk) {
    SimulationOptions options = shrunk.smallest().options();
    RunFailure failure = shrunk.smallest().failure().orElseThrow();
    List<Switches.Switch> switches = ((Switches) options.strategy()).switches();
    assertThat(switches).isNotEmpty();
    for (Switches.Switch each : switches) {
      List<Switches.Switch> without = new ArrayList<>(switches);
      without.remove(each);
      SimulationResult result =
          Simulator.run(
              options.withStrategy(new Switches(without)), MinimalTest::loseTwoUpdates);
      assertThat(result.failure().filter(failure::isSameAs)).as("without %s", each).isEmpty();
    }
  }
}
