package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Parker;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.strategy.Chooser;
import io.miniss.simulator.strategy.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a wait of a simulated thread is, and what ends it. */
final class WaitsTest {
  private static final long LONG = 1_000_000_000L;

  private static SimulationResult run(SimulationOptions options, Consumer<Parker> main) {
    return Simulator.run(
        options, simulation -> main.accept(simulation.scheduler().currentParker()));
  }

  private static void assertDeadlock(SimulationResult result) {
    assertThat(result.failure().map(RunFailure::kind)).contains(FailureKind.DEADLOCK);
  }

  private static long deadline(Simulation simulation, long nanos) {
    return simulation.clock().nanos() + nanos;
  }

  @Test
  void aPermitThatCameBeforeEndsThePark() {
    SimulationResult result =
        run(
            SimulationOptions.seed(1),
            me -> {
              me.unpark();
              me.park();
            });
    assertThat(result.failure()).isEmpty();
  }

  @Test
  void aParkConsumesThePermitThatEndsIt() {
    assertDeadlock(
        run(
            SimulationOptions.seed(1),
            me -> {
              me.unpark();
              me.unpark(); // two are one
              me.park();
              me.park();
            }));
  }

  @Test
  void aPermitThatComesDuringTheParkIsConsumed() {
    for (long seed = 0; seed < 50; seed++) {
      assertDeadlock(
          Simulator.run(
              SimulationOptions.seed(seed),
              simulation -> {
                Parker me = simulation.scheduler().currentParker();
                var _ = simulation.client("waker", me::unpark);
                me.park();
                me.park();
              }));
    }
  }

