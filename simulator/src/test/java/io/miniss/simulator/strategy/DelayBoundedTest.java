package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.spi.Access;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.replay.ReplayLine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DelayBoundedTest {
  private static final int THREADS = 40;

  /** The last of many threads finds a value that the first one has only while it is between two writes. */
  private static final Simulator.Body BETWEEN =
      simulation -> {
        SharedFlag open = new SharedFlag(simulation.scheduler(), "open");
        SharedLong work = new SharedLong(simulation.scheduler(), "work");
        for (int i = 0; i < THREADS; i++) {
          boolean isFirst = i == 0;
          boolean isLast = i == THREADS - 1;
          simulation.client(
              "client",
              () -> {
                if (isFirst) {
                  open.setVolatile(true);
                  open.setVolatile(false);
                } else if (isLast) {
                  simulation.require(!open.getVolatile(), "it is closed");
                } else {
                  work.getAndAdd(1);
                }
              });
        }
      };

  private static int firstFailing(Strategy strategy, int most) {
    for (int seed = 0; seed < most; seed++) {
      SimulationOptions options = SimulationOptions.seed(seed).withStrategy(strategy);
      if (!Simulator.run(options, BETWEEN).isSuccess()) {
        return seed;
      }
    }
    return most;
  }

  @Test
  void oneDelayIsFoundWhateverTheNumberOfThreads() {
    // One step in some hundred is the right one, and there are as many delays to draw from as steps.
    assertThat(firstFailing(new DelayBounded(1, 45), 300)).isLessThan(300);
    assertThat(firstFailing(new DelayBounded(0, 45), 3)).isEqualTo(3);
  }

  @Test
  void threadsRunInTheOrderOfTheirCreation() {
    List<Integer> ran = new ArrayList<>();
    SimulationOptions options =
        SimulationOptions.seed(1).withStrategy(new DelayBounded(0, 1));
    SimulationResult result =
        Simulator.run(
            options,
            simulation -> {
              SharedLong count = new SharedLong(simulation.scheduler(), "count");
              for (int i = 0; i < 5; i++) {
                int number = i;
                simulation.client(
                    "client",
                    () -> {
                      count.getAndAdd(1);
                      ran.add(number);
                      count.getAndAdd(1);
                      ran.add(number);
                    });
              }
            });
    assertThat(result.failure()).isEmpty();
    assertThat(ran).containsExactly(0, 0, 1, 1, 2, 2, 3, 3, 4, 4);
  }

  @Test
  void spinningThreadLetsTheNextGo() {
    SimulationResult result =
        Simulator.run(
            SimulationOptions.seed(1).withStrategy(new DelayBounded(0, 1)),
            simulation -> {
              SharedFlag go = new SharedFlag(simulation.scheduler(), "go");
              simulation.client(
                  "waiter",
                  () -> {
                    while (!go.getVolatile()) {
                      simulation.scheduler().spinning();
                    }
                  });
              simulation.client("setter", () -> go.setVolatile(true));
            });
    assertThat(result.failure()).isEmpty();
  }

  @Test
  void lineBringsTheRunBack() {
    SimulationOptions options =
        SimulationOptions.seed(9).withStrategy(Strategies.parse("delay(delays=3,steps=60)"));
    SimulationResult run = Simulator.run(options, BETWEEN);
    ReplayLine line = ReplayLine.parse(ReplayLine.of("test", run).toString());
    assertThat(line.options().strategy()).isEqualTo(new DelayBounded(3, 60));
    assertThat(Simulator.run(line.options(), BETWEEN).traceHash()).isEqualTo(run.traceHash());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.parse("delay(delays=-1)"))
        .withMessageContaining("delays");
  }

  private static Pending threads(int last, long step) {
    Pending pending = new Pending().after(last).at(step);
    for (int thread = 0; thread < 3; thread++) {
      pending.add(thread, Access.READ, 1, step);
    }
    return pending;
  }

  @Test
  void aDelayPassesOverTheThreadAtItsStep() {
    Chooser one = new DelayBounded(1, 1).start(new SplitMix64(1));
    assertThat(one.choose(threads(2, 1))).isEqualTo(0);
    assertThat(one.choose(threads(2, 2))).isEqualTo(2);
    Chooser two = new DelayBounded(2, 1).start(new SplitMix64(1));
    assertThat(two.choose(threads(0, 1))).isEqualTo(2);
  }

  @Test
  void eachDelayComesAtItsOwnStep() {
    int steps = 100;
    int apart = 0;
    for (long seed = 0; seed < 200; seed++) {
      Chooser chooser = new DelayBounded(2, steps).start(new SplitMix64(seed));
      int changes = 0;
      int last = 0;
      for (int step = 1; step <= steps; step++) {
        int next = chooser.choose(threads(last, step));
        changes += next == last ? 0 : 1;
        last = next;
      }
      assertThat(last).as("two delays, seed %d", seed).isEqualTo(2);
      apart += changes == 2 ? 1 : 0;
    }
    assertThat(apart).isGreaterThan(190);
  }
}
