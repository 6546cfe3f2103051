package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.search.ExhaustiveSearch;
import io.miniss.simulator.strategy.Strategies;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** {@link SharedLong} in simulations: its points, and what traces say of them. */
final class SimulatedLongTest {
  private static final SimulationOptions OPTIONS =
      SimulationOptions.seed(0).withStrategy(Strategies.parse("switches()"));

  /** What the trace says of {@code seats}, which is 12, when {@code use} has used it. */
  private static List<String> effects(Consumer<SharedLong> use) {
    SimulationResult result =
        Simulator.trace(
            OPTIONS,
            world -> use.accept(new SharedLong(world.scheduler(), "seats", 12)));
    return result.trace().orElseThrow().effects().stream().map(Trace.Effect::describe).toList();
  }

  @Test
  void readsSayWhatTheyRead() {
    assertThat(
        effects(
            seats -> {
              seats.getAcquire();
              seats.getVolatile();
            }))
        .containsExactly("reads seats: 12", "reads seats: 12");
  }

  @Test
  void storesSayWhatTheyStore() {
    assertThat(
        effects(
            seats -> {
              seats.setRelease(5);
              seats.setVolatile(7);
              seats.incrementByOwnerRelease();
              seats.raiseByOwnerRelease(20);
            }))
        .containsExactly(
            "writes seats: 5", "writes seats: 7", "writes seats: 8", "writes seats: 20");
  }

  @Test
  void aRaiseThatStoresNothingIsNoStep() {
    assertThat(effects(seats -> seats.raiseByOwnerRelease(12))).isEmpty();
  }

  @Test
  void updatesSayWhatWasThere() {
    assertThat(
        effects(
            seats -> {
              seats.getAndAdd(-2);
              seats.getAndSet(6);
              seats.getAndBitwiseOr(0b1001);
              seats.getAndBitwiseAnd(0b0011);
            }))
        .containsExactly(
            "updates seats: 12 -> 10",
            "updates seats: 10 -> 6",
            "updates seats: 6 -> 15",
            "updates seats: 15 -> 3");
  }

  @Test
  void compareAndSetComparesNumbers() {
    assertThat(
        effects(
            seats -> {
              seats.setVolatile(1_000_000);
              seats.compareAndSet(1_000_000, 3);
              seats.compareAndSet(1_000_000, 4);
            }))
        .containsExactly(
            "writes seats: 1000000",
            "updates seats: CAS 1000000 -> 3",
            "updates seats: CAS 1000000 -> 4 failed, is 3");
  }

  @Test
  void referencesToNumbersCompareIdentities() {
    Simulator.Body body =
        world -> {
          SharedReference<Long> seats = new SharedReference<>(world.scheduler(), "seats", big());
          world.require(!seats.compareAndSet(big(), 0L), "another object of the same number");
        };
    assertThat(Simulator.run(OPTIONS, body).failure()).isEmpty();
  }

  /** A new object each time. */
  private static Long big() {
    return Long.valueOf("1000000");
  }

  private static Optional<RunFailure> inAnyOrder(Consumer<SharedLong> taking) {
    return ExhaustiveSearch.of(SimulationOptions.seed(0), 2, 10_000)
        .run(
            world -> {
              SharedLong seats = new SharedLong(world.scheduler(), "seats", 12);
              List<World.Client> clients = new ArrayList<>();
              for (int i = 0; i < 2; i++) {
                clients.add(world.client("client " + i, () -> taking.accept(seats)));
              }
              clients.forEach(World.Client::join);
              world.require(seats.getVolatile() == 10, "each has taken one");
            })
        .failure()
        .map(failed -> failed.failure().orElseThrow());
  }

  @Test
  void noUpdateIsLostInAnyInterleaving() {
    assertThat(inAnyOrder(seats -> seats.getAndAdd(-1))).isEmpty();
    assertThat(
        inAnyOrder(
            seats -> {
              long seen = seats.getVolatile();
              while (!seats.compareAndSet(seen, seen - 1)) {
                seen = seats.getVolatile();
              }
            }))
        .isEmpty();
  }

  @Test
  void aReadAndAStoreAreTwoSteps() {
    assertThat(inAnyOrder(seats -> seats.setVolatile(seats.getVolatile() - 1)))
        .map(RunFailure::message)
        .contains("each has taken one");
  }
}
