package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.search.ExhaustiveSearch;
import io.miniss.simulator.search.ExhaustiveSearch.Coverage;
import io.miniss.simulator.strategy.DepthFirst;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

final class AssuranceTest {
  private static ExhaustiveSearch.Outcome search(Simulator.Body body) {
    return ExhaustiveSearch.of(SimulationOptions.seed(0), DepthFirst.UNBOUNDED, 10_000).run(body);
  }

  private static void lockInTurn(ReentrantLock one, ReentrantLock other) {
    one.lock();
    try {
      other.lock();
      try {
        assertThat(one.isHeldByCurrentThread()).isTrue();
      } finally {
        other.unlock();
      }
    } finally {
      one.unlock();
    }
  }

  @Test
  void aSearchWithoutPointsCoversNothing() {
    ExhaustiveSearch.Outcome outcome =
        search(
            world -> {
              ReentrantLock a = new ReentrantLock();
              ReentrantLock b = new ReentrantLock();
              world.client("t1", () -> lockInTurn(a, b));
              world.client("t2", () -> lockInTurn(b, a));
            });
    assertThat(outcome.coverage()).isEqualTo(Coverage.NOTHING_INTERLEAVED);
    assertThat(outcome.text()).startsWith("0 points: nothing was interleaved");
  }

  @Test
  void aSearchWithLocksOfTheJdkIsNotComplete() {
    ExhaustiveSearch.Outcome outcome =
        search(
            world -> {
              ReentrantLock lock = new ReentrantLock();
              SharedFlag flag = new SharedFlag(world.scheduler(), "flag");
              for (int i = 0; i < 2; i++) {
                world.client(
                    "t" + i,
                    () -> {
                      lock.lock();
                      try {
                        flag.setVolatile(true);
                      } finally {
                        lock.unlock();
                      }
                    });
              }
            });
    assertThat(outcome.coverage()).isEqualTo(Coverage.JDK_LOCKS);
    assertThat(outcome.text()).contains("did not cover every interleaving");
  }

  @Test
  void aSearchSaysOfWhatItCoveredEverything() {
    ExhaustiveSearch.Outcome outcome =
        search(
            world -> {
              SharedFlag flag = new SharedFlag(world.scheduler(), "flag");
              world.client("other", () -> flag.setVolatile(true));
              flag.getVolatile();
            });
    assertThat(outcome.coverage()).isEqualTo(Coverage.EVERYTHING);
    assertThat(outcome.text()).startsWith("covered every interleaving of shared accesses, in");
  }

  @Test
  @SuppressWarnings("WaitNotInLoop") // the wait is the escape
  void anEscapeIsNotReportedAsNondeterminism() {
    AtomicInteger runs = new AtomicInteger();
    SimulationResult result =
        Simulator.audit(
            SimulationOptions.seed(5),
            world -> {
              ReentrantLock lock = new ReentrantLock();
              Condition never = lock.newCondition();
              if (runs.getAndIncrement() % 2 == 1) {
                lock.lock();
                never.awaitNanos(1_000_000);
              }
            });
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.ESCAPE);
  }

  @Test
  void faultsOfShrunkRunAreNamed() {
    SimulationOptions options =
        SimulationOptions.seed(0).withFaults(Faults.parse("at(spurious-wake#0)"));
    SimulationResult failed =
        Simulator.trace(
            options,
            world -> {
              world.scheduler().currentParker().park();
              world.require(false, "woken spuriously");
            });
    assertThat(new FailureReport("woken", failed).text())
        .contains("faults that were to happen: at(spurious-wake#0); that did: 1 spurious-wake");
  }
}
