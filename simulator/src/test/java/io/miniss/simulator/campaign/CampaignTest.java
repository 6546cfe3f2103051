package io.miniss.simulator.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  private record Named(String name, Body body) implements Scenario {
    interface Body {
      void run(World world) throws Exception;
    }

    @Override
    public String description() {
      return "a test";
    }

    @Override
    public void run(World world) throws Exception {
      body.run(world);
    }
  }

  private static Scenario failsFromSeed(long first) {
    return new Named(
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
        .contains("miniss-core-0");
    assertThat(report.recording().failure()).contains("EXCEPTION main");
  }

  @Test
  void everySeedIsRunOnceButForTheAudited() {
    Set<Long> seeds = new ConcurrentSkipListSet<>();
    AtomicInteger runs = new AtomicInteger();
    Scenario counts =
        new Named(
            "counts",
            world -> {
              seeds.add(((io.miniss.simulator.Simulation) world).seed());
              runs.incrementAndGet();
            });
    Campaign.Result result = campaign(counts, 333, 3).run(progress -> {});
    assertThat(result.failure()).isEmpty();
    assertThat(result.progress().runs()).isEqualTo(333);
    assertThat(seeds).hasSize(333).contains(0L, 332L);
    assertThat(runs).hasValue(333 + 7); // 0, 50, ... 300 twice
  }

  @Test
  void theAuditFindsAScenarioThatIsNotDeterministic() {
    AtomicInteger runs = new AtomicInteger();
    Scenario unsteady =
        new Named(
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
  void aCampaignWithoutTimeStopsAtOnce() {
    Campaign none =
        new Campaign(
            failsFromSeed(0), SimulationOptions.seed(0), 0, 1_000, Optional.of(Duration.ZERO), 1,
            50);
    assertThat(none.run(progress -> {}).progress().runs()).isZero();
  }
}
