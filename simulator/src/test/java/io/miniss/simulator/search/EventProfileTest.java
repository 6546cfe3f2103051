package io.miniss.simulator.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.strategy.Portfolio;
import io.miniss.simulator.strategy.Strategies;
import io.miniss.simulator.strategy.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventProfileTest {
  private static final SimulationOptions OPTIONS = SimulationOptions.seed(5);

  /** Main makes 2 accesses, and its two clients 3 and 7. */
  private static final Simulator.Body BODY =
      simulation -> {
        SharedLong left = new SharedLong(simulation.scheduler(), "left");
        SharedLong right = new SharedLong(simulation.scheduler(), "right");
        for (int accesses : new int[] {3, 7}) {
          simulation.client(
              "client",
              () -> {
                for (int i = 0; i < accesses; i++) {
                  left.getAndAdd(1);
                }
              });
        }
        right.getAndAdd(1);
        right.getAndAdd(1);
      };

  private static String complete(String text) {
    return EventProfile.complete(text, OPTIONS, BODY).toString();
  }

  @Test
  void missingNumbersAreThoseOfTheProgram() {
    assertThat(complete("pct(depth=2)")).isEqualTo("pct(depth=2,steps=12)");
    assertThat(complete("urw")).isEqualTo("urw(events=12.3.7)");
    assertThat(complete("surw(of=left)")).isEqualTo("surw(events=10.3.7,of=left)");
    assertThat(complete("surw(of=right)")).isEqualTo("surw(events=2.1.1,of=right)");
    assertThat(complete("surw(of=#a035)")).isEqualTo("surw(events=10.3.7,of=#a035)");
    assertThat(complete("portfolio"))
        .isEqualTo("portfolio(steps=64,events=12.3.7,shared=#a035:10:3:7)");
  }

  @Test
  void nothingIsLearnedAfterAFullHeap() {
    AtomicInteger runs = new AtomicInteger();
    Portfolio learned =
        EventProfile.portfolio(
            OPTIONS,
            simulation -> {
              runs.incrementAndGet();
              throw new OutOfMemoryError("Java heap space");
            });
    assertThat(learned.toString()).isEqualTo("portfolio(steps=64,events=1)");
    assertThat(runs).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"random", "pos", "pct(depth=3,steps=1000)", "urw(events=5)",
        "portfolio(steps=512)",
        "surw(events=4.5,of=left)", "switches(0@1>2)"})
  void givenNumbersAreKept(String text) {
    assertThat(complete(text)).isEqualTo(text);
  }

  @Test
  void learnedPortfolioIsReplayedFromItsLine() {
    Strategy learned = EventProfile.complete("portfolio", OPTIONS, BODY);
    assertThat(Strategies.parse(learned.toString())).isEqualTo(learned);
    for (int seed = 0; seed < 32; seed++) {
      SimulationResult run =
          Simulator.run(OPTIONS.withSeed(seed).withStrategy(learned), BODY);
      ReplayLine line = ReplayLine.parse(ReplayLine.of("test", run).toString());
      assertThat(Simulator.run(line.options(), BODY).traceHash()).isEqualTo(run.traceHash());
    }
  }

  @Test
  void lineWithoutEventsIsTheRunThatItWas() {
    assertThat(Strategies.parse("portfolio(steps=128)")).isEqualTo(new Portfolio(128));
    assertThat(new Portfolio(128, List.of()).toString()).isEqualTo("portfolio(steps=128)");
  }

  @Test
  void portfolioKnowsWhatThreadsShareAndChange() {
    Simulator.Body body =
        simulation -> {
          SharedLong changed = new SharedLong(simulation.scheduler(), "changed");
          SharedLong read = new SharedLong(simulation.scheduler(), "read");
          SharedLong own = new SharedLong(simulation.scheduler(), "own");
          simulation.client(
              "client",
              () -> {
                changed.getAndAdd(read.getVolatile());
                changed.getAndAdd(1);
              });
          simulation.client(
              "other", () -> new SharedLong(simulation.scheduler(), "its own").getAndAdd(1));
          own.getAndAdd(changed.getVolatile() + read.getVolatile());
        };
    Portfolio learned = (Portfolio) EventProfile.complete("portfolio", OPTIONS, body);
    assertThat(learned.shared()).hasSize(1);
    String word = learned.shared().getFirst().word();
    assertThat(learned.shared().getFirst().events()).containsExactly(3, 2, 1);
    assertThat(EventProfile.complete("surw(of=" + word + ")", OPTIONS, body))
        .hasToString("surw(events=3.2.1,of=" + word + ")");
  }

  @Test
  void theMostUsedLocationsAreKept() {
    Simulator.Body body =
        simulation -> {
          for (int number = 1; number <= 10; number++) {
            SharedLong shared = new SharedLong(simulation.scheduler(), "shared " + number);
            int times = number;
            simulation.client(
                "client",
                () -> {
                  for (int i = 0; i < times; i++) {
                    shared.getAndAdd(1);
                  }
                });
            shared.getVolatile();
          }
        };
    Portfolio learned = (Portfolio) EventProfile.complete("portfolio", OPTIONS, body);
    assertThat(learned.shared()).hasSize(8);
    for (int i = 0; i < 8; i++) {
      assertThat(
          EventProfile.complete("surw(of=" + learned.shared().get(i).word() + ")", OPTIONS, body)
              .toString())
          .startsWith("surw(events=" + (11 - i) + ".");
    }
  }

  @Test
  void furtherThreadsShareTheLastNumber() {
    Simulator.Body many =
        simulation -> {
          SharedLong count = new SharedLong(simulation.scheduler(), "count");
          for (int i = 0; i < 40; i++) {
            simulation.client("client", () -> count.getAndAdd(1));
          }
        };
    Portfolio learned = (Portfolio) EventProfile.complete("portfolio", OPTIONS, many);
    assertThat(learned.events()).hasSize(16).startsWith(40, 1);
  }

  @Test
  void aRunThatDoesNotReturnIsNotRepeated() {
    AtomicInteger runs = new AtomicInteger();
    Simulator.Body loops =
        simulation -> {
          runs.incrementAndGet();
          while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
          }
        };
    SimulationOptions options = SimulationOptions.seed(1).withWatchdog(Duration.ofMillis(50));
    assertThat(EventProfile.portfolio(options, loops)).hasToString("portfolio(steps=64,events=1)");
    assertThat(runs).hasValue(1);
    assertThat(EventProfile.of(options, 3, loops)).containsExactly(1);
    assertThat(runs).hasValue(2);
  }
}
