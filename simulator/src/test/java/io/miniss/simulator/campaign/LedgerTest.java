package io.miniss.simulator.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.shared.SharedReference;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.coverage.Seen;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.strategy.Pct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results and checkpoints: what they hold, and that a job that was cut off is made whole. */
final class LedgerTest {
  private static final Duration OFTEN = Duration.ofMillis(1);

  @TempDir
  private Path directory;

  private Path checkpoint() {
    return directory.resolve("checkpoint");
  }

  private Path results() {
    return directory.resolve("results.jsonl");
  }

  /** Notes its seeds; its steps differ from seed to seed; fails from one seed on. */
  private record Noting(String name, Set<Long> seeds, long failsFrom, int leastSteps)
      implements Scenario {
    static Noting holds(String name) {
      return fails(name, Long.MAX_VALUE);
    }

    static Noting fails(String name, long from) {
      return new Noting(name, new ConcurrentSkipListSet<>(), from, 1);
    }

    @Override
    public String description() {
      return "a test";
    }

    @Override
    public void run(World world) {
      long seed = ((Simulation) world).seed();
      seeds.add(seed);
      SharedReference<Integer> cell = new SharedReference<>(world.scheduler(), "cell", 0);
      for (int i = Math.floorMod(seed, 7); i > -leastSteps; i--) {
        cell.setVolatile(i);
      }
      world.require(seed < failsFrom, "fails from " + failsFrom + " on: " + seed);
    }
  }

  private static Campaign campaign(Scenario scenario, long seeds) {
    return new Campaign(
        scenario, SimulationOptions.seed(0), 0, seeds, new Shard(2, 3), Optional.empty(), 2, 50);
  }

  private Ledger open(Campaign... campaigns) {
    return Ledger.open(
        List.of(campaigns), Optional.of(results()), Optional.of(checkpoint()), OFTEN);
  }

  private List<ShardResult> results(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(line -> ShardResult.parse("a line", line))
        .toList();
  }