  @Test
  void aParkWithDeadlineConsumesItsPermit() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              Parker me = simulation.scheduler().currentParker();
              me.unpark();
              long begin = simulation.clock().nanos();
              me.parkUntil(deadline(simulation, LONG));
              simulation.require(
                  simulation.clock().nanos() - begin < LONG, "a permit ends it at once");
              long end = deadline(simulation, LONG);
              me.parkUntil(end);
              simulation.require(simulation.clock().nanos() - end >= 0, "no permit is left");
            });
    assertThat(result.failure()).isEmpty();
  }

  @Test
  void aParkWithDeadlineEndsAtIt() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              Parker me = simulation.scheduler().currentParker();
              long end = deadline(simulation, LONG);
              me.parkUntil(end);
              long late = simulation.clock().nanos() - end;
              simulation.require(late >= 0 && late < 1_000, "ends at its deadline: " + late);
              me.parkUntil(end); // is over, and does not wait
            });
    assertThat(result.failure()).isEmpty();
  }

  @Test
  void anUnparkEndsAParkWithDeadlineEarly() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1),
            simulation -> {
              Parker me = simulation.scheduler().currentParker();
              long begin = simulation.clock().nanos();
              var _ = simulation.client("waker", me::unpark);
              me.parkUntil(deadline(simulation, LONG));
              simulation.require(simulation.clock().nanos() - begin < LONG, "woken");
              me.unpark(); // nothing is left of the deadline that was not reached
              me.park();
              simulation.work(Duration.ofNanos(10));
              simulation.require(
                  simulation.clock().nanos() - begin < LONG, "no time has passed for it");
            });
    assertThat(result.failure()).isEmpty();
  }

  @Test
  void threadsWakeInTheOrderOfTheirDeadlines() {
    for (long seed = 0; seed < 50; seed++) {
      StringBuilder order = new StringBuilder();
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed),
              simulation -> {
                for (int i : new int[] {3, 1, 2}) {
                  var _ =
                      simulation.client(
                          "client " + i,
                          () -> {
                            Clock clock = simulation.clock();
                            simulation
                                .scheduler()
                                .currentParker()
                                .parkUntil(clock.nanos() + i * LONG);
                            order.append(i);
                          });
                }
              });
      assertThat(result.failure()).isEmpty();
      assertThat(order).hasToString("123");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachKindOfParkReturnsSpuriously(boolean timed) {
    Faults often = Faults.parse("spurious-wake=1");
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1).withFaults(often),
            simulation -> {
              Parker me = simulation.scheduler().currentParker();
              long begin = simulation.clock().nanos();
              if (timed) {
                me.parkUntil(deadline(simulation, LONG));
              } else {
                me.park();
              }
              simulation.require(simulation.clock().nanos() - begin < LONG, "for no reason");
            });
    assertThat(result.failure()).isEmpty();
    assertThat(result.faults()).hasSize(1);
  }

  @Test
  void aLateUnparkComesLateButComes() {
    Faults late = Faults.parse("late-unpark=1");
    long most = 0;
    for (long seed = 0; seed < 50; seed++) {
      long[] waited = new long[1];
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed).withFaults(late),
              simulation -> {
                Parker me = simulation.scheduler().currentParker();
                long begin = simulation.clock().nanos();
                var _ = simulation.client("waker", me::unpark);
                me.park();
                waited[0] = simulation.clock().nanos() - begin;
              });
      assertThat(result.failure()).isEmpty();
      most = Math.max(most, waited[0]);
    }
    assertThat(most).isBetween(10_000L, 1_100_000L);
  }

  @Test
  void aLateUnparkDoesNotPutOffADeadline() {
    for (long seed = 0; seed < 50; seed++) {
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed).withFaults(Faults.parse("late-unpark=1")),
              simulation -> {
                Parker me = simulation.scheduler().currentParker();
                var _ = simulation.client("waker", me::unpark);
                long end = deadline(simulation, 1_000);
                me.parkUntil(end);
                long late = simulation.clock().nanos() - end;
                simulation.require(late < 2_000, "after its deadline by " + late);
              });
      assertThat(result.failure()).isEmpty();
    }
  }

  @Test
  void joiningAClientWaitsForItsEnd() {
    for (long seed = 0; seed < 50; seed++) {
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed),
              simulation -> {
                boolean[] ended = new boolean[1];
                Parker me = simulation.scheduler().currentParker();
                World.Client client =
                    simulation.client(
                        "client",
                        () -> {
                          me.unpark(); // is no reason to end the join
                          simulation.work(Duration.ofNanos(500));
                          ended[0] = true;
                        });
                client.join();
                simulation.require(ended[0], "the client has ended");
              });
      assertThat(result.failure()).isEmpty();
    }
  }

  @Test
  void aStallTakesTheThreadOffItsCpu() {
    long most = 0;
    for (long seed = 0; seed < 50; seed++) {
      long[] took = new long[1];
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed).withFaults(Faults.parse("at(stall#0)")),
              simulation -> {
                long begin = simulation.clock().nanos();
                boolean _ = new SharedFlag(simulation.scheduler(), "flag").getVolatile();
                took[0] = simulation.clock().nanos() - begin;
              });
      assertThat(result.failure()).isEmpty();
      most = Math.max(most, took[0]);
    }
    assertThat(most).isBetween(100_000L, 10_100_000L);
  }

  @Test
  void deadlinesThatHavePassedEndNoTurn() {
    for (long seed = 0; seed < 50; seed++) {
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(seed),
              simulation -> {
                boolean[] ran = new boolean[1];
                World.Client other = simulation.client("other", () -> ran[0] = true);
                boolean before = ran[0];
                simulation.scheduler().currentParker().parkUntil(deadline(simulation, 0));
                simulation.require(ran[0] == before, "the other one has had no turn");
                other.join();
              });
      assertThat(result.failure()).isEmpty();
    }
  }

  @Test
  void deadlinesThatPassWhileOthersRunEndWaits() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(0),
            simulation -> {
              SharedFlag flag = new SharedFlag(simulation.scheduler(), "flag");
              boolean[] woken = new boolean[1];
              World.Client sleeper =
                  simulation.client(
                      "sleeper",
                      () -> {
                        simulation.work(Duration.ofNanos(200));
                        woken[0] = true;
                      });
              for (int i = 0; i < 1_000; i++) {
                flag.setVolatile(true);
              }
              simulation.require(woken[0], "main has not waited, and the sleeper has gone on");
              sleeper.join();
            });
    assertThat(result.failure()).isEmpty();
  }

  /** What a strategy is shown of main: the access before its wait, and what comes after it. */
  @Test
  void waitsMakeTheNextAccessUnknownAndAnother() {
    List<Shown> shown = new ArrayList<>();
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(0).withStrategy(new Showing(shown)),
            simulation -> {
              SharedFlag flag = new SharedFlag(simulation.scheduler(), "flag");
              Parker me = simulation.scheduler().currentParker();
              World.Client other =
                  simulation.client(
                      "other",
                      () -> {
                        flag.setVolatile(true);
                        me.unpark();
                        flag.setVolatile(false);
                      });
              boolean _ = flag.getVolatile();
              me.park();
              other.join();
            });
    assertThat(result.failure()).isEmpty();
    assertThat(shown).hasSize(2);
    assertThat(shown.getFirst().access()).isEqualTo(Access.READ);
    assertThat(shown.getLast().access()).isNull();
    assertThat(shown.getLast().event()).isGreaterThan(shown.getFirst().event());
  }

  private record Shown(@Nullable Access access, long event) {}

  /** Prefers main, and says what main was about to do each time that it was something else. */
  private record Showing(List<Shown> shown) implements Strategy {
    @Override
    public Chooser start(SplitMix64 random) {
      return candidates -> {
        for (int i = 0; i < candidates.count(); i++) {
          if (candidates.thread(i) == 0) {
            Shown now = new Shown(candidates.access(i), candidates.event(i));
            if (shown.isEmpty() || !shown.getLast().equals(now)) {
              shown.add(now);
            }
            return i;
          }
        }
        return 0;
      };
    }

    @Override
    public String toString() {
      return "showing";
    }
  }
}
