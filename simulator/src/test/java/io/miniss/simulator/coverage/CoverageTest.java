package io.miniss.simulator.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.simulator.engine.Engine;
import io.miniss.simulator.fault.FaultInjector;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.strategy.RandomWalk;
import org.junit.jupiter.api.Test;

/** What a campaign is told of what it has seen. */
final class CoverageTest {
  /** Two threads, each with so many accesses to one shared counter and one of its own. */
  private static Coverage.Report campaign(int runs, int shared, int own) {
    Coverage coverage = new Coverage(1);
    for (int seed = 0; seed < runs; seed++) {
      Interleaving interleaving = coverage.observe();
      Engine engine = new Engine(seed, new RandomWalk(), 1_000, true,
          new FaultInjector(Faults.none(), seed), 0, 1, interleaving);
      SharedLong counter = new SharedLong(engine.scheduler(), "counter");
      engine.run(
          () -> {
            for (int i = 0; i < 2; i++) {
              SharedLong mine = new SharedLong(engine.scheduler(), "own");
              engine.client(
                  "client",
                  () -> {
                    for (int k = 0; k < Math.max(shared, own); k++) {
                      if (k < shared) {
                        counter.getAndAdd(1);
                      }
                      if (k < own) {
                        mine.getAndAdd(1);
                      }
                    }
                  });
            }
          });
      assertThat(engine.failure()).isNull();
      coverage.add(interleaving);
    }
    return coverage.report();
  }

  @Test
  void everyInterleavingIsCountedOnce() {
    Coverage.Report report = campaign(5_000, 3, 0);
    assertThat(report.interleavings().count()).isEqualTo(20); // 6 over 3
    assertThat(report.partialOrders().count()).isEqualTo(20);
    assertThat(report.pairs().count()).isEqualTo(2); // A before B, B before A
    assertThat(report.newInterleavings()).isZero();
    assertThat(report.window()).isEqualTo(Coverage.WINDOW);
    assertThat(report.text()).contains("20 interleavings").contains("0.0 %");
  }

  @Test
  void interleavingsThatDifferInNothingThatMattersAreOnePartialOrder() {
    Coverage.Report report = campaign(5_000, 0, 3);
    assertThat(report.interleavings().count()).isEqualTo(20);
    assertThat(report.partialOrders().count()).isEqualTo(1);
    assertThat(report.pairs().count()).isZero();
  }

  /** Counts runs of some accesses to one location, each by a thread: 0r is a read of thread 0. */
  private static Coverage.Report ofOrders(String... orders) {
    Coverage coverage = new Coverage(1);
    SharedLong shared = new SharedLong(Scheduler.system(), "shared");
    for (String order : orders) {
      Interleaving run = coverage.observe();
      run.begins();
      for (String each : order.split(" ", -1)) {
        Access access = each.endsWith("r") ? Access.READ : Access.WRITE;
        run.step(1, each.charAt(0) - '0', access, shared, 0);
      }
      coverage.add(run);
    }
    return coverage.report();
  }

  @Test
  void theOrderOfReadsDoesNotMatter() {
    assertThat(ofOrders("0r 1r 2w", "1r 0r 2w").partialOrders().count()).isEqualTo(1);
    assertThat(ofOrders("0r 1r", "1r 0r").partialOrders().count()).isEqualTo(1);
    assertThat(ofOrders("0r 1r", "1r 0r").interleavings().count()).isEqualTo(2);
  }

  @Test
  void whichWriteAReadSeesMatters() {
    assertThat(ofOrders("1r 0w 0w", "0w 1r 0w", "0w 0w 1r").partialOrders().count()).isEqualTo(3);
  }

  @Test
  void onlyConflictsArePairs() {
    assertThat(ofOrders("0r 1r", "0w 0w", "0w 0r").pairs().count()).isZero();
    assertThat(ofOrders("0r 1w", "0w 1r", "0w 1w", "1w 0w").pairs().count()).isEqualTo(4);
  }

  @Test
  void whereThereIsMoreTheRateSaysSo() {
    Coverage.Report report = campaign(3_000, 12, 12);
    assertThat(report.newInterleavings()).isGreaterThan(0.9 * Coverage.WINDOW);
    assertThat(report.text()).contains("3000 observed runs");
  }

  @Test
  void newRunsCountThoughSketchesFill() {
    Coverage coverage = new Coverage(1);
    Interleaving run = coverage.observe();
    SharedLong shared = new SharedLong(Scheduler.system(), "shared");
    for (int number = 0; number < 2_000 * Coverage.WINDOW; number++) {
      run.begins();
      for (int left = number; left > 0; left >>= 4) {
        run.step(1, left & 0xF, Access.UPDATE, shared, 0);
      }
      coverage.add(run);
    }
    Coverage.Report report = coverage.report();
    // A fifth of the bits is set, so that a fifth of the last runs found theirs set.
    assertThat(report.newInterleavings()).isBetween(0.95 * Coverage.WINDOW, 1.05 * Coverage.WINDOW);
    assertThat(report.newPartialOrders()).isBetween(0.95 * Coverage.WINDOW, 1.05 * Coverage.WINDOW);
  }

  @Test
  void oneRunInSoManyIsObserved() {
    Coverage coverage = new Coverage(8);
    int observed = 0;
    for (long seed = 0; seed < 8_000; seed++) {
      observed += coverage.observes(seed) ? 1 : 0;
    }
    assertThat(observed).isBetween(900, 1_100);
    assertThat(coverage.report().text()).isEqualTo("no run observed (one of 8 is)");
    assertThatThrownBy(() -> new Coverage(0)).hasMessageContaining("0");
  }

  @Test
  void sketchesMergeAndAreAsGoodAsTheySay() {
    for (int distinct : new int[] {0, 1, 20, 1_000, 10_000, 60_000, 1_000_000}) {
      Distinct left = new Distinct();
      Distinct right = new Distinct();
      for (int i = 0; i < distinct; i++) {
        long hash = SplitMix64.mix(i + 77L);
        (i % 3 == 0 ? left : right).add(hash);
        right.add(hash);
      }
      Distinct merged = Distinct.parse(left.toString()).merge(Distinct.parse(right.toString()));
      Estimate estimate = merged.estimate();
      assertThat((double) Math.abs(estimate.count() - distinct))
          .as("%s of %s", estimate, distinct)
          .isLessThanOrEqualTo(3.0 * estimate.deviation() + 1);
      assertThat(estimate.deviation()).isLessThan(distinct / 50 + 1L);
      assertThat(merged).hasToString(right.toString());
    }
    for (String bad : new String[] {"", "A4095", "A4097", "A4095?", "4096A", "A9999999999"}) {
      assertThatThrownBy(() -> Distinct.parse(bad)).hasMessageContaining("4096 registers");
    }
  }

  @Test
  void theSketchIsAsGoodAsItSays() {
    for (int distinct : new int[] {10, 1_000, 60_000, 300_000}) {
      Sketch sketch = new Sketch(16);
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < distinct; i++) {
          sketch.add(SplitMix64.mix(i + 77L));
        }
      }
      Estimate estimate = sketch.estimate();
      assertThat((double) Math.abs(estimate.count() - distinct))
          .isLessThanOrEqualTo(4.0 * estimate.deviation() + 1);
      assertThat(estimate.deviation()).isLessThan(distinct / 50 + 1L);
    }
  }
}