  /** A ledger as if its job were killed after so many progress reports. */
  private static void runUntil(Ledger ledger, Campaign campaign, int reports) {
    AtomicInteger left = new AtomicInteger(reports);
    assertThatThrownBy(
        () -> ledger.run(
            campaign,
            progress -> {
              if (left.decrementAndGet() < 0) {
                throw new IllegalStateException("killed");
              }
            }))
        .hasRootCauseMessage("killed");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 40, 150})
  void aJobThatIsCutOffAgainAndAgainIsMadeWholeAndCountsEverySeedOnce(int reports)
      throws IOException {
    Noting whole = Noting.holds("first");
    Campaign.Result expected = campaign(whole, 30_000).run(progress -> {});

    Noting cut = Noting.holds("first");
    Campaign campaign = campaign(cut, 30_000);
    for (int i = 0; i < 2; i++) {
      runUntil(open(campaign), campaign, reports);
      assertThat(results(results()))
          .allMatch(line -> line.ended() == ShardResult.Ended.RUNNING);
    }
    Ledger last = open(campaign);
    assertThat(last.isContinued()).isTrue();
    assertThat(last.scenariosDone()).isZero();
    Campaign.Result result = last.run(campaign, progress -> {});
    assertThat(result.failure()).isEmpty();
    assertThat(result.progress().runs()).isEqualTo(10_000);
    assertThat(result.progress().steps()).isEqualTo(expected.progress().steps());
    cut.seeds().remove(0L); // the fingerprint
    assertThat(cut.seeds().equals(whole.seeds())).as("the same seeds").isTrue();
    assertThat(results(results())).singleElement().satisfies(line -> {
      assertThat(line.done()).isEqualTo(10_000);
      assertThat(line.steps()).isEqualTo(expected.progress().steps());
      assertThat(line.ended()).isEqualTo(ShardResult.Ended.ALL);
      assertThat(line.plan().shard()).isEqualTo(new Shard(2, 3));
    });
  }

  @Test
  void whatIsDoneIsNotDoneAgainAndItsFailureIsToldAgain() throws IOException {
    Noting fails = Noting.fails("fails", 100);
    Noting holds = Noting.holds("holds");
    Campaign one = campaign(fails, 3_000);
    Campaign two = campaign(holds, 3_000);
    Ledger ledger = open(one, two);
    ledger.run(one, progress -> {});
    runUntil(ledger, two, 1);
    assertThat(results(results())).hasSize(1);

    fails.seeds().clear();
    Ledger second = open(one, two);
    assertThat(second.scenariosDone()).isOne();
    FailureReport told = second.run(one, progress -> {}).failure().orElseThrow();
    assertThat(told.failure().message()).isEqualTo("fails from 100 on: 100");
    assertThat(fails.seeds()).containsExactly(0L, 100L); // the fingerprint, and the failing one
    second.run(two, progress -> {});

    holds.seeds().clear();
    Ledger third = open(one, two);
    assertThat(third.scenariosDone()).isEqualTo(2);
    assertThat(third.run(two, progress -> {}).progress().runs()).isEqualTo(1_000);
    assertThat(holds.seeds()).containsExactly(0L);
    assertThat(results(results())).satisfiesExactly(
        line -> {
          assertThat(line.ended()).isEqualTo(ShardResult.Ended.FAILURE);
          assertThat(line.failure().orElseThrow().replay()).hasToString(told.line().toString());
        },
        line -> assertThat(line.ended()).isEqualTo(ShardResult.Ended.ALL));
  }

  @Test
  void howMuchWasSeenIsKept() throws IOException {
    Campaign campaign = campaign(Noting.holds("seen"), 3_000);
    Ledger ledger =
        Ledger.open(List.of(campaign), Optional.of(results()), Optional.empty(), OFTEN);
    long interleavings =
        ledger.run(campaign, progress -> {}).coverage().interleavings().count();
    assertThat(interleavings).isBetween(1L, 7L);
    Seen seen = results(results()).getFirst().seen().orElseThrow();
    assertThat(seen.interleavings().estimate().count()).isEqualTo(interleavings);
    assertThat(seen.observed()).isBetween(40L, 90L);
  }

  @Test
  void howMuchWasSeenIsKeptOverAJobThatIsKilled() throws IOException {
    Campaign campaign = campaign(Noting.holds("killed"), 30_000);
    runUntil(open(campaign), campaign, 150);
    Ledger again = open(campaign);
    assertThat(again.seedsDone()).isPositive();
    Campaign.Result rest = again.run(campaign, progress -> {});
    Campaign.Result whole = campaign(Noting.holds("killed"), 30_000).run(progress -> {});
    assertThat(rest.coverage().observed())
        .isEqualTo(whole.coverage().observed());
    assertThat(rest.coverage().interleavings().count())
        .isEqualTo(whole.coverage().interleavings().count());
    assertThat(rest.coverage().text()).doesNotContain("of the last");
  }

  @Test
  void aFailureThatDoesNotComeBackIsOneStill() {
    AtomicBoolean sound = new AtomicBoolean();
    Scenario scenario =
        new Scenario() {
          @Override
          public String name() {
            return "fickle";
          }

          @Override
          public String description() {
            return "fails until somebody fixes the world";
          }

          @Override
          public void run(World world) {
            world.require(sound.get() || ((Simulation) world).seed() < 5, "a later seed");
          }
        };
    Campaign campaign = campaign(scenario, 100);
    assertThat(open(campaign).run(campaign, progress -> {}).failure()).isPresent();
    sound.set(true);
    FailureReport again = open(campaign).run(campaign, progress -> {}).failure().orElseThrow();
    assertThat(again.failure().kind()).isEqualTo(FailureKind.NONDETERMINISM);
    assertThat(again.failure().message()).contains("a later seed", "it passes now");
  }

  @Test
  void whatTimeAloneBoundsIsOverWhenThereAreNoMoreSeeds() {
    Campaign campaign =
        new Campaign(
            Noting.holds("last"),
            SimulationOptions.seed(0),
            Long.MAX_VALUE - 7,
            Campaign.ENDLESS,
            Optional.of(Duration.ofDays(1)),
            1,
            50);
    assertThat(open(campaign).run(campaign, progress -> {}).progress().runs()).isEqualTo(8);
  }

  @Test
  void theTimeOfTheJobsThatWereKilledCounts() {
    Noting scenario = Noting.holds("timed");
    Campaign campaign =
        new Campaign(
            scenario,
            SimulationOptions.seed(0),
            0,
            Campaign.ENDLESS,
            Optional.of(Duration.ofMillis(100)),
            1,
            50);
    runUntil(open(campaign), campaign, 30);
    Campaign.Result result = open(campaign).run(campaign, progress -> {});
    assertThat(result.progress().took()).isBetween(Duration.ofMillis(100), Duration.ofSeconds(20));
    assertThat(open(campaign).run(campaign, progress -> {}).progress())
        .isEqualTo(result.progress());
  }

  @Test
  void aCheckpointOfAnotherCampaignIsRefusedAndTheDifferenceNamed() {
    Noting scenario = Noting.holds("same");
    Campaign first = campaign(scenario, 300);
    open(first);
    SimulationOptions base = first.base();
    Optional<Duration> time = Optional.of(Duration.ofSeconds(3));
    Shard shard = first.shard();
    assertRefused(
        "strategy=random against strategy=pct(depth=3,steps=9)",
        new Campaign(
            scenario, base.withStrategy(new Pct(3, 9)), 0, 300, shard, Optional.empty(), 1, 50));
    assertRefused("seeds=300 against seeds=301", campaign(scenario, 301));
    assertRefused(
        "first-seed=0 against first-seed=1",
        new Campaign(scenario, base, 1, 300, shard, Optional.empty(), 1, 50));
    assertRefused(
        "(default) against time=PT3S", new Campaign(scenario, base, 0, 300, shard, time, 1, 50));
    assertRefused("shard 2/3 against 1/3", first.withShard(new Shard(1, 3)));
    assertRefused("shards=3 against shards=4", first.withShard(new Shard(2, 4)));
    assertRefused("scenarios [same] against [other]", campaign(Noting.holds("other"), 300));
    assertRefused(
        "scenarios [same] against [same, other]", first, campaign(Noting.holds("other"), 300));
    assertRefused(
        "the code has changed",
        campaign(new Noting("same", scenario.seeds(), Long.MAX_VALUE, 2), 300));
    open(first); // and this one still goes on
  }

  private void assertRefused(String difference, Campaign... campaigns) {
    assertThatThrownBy(() -> open(campaigns))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is the checkpoint of another campaign: ")
        .hasMessageContaining(difference)
        .hasMessageContaining("accepted: the same options, or a file that is not there yet");
  }

  @Test
  void aCheckpointThatCannotBeReadIsRefusedAndLeftAsItIs() throws IOException {
    Campaign campaign = campaign(Noting.holds("some"), 300);
    open(campaign);
    String good = Files.readString(checkpoint());
    assertThat(good).startsWith("{\"miniss-checkpoint\":1}\n{\"miniss-result\":2,");
    List<String> lines = good.lines().toList();
    for (List<String> bad : List.of(
        List.of("", "does not begin with {\"miniss-checkpoint\":1}"),
        List.of("something else", "does not begin with {\"miniss-checkpoint\":1}"),
        List.of(lines.get(1), "does not begin with {\"miniss-checkpoint\":1}"),
        List.of(lines.get(0), "it is not complete"),
        List.of(lines.get(0) + "\n" + lines.get(1), "line 2 is no line of a checkpoint"),
        List.of(good.substring(0, good.length() - 4), "line 3 is no line of a checkpoint"),
        List.of(good.substring(0, good.length() / 2), "line 2 is no line of a checkpoint"),
        List.of(good.replace("\"done\":0", "\"done\":-1"), "line 2 is no result that can be read"),
        List.of(good.replace("\"done\":0", "\"done\":101"),
            "shard 2/3 has 100 seeds, of which 101"),
        List.of(good.replace("\"end\":1", "\"end\":2"), "it is not complete"),
        List.of(
            good.replace("miniss-checkpoint\":1", "miniss-checkpoint\":2"),
            "is of version 2; this miniss reads up to version 1"),
        List.of(
            good.replace("miniss-result\":2", "miniss-result\":7"),
            "line 2 is of version 7; this miniss reads up to version 2"))) {
      Files.writeString(checkpoint(), bad.getFirst());
      assertThatThrownBy(() -> open(campaign))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(checkpoint().toString())
          .hasMessageContaining(bad.getLast());
      assertThat(checkpoint()).hasContent(bad.getFirst());
    }
  }

  @Test
  void aStopAccountsForEverySeedBegun() throws IOException {
    Noting stopped = Noting.holds("some");
    Campaign campaign = campaign(stopped, 300_000);
    AtomicBoolean stop = new AtomicBoolean();
    Campaign.Result result =
        open(campaign).run(campaign, progress -> stop.set(progress.runs() > 0), stop::get);
    stopped.seeds().remove(0L); // the fingerprint
    assertThat(result.isInterrupted()).isFalse();
    assertThat(result.progress().runs()).isPositive().isEqualTo(stopped.seeds().size());
    assertThat(results(results()))
        .singleElement()
        .satisfies(
            kept -> {
              assertThat(kept.ended()).isEqualTo(ShardResult.Ended.RUNNING);
              assertThat(kept.done()).isEqualTo(result.progress().runs());
            });
    assertThat(Checkpoint.read(checkpoint()).getFirst().done())
        .isEqualTo(result.progress().runs());
  }

  /** Interrupts the thread that waits for it, and goes on for ever. */
  private record Interrupting(Thread waiting, long from) implements Scenario {
    @Override
    public String name() {
      return "interrupting";
    }

    @Override
    public String description() {
      return "a test";
    }

    @Override
    public void run(World world) {
      SharedReference<Integer> cell = new SharedReference<>(world.scheduler(), "cell", 0);
      while (((Simulation) world).seed() >= from) {
        waiting.interrupt();
        cell.setVolatile(1);
      }
    }
  }

  @Test
  void aStretchThatIsInterruptedIsNotAccountedFor() {
    SimulationOptions endless = SimulationOptions.seed(0).withMaxSteps(Long.MAX_VALUE - 1);
    Campaign campaign =
        new Campaign(
            new Interrupting(Thread.currentThread(), 40), endless, 0, 300, Optional.empty(), 1,
            50);
    Ledger ledger =
        Ledger.open(
            List.of(campaign), Optional.empty(), Optional.of(checkpoint()), Duration.ofDays(1));
    Campaign.Result result = ledger.run(campaign, progress -> {});
    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.isInterrupted()).isTrue();
    assertThat(Checkpoint.read(checkpoint()).getFirst().done()).isZero();
  }

  @Test
  @Timeout(60)
  void aTimeShorterThanAStretchIsKept() {
    Campaign campaign =
        new Campaign(
            Noting.holds("short"), SimulationOptions.seed(0), 0, Campaign.ENDLESS,
            Optional.of(Duration.ofMillis(20)), 1, 50);
    Ledger ledger =
        Ledger.open(
            List.of(campaign), Optional.empty(), Optional.of(checkpoint()), Duration.ofDays(1));
    Campaign.Result result = ledger.run(campaign, progress -> {});
    assertThat(result.isInterrupted()).isFalse();
    assertThat(Checkpoint.read(checkpoint()).getFirst().ended()).isEqualTo(ShardResult.Ended.TIME);
  }

  @Test
  void aCheckpointThatCannotBeWrittenEndsTheCampaign() throws IOException {
    Campaign campaign = campaign(Noting.holds("some"), 3_000_000);
    Ledger ledger = open(campaign);
    Files.delete(checkpoint());
    Files.createDirectory(checkpoint());
    Campaign.Result result = ledger.run(campaign, progress -> {});
    assertThat(result.progress().runs()).isPositive().isLessThan(campaign.size());
    assertThat(ledger.notWritten())
        .hasValueSatisfying(
            e -> assertThat(e).hasMessageContaining("cannot write " + checkpoint()));
    assertThat(results(results())).singleElement()
        .extracting(ShardResult::done)
        .isEqualTo(result.progress().runs());
  }

  @Test
  void filesThatCannotBeWrittenAreSaidBeforeAnythingRuns() throws IOException {
    Campaign campaign = campaign(Noting.holds("some"), 300);
    Path file = Files.writeString(directory.resolve("file"), "");
    for (Path bad : List.of(directory, file.resolve("below a file"),
        directory.resolve("none").resolve("x"))) {
      assertThatThrownBy(
          () -> Ledger.open(List.of(campaign), Optional.of(bad), Optional.empty(), OFTEN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(bad.toString());
    }
    Optional<Path> same = Optional.of(file);
    assertThatThrownBy(() -> Ledger.open(List.of(campaign), same, same, OFTEN))
        .hasMessageContaining("results and checkpoint are two files, not both " + file);
    assertThatThrownBy(
        () -> Ledger.open(List.of(campaign), Optional.empty(), same, Duration.ZERO))
        .hasMessageContaining("every 1ms or less often");
  }
}
