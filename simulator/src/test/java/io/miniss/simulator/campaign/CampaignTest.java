package io.miniss.simulator.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.coverage.Coverage;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.scenario.BodyScenario;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.strategy.Portfolio;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CampaignTest {
  private static Campaign campaign(Scenario scenario, long seeds, int jobs) {
    return new Campaign(
        scenario,
        SimulationOptions.seed(0),
        0,
        seeds,
        Optional.empty(),
        jobs,
        Campaign.DEFAULT_AUDIT);
  }

  private static Scenario failsFromSeed(long first) {
    return new BodyScenario(
        "unlucky",
        world -> {
          try (MultiCoreRuntime runtime = world.runtime().start()) {
            int one = runtime.spawn(() -> 1).join();
            long seed = ((io.miniss.simulator.Simulation) world).seed();
            world.require(one == 1 && seed < first, "seeds from " + first + " on fail: " + seed);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void theFailureOfTheLowestSeedIsReportedWhateverTheNumberOfJobs(int jobs) {
    Campaign.Result result = campaign(failsFromSeed(137), 1_000, jobs).run(progress -> {});
    FailureReport report = result.failure().orElseThrow();
    assertThat(report.line().options().seed()).isEqualTo(137);
    assertThat(report.failure().message()).isEqualTo("seeds from 137 on fail: 137");
    assertThat(report.text())
        .contains("replay: ./miniss replay 'unlucky seed=137 cores=2 strategy=random hash=")
        .contains(" steps of the runtime\n")
        .doesNotContain("remote work of core 0");
    assertThat(report.fullText(FailureReport::command))
        .contains("replay: ./miniss replay 'unlucky seed=137 cores=2 strategy=random hash=")
        .contains("remote work of core 0");
    assertThat(report.recording().orElseThrow().failure()).contains("EXCEPTION main");
  }

  @Test
  void everySeedIsRunOnceButForTheAudited() {
    Set<Long> seeds = new ConcurrentSkipListSet<>();
    AtomicInteger runs = new AtomicInteger();
    Scenario counts =
        new BodyScenario(
            "counts",
            world -> {
              seeds.add(((io.miniss.simulator.Simulation) world).seed());
              runs.incrementAndGet();
            });
    Campaign.Result result = campaign(counts, 333, 3).run(progress -> {});
    assertThat(result.failure()).isEmpty();
    assertThat(result.progress().runs()).isEqualTo(333);
    assertThat(seeds).hasSize(333).contains(0L, 332L);
    // One in each fifty neighbours twice, if it is among the last, incomplete ones as well.
    assertThat(runs.get()).isBetween(333 + 6, 333 + 7);
  }

  @Test
  void theAuditFindsAScenarioThatIsNotDeterministic() {
    AtomicInteger runs = new AtomicInteger();
    Scenario unsteady =
        new BodyScenario(
            "unsteady",
            world -> {
              try (MultiCoreRuntime runtime = world.runtime().start()) {
                for (int i = 0; i <= runs.get() % 2; i++) {
                  runtime.spawn(() -> 1).join();
                }
                runs.incrementAndGet();
              }
            });
    FailureReport report = campaign(unsteady, 100, 1).run(progress -> {}).failure().orElseThrow();
    assertThat(report.failure().kind()).isEqualTo(FailureKind.NONDETERMINISM);
  }

  @Test
  void eachShardAuditsItsShare() {
    int audit = 5;
    AtomicInteger runs = new AtomicInteger();
    Scenario counts = new BodyScenario("counts", world -> runs.incrementAndGet());
    Campaign whole =
        new Campaign(counts, SimulationOptions.seed(0), 0, 5_000, Optional.empty(), 1, audit);
    for (int i = 1; i <= audit; i++) {
      runs.set(0);
      Campaign.Result result = whole.withShard(new Shard(i, audit)).run(progress -> {});
      assertThat(result.progress().runs()).isEqualTo(1_000);
      assertThat(runs.get()).as("shard %d", i).isBetween(1_150, 1_250);
    }
  }

  // ---- the search at the beginning ----

  /** Two threads read and write one number, with so many steps of their own before. */
  private static Scenario loses(int own, Set<Long> seeds) {
    return new BodyScenario(
        "loses",
        world -> {
          seeds.add(((io.miniss.simulator.Simulation) world).seed());
          SharedReference<Integer> sum = new SharedReference<>(world.scheduler(), "sum", 0);
          for (int i = 0; i < 2; i++) {
            SharedLong mine = new SharedLong(world.scheduler(), "own");
            world.client(
                "adder",
                () -> {
                  for (int k = 0; k < own; k++) {
                    mine.getAndAdd(1);
                  }
                  sum.setVolatile(Objects.requireNonNull(sum.getVolatile()) + 1);
                });
          }
          world.finalCheck(
              "both", () -> assertThat(Objects.requireNonNull(sum.getVolatile())).isEqualTo(2));
        });
  }

  private static Campaign ofPortfolio(Scenario scenario, long firstSeed, long seeds) {
    return ofPortfolio(scenario, firstSeed, seeds, 1);
  }

  private static Campaign ofPortfolio(Scenario scenario, long firstSeed, long seeds, int jobs) {
    return new Campaign(
        scenario,
        SimulationOptions.seed(0).withStrategy(new Portfolio(64)),
        firstSeed,
        seeds,
        Optional.empty(),
        jobs,
        Campaign.DEFAULT_AUDIT);
  }

  @Test
  void aCampaignOfThePortfolioSearchesItsFirstSeedInTurnWithItsFirstSeeds() {
    Set<Long> seeds = new ConcurrentSkipListSet<>();
    Campaign.Result result = ofPortfolio(loses(500, seeds), 7, 1_000).run(progress -> {});
    assertThat(result.isFoundBySearch()).isTrue();
    assertThat(result.searched()).isBetween(2L, (long) Campaign.SEARCH_RUNS);
    assertThat(result.progress().runs()).isEqualTo(result.searched()); // a seed before each of its runs
    assertThat(seeds)
        .containsExactlyElementsOf(
            LongStream.range(7, 7 + result.searched()).boxed().toList());
    ReplayLine line = result.failure().orElseThrow().line();
    assertThat(line.options().seed()).isEqualTo(7);
    assertThat(line.options().strategy().toString()).startsWith("switches(");
    assertThat(Simulator.run(line.options(), loses(500, seeds)::run).failure().orElseThrow())
        .matches(result.failure().orElseThrow().failure()::isSameAs);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void whoFindsAFailureFirstDoesNotDependOnTheJobs(int jobs) {
    Set<Long> seeds = new ConcurrentSkipListSet<>();
    Campaign.Result result = ofPortfolio(loses(500, seeds), 7, 1_000, jobs).run(progress -> {});
    Campaign.Result alone = ofPortfolio(loses(500, seeds), 7, 1_000, 1).run(progress -> {});
    assertThat(result.isFoundBySearch()).isTrue();
    assertThat(result.searched()).isEqualTo(alone.searched());
    assertThat(result.failure().orElseThrow().line())
        .isEqualTo(alone.failure().orElseThrow().line());
  }

  @Test
  void aSeedThatFailsEndsTheSearch() {
    Scenario third =
        new BodyScenario(
            "third",
            world -> {
              world.client("one", () -> {});
              world.client("other", () -> {});
              world.require(((io.miniss.simulator.Simulation) world).seed() != 9, "not nine");
            });
    Campaign.Result result = ofPortfolio(third, 7, 1_000).run(progress -> {});
    assertThat(result.isFoundBySearch()).isFalse();
    assertThat(result.searched()).isEqualTo(2);
    assertThat(result.progress().runs()).isEqualTo(3);
    assertThat(result.failure().orElseThrow().line().options().seed()).isEqualTo(9);
  }

  @Test
  void aFirstSeedThatFailsIsNotSearched() {
    Scenario fails = new BodyScenario("fails", world -> world.require(false, "as expected"));
    Campaign.Result result = ofPortfolio(fails, 7, 1_000).run(progress -> {});
    assertThat(result.searched()).isZero();
    assertThat(result.isFoundBySearch()).isFalse();
    assertThat(result.failure().orElseThrow().line().options().seed()).isEqualTo(7);
  }

  @Test
  void whoChoosesAnotherStrategyHasNoSearch() {
    Campaign.Result result = campaign(loses(500, new TreeSet<>()), 1, 1).run(progress -> {});
    assertThat(result.searched()).isZero();
    assertThat(result.failure()).isEmpty();
  }

  @Test
  void onlyTheShardOfTheFirstSeedSearches() {
    Scenario holds = new BodyScenario("holds", world -> world.client("one", () -> {}));
    Campaign whole = ofPortfolio(holds, 7, 100);
    for (int i = 1; i <= 3; i++) {
      Campaign.Result result = whole.withShard(new Shard(i, 3)).run(progress -> {});
      assertThat(result.searched()).isEqualTo(i == 2 ? 1 : 0); // 7 = 1 mod 3; it has one interleaving
    }
  }

  @Test
  void whatCannotBeSearchedIsRunByItsSeeds() {
    Scenario crowd =
        new BodyScenario(
            "crowd",
            world -> {
              for (int i = 0; i < 65; i++) {
                world.client("one of many", () -> {});
              }
            });
    Campaign.Result result = ofPortfolio(crowd, 0, 20).run(progress -> {});
    assertThat(result.failure()).isEmpty();
    assertThat(result.searched()).isZero();
    assertThat(result.progress().runs()).isEqualTo(20);
  }

  @Test
  void aSearchThatMeetsAnotherRunThanBeforeFailsTheCampaign() {
    AtomicInteger runs = new AtomicInteger();
    Scenario grows =
        new BodyScenario(
            "grows",
            world -> {
              for (int i = 0; i < 2 + runs.get(); i++) {
                world.client("client", () -> {});
              }
              runs.incrementAndGet();
            });
    Campaign.Result result = ofPortfolio(grows, 1, 20).run(progress -> {}); // seed 1 is not audited
    assertThat(result.isFoundBySearch()).isTrue();
    assertThat(result.failure().orElseThrow().failure().kind())
        .isEqualTo(FailureKind.NONDETERMINISM);
  }

  @Test
  void aRunOfTheSearchThatFailsOnlyOnceFailsTheCampaign() {
    AtomicInteger runs = new AtomicInteger();
    Scenario once =
        new BodyScenario(
            "once", world -> world.require(runs.incrementAndGet() != 2, "the search's first run"));
    Campaign.Result result = ofPortfolio(once, 1, 20).run(progress -> {}); // seed 1 is not audited
    assertThat(result.isFoundBySearch()).isTrue();
    assertThat(result.failure().orElseThrow().text())
        .contains("NONDETERMINISM", "the search's first run", "run again, the same seed passes");
  }

  @Test
  void aRunThatFailsOnlyOnceIsReportedAsThatAndHasNoFile() {
    AtomicInteger runs = new AtomicInteger();
    Scenario once =
        new BodyScenario("once",
            world -> world.require(runs.incrementAndGet() > 1, "the first run"));
    Campaign unaudited =
        new Campaign(
            once, SimulationOptions.seed(0), 1, 10, Optional.empty(), 1, Integer.MAX_VALUE);
    FailureReport report = unaudited.run(progress -> {}).failure().orElseThrow();
    assertThat(report.text())
        .contains("FAILED once: EXCEPTION main", "run again, the same seed passes");
    assertThat(report.recording()).isEmpty();
    assertThat(report.shrink(once, 100, Duration.ofSeconds(10))).isEqualTo(report);
  }

  @Test
  void anAuditedRunThatFailsOnlyOnceIsReportedWithItsFailure() {
    AtomicInteger runs = new AtomicInteger();
    SimulationResult audited =
        Simulator.audit(
            SimulationOptions.seed(0),
            world -> world.require(runs.incrementAndGet() > 1, "the first run"));
    assertThat(audited.failure().orElseThrow().message())
        .contains("two runs of seed 0 are not the same")
        .contains("one of the two failed: EXCEPTION main", "the first run");
  }

  @Test
  void aCampaignWithoutTimeRunsSome() {
    Campaign none =
        new Campaign(
            failsFromSeed(0), SimulationOptions.seed(0), 0, 1_000, Optional.of(Duration.ZERO), 1,
            50);
    assertThat(none.run(progress -> {}).failure()).isPresent();
    Campaign.Result stopped = none.run(progress -> {}, () -> true);
    assertThat(stopped.progress().runs()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0,100,3", "7,100,7", "-50,100,8", "3,2,5", "9223372036854775700,100,9", "-5,1,1"})
  void theShardsHaveNoSeedInCommonAndTogetherAll(long first, long seeds, int shards) {
    Set<Long> all = new TreeSet<>();
    for (int i = 1; i <= shards; i++) {
      Campaign shard =
          new Campaign(
              failsFromSeed(0), SimulationOptions.seed(0), first, seeds, Optional.empty(), 1, 50)
              .withShard(new Shard(i, shards));
      for (long index = 0; index < shard.size(); index++) {
        long seed = shard.seed(index);
        assertThat(Math.floorMod(seed, shards)).isEqualTo(i - 1);
        assertThat(all.add(seed)).isTrue();
      }
    }
    assertThat(all).containsExactlyElementsOf(
        LongStream.range(first, first + seeds).boxed().toList());
  }

  @Test
  void aShardWithoutSeedsPasses() {
    Campaign none = campaign(failsFromSeed(0), 2, 2).withShard(new Shard(3, 3));
    assertThat(none.run(progress -> {}))
        .satisfies(result -> assertThat(result.failure()).isEmpty())
        .satisfies(result -> assertThat(result.progress().runs()).isZero());
  }

  @Test
  void aStretchThatTimeEndsLeavesNoGap() {
    Set<Long> seeds = new ConcurrentSkipListSet<>();
    Scenario notes =
        new BodyScenario("notes",
            world -> seeds.add(((io.miniss.simulator.Simulation) world).seed()));
    Campaign campaign = campaign(notes, Campaign.ENDLESS, 4).withShard(new Shard(2, 3));
    long done = 0;
    for (int i = 0; i < 20; i++) {
      long more =
          campaign
              .leg(done, Optional.of(Duration.ofMillis(2)), new Coverage(16), progress -> {},
                  () -> false)
              .progress().runs();
      assertThat(more).isPositive();
      done += more;
      assertThat(seeds).hasSize(Math.toIntExact(done));
      assertThat(seeds).last().isEqualTo(campaign.seed(done - 1));
    }
  }

  @Test
  void aLegWithoutTimeRunsTheSeedsItMust() {
    Scenario holds = new BodyScenario("holds", world -> world.client("one", () -> {}));
    Campaign.Result result =
        campaign(holds, 1_000, 1)
            .leg(
                32, Optional.of(Duration.ZERO), new Coverage(16), progress -> {}, () -> false);
    assertThat(result.progress().runs()).isEqualTo(16);
  }

  @Test
  void thereAreNoSeedsBeyondTheLast() {
    assertThatThrownBy(
        () -> new Campaign(
            failsFromSeed(0), SimulationOptions.seed(0), Long.MAX_VALUE - 5, 7, Optional.empty(), 1,
            50))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there are not 7 seeds from 9223372036854775802 on");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "0/3", "4/3", "1/0", "-1/3", "1/3/5", "a/b", "1/9999999999"})
  void whatIsNoShardIsRefusedWithWhatIsAccepted(String text) {
    assertThatThrownBy(() -> Shard.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\"")
        .hasMessageContaining("accepted: i/n with 1 <= i <= n");
  }
}
