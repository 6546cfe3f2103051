package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.search.ExhaustiveSearch;
import io.miniss.simulator.strategy.Portfolio;
import io.miniss.simulator.strategy.Switches;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs that do not come back. Each loop here ends when its test has ended, so that it takes no CPU. */
@Timeout(60)
class WatchdogTest {
  private static final Duration LIMIT = Duration.ofMillis(300);

  private static volatile boolean loops;

  private final SimulationOptions options = SimulationOptions.seed(7).withWatchdog(LIMIT);

  private static void loop() {
    loops = true;
    while (loops) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void endLoops() {
    loops = false;
  }

  private RunFailure failureOf(Simulator.Body body) {
    return Simulator.run(options, body).failure().orElseThrow();
  }

  private static void assertHalted(RunFailure failure, String who) {
    assertThat(failure.kind()).isEqualTo(FailureKind.ESCAPE);
    assertThat(failure.isByWatchdog()).isTrue();
    assertThat(failure.message()).contains(who, "300 ms", "WatchdogTest");
  }

  // ---- where it can be ----

  @Test
  void spinOnMainIsEscape() {
    RunFailure failure = failureOf(simulation -> loop());
    assertHalted(failure, "thread main");
    assertThat(failure.message()).contains("abandoned", "WatchdogTest.loop");
    assertThat(failure.place()).startsWith(WatchdogTest.class.getName());
  }

  @Test
  void spinInTaskIsEscape() {
    assertHalted(
        failureOf(
            simulation -> {
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                runtime.spawn(WatchdogTest::loop).join();
              }
            }),
        "miniss-core");
  }

  @Test
  void spinInFiberIsEscape() {
    assertHalted(
        failureOf(
            simulation -> {
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                runtime.spawnFiber(
                    () -> {
                      Fiber.yieldNow();
                      loop();
                      return 0;
                    })
                    .join();
              }
            }),
        "thread ");
  }

  @Test
  void spinInInvariantIsEscape() {
    assertHalted(
        failureOf(
            simulation -> {
              simulation.invariant("slow", WatchdogTest::loop);
              new SharedLong(simulation.scheduler(), "c").getAndAdd(1);
            }),
        "thread main");
  }

  @Test
  void spinInFinalCheckIsEscape() {
    assertHalted(
        failureOf(simulation -> simulation.finalCheck("slow", WatchdogTest::loop)),
        "the thread that carries the run");
  }

  @Test
  void spinInMessageKeepsTheException() {
    RunFailure failure =
        failureOf(
            simulation -> {
              throw new IllegalStateException() {
                private static final long serialVersionUID = 1;

                @Override
                public String getMessage() {
                  loop();
                  return "";
                }
              };
            });
    assertThat(failure.kind()).isEqualTo(FailureKind.EXCEPTION);
    assertThat(failure.isStuck()).isTrue();
    assertThat(failure.message()).contains(WatchdogTest.class.getName(), "thread main", "300 ms");
  }

  private static final class SpinsInInitializer {
    static final boolean DONE;

    static {
      loop();
      DONE = true;
    }

    private SpinsInInitializer() {}
  }

  @Test
  void spinInClassInitializerIsEscape() {
    assertHalted(
        failureOf(simulation -> assertThat(SpinsInInitializer.DONE).isFalse()), "thread main");
  }

  @Test
  void spinWhileUnwindingKeepsFirstFailure() {
    RunFailure failure =
        failureOf(
            simulation -> {
              SharedLong counter = new SharedLong(simulation.scheduler(), "c");
              simulation.client(
                  "stubborn",
                  () -> {
                    try {
                      while (true) {
                        counter.getAndAdd(1);
                      }
                    } finally {
                      loop();
                    }
                  });
              simulation.invariant(
                  "at most 3", () -> assertThat(counter.getVolatile()).isLessThan(4));
            });
    assertThat(failure.kind()).isEqualTo(FailureKind.INVARIANT);
    assertThat(failure.name()).isEqualTo("at most 3");
    assertThat(failure.message()).contains("stubborn", "abandoned");
    assertThat(failure.isStuck()).isTrue();
  }

  /** To open a pipe of the file system waits in the kernel until somebody writes to it. */
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void blockingFileIsEscape(@TempDir Path directory) throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    RunFailure failure = failureOf(simulation -> Files.readAllBytes(pipe));
    assertHalted(failure, "thread main");
    assertThat(failure.message()).contains("abandoned");
    Files.newOutputStream(pipe).close();
  }

  @Test
  void readOfPipedStreamIsEscape() throws IOException {
    try (PipedInputStream in = new PipedInputStream();
        PipedOutputStream out = new PipedOutputStream(in)) {
      RunFailure failure = failureOf(simulation -> in.read());
      assertThat(failure.kind()).isEqualTo(FailureKind.ESCAPE);
      out.flush();
    }
  }

  // ---- what is no escape ----

  @Test
  @SuppressWarnings("ThreadPriorityCheck") // that is what is tested
  void yieldLoopLetsOthersRun() {
    SimulationResult result =
        Simulator.run(
            options,
            simulation -> {
              AtomicBoolean done = new AtomicBoolean();
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                runtime.spawn(() -> done.set(true));
                while (!done.get()) {
                  Thread.yield();
                }
              }
            });
    assertThat(result.failure()).isEmpty();
  }

  @Test
  @SuppressWarnings("ThreadPriorityCheck")
  void endlessYieldReachesStepBound() {
    RunFailure failure =
        Simulator.run(
            options.withMaxSteps(1_000),
            simulation -> {
              while (simulation.steps() >= 0) {
                Thread.yield();
              }
            })
            .failure()
            .orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.STEP_BOUND);
  }

  @Test
  void threadThatCatchesEverythingIsLeftBehind() {
    AtomicInteger caught = new AtomicInteger();
    RunFailure failure =
        Simulator.run(
            options.withWatchdog(Watchdog.OFF),
            simulation -> {
              SharedLong counter = new SharedLong(simulation.scheduler(), "c");
              simulation.client(
                  "server",
                  () -> {
                    while (true) {
                      try {
                        counter.getAndAdd(1);
                      } catch (Throwable t) {
                        caught.incrementAndGet();
                      }
                    }
                  });
              simulation.require(counter.getVolatile() > 1_000, "never");
            })
            .failure()
            .orElseThrow();
    assertThat(failure.message()).isEqualTo("never");
    assertThat(caught.get()).isBetween(1, 10_000);
  }

  @Test
  void fiberThatCatchesEverythingIsLeftBehind() {
    RunFailure failure =
        Simulator.run(
            options.withWatchdog(Watchdog.OFF),
            simulation -> {
              SharedLong counter = new SharedLong(simulation.scheduler(), "c");
              try (MultiCoreRuntime runtime = simulation.runtime().start()) {
                for (int i = 0; i < 3; i++) {
                  runtime.spawnFiber(
                      () -> {
                        while (true) {
                          try {
                            counter.getAndAdd(1);
                            Fiber.yieldNow();
                          } catch (Throwable t) {
                            counter.getVolatile();
                          }
                        }
                      });
                }
                while (counter.getVolatile() < 10) {
                  simulation.work(Duration.ofNanos(10));
                }
                simulation.require(false, "never");
              }
            })
            .failure()
            .orElseThrow();
    assertThat(failure.message()).isEqualTo("never");
  }

  // ---- campaigns and searches ----

  private static final class SometimesLoops implements Scenario {
    @Override
    public String name() {
      return "sometimes-loops";
    }

    @Override
    public String description() {
      return "for this test";
    }

    @Override
    public void run(World world) {
      if (((Simulation) world).seed() == 3) {
        loop();
      }
    }
  }

  private Campaign campaign(Scenario scenario, SimulationOptions base) {
    return new Campaign(scenario, base, 0, 100, Optional.empty(), 1, Campaign.DEFAULT_AUDIT);
  }

  @Test
  void campaignReportsSeedThatLoops() {
    FailureReport report =
        campaign(new SometimesLoops(), options)
            .run(progress -> {})
            .failure()
            .orElseThrow();
    assertHalted(report.failure(), "thread main");
    assertThat(report.text())
        .contains("replay: ./miniss replay 'sometimes-loops seed=3 ", "not run again");
    assertThat(report.shrink(new SometimesLoops(), 100, LIMIT)).isSameAs(report);
  }

  /** Fails, and then loops. */
  private static final class LoopsAfterFailure implements Scenario {
    @Override
    public String name() {
      return "loops-after-failure";
    }

    @Override
    public String description() {
      return "for this test";
    }

    @Override
    public void run(World world) {
      new SharedLong(world.scheduler(), "c").getAndAdd(1);
      try {
        world.require(false, "never");
      } finally {
        loop();
      }
    }
  }

  @Test
  void timelineOfARunThatLoopsAfterItsFailure() {
    FailureReport report =
        campaign(new LoopsAfterFailure(), options.withWatchdog(Watchdog.OFF))
            .run(progress -> {})
            .failure()
            .orElseThrow();
    assertThat(report.text()).contains("EXCEPTION main", "never", "told to end",
        "updates c: 0 -> 1");
    assertThat(report.shrink(new LoopsAfterFailure(), 100, LIMIT)).isSameAs(report);
  }

  /** One of two counts and sees the other's: then it loops. */
  private static final class LoopsIfInterleaved implements Scenario {
    @Override
    public String name() {
      return "loops-if-interleaved";
    }

    @Override
    public String description() {
      return "for this test";
    }

    @Override
    public void run(World world) {
      SharedLong counter = new SharedLong(world.scheduler(), "c");
      world.client("one", () -> loopIfMissed(counter));
      world.client("two", () -> loopIfMissed(counter));
    }

    private static void loopIfMissed(SharedLong counter) {
      long before = counter.getVolatile();
      if (counter.getAndAdd(1) != before) {
        loop();
      }
    }
  }

  @Test
  void searchNamesLoopingRunByItsSwitches() {
    SimulationResult failed =
        ExhaustiveSearch.of(options, 2, 100)
            .run(new LoopsIfInterleaved()::run)
            .failure()
            .orElseThrow();
    assertHalted(failed.failure().orElseThrow(), "thread one");
    assertThat(((Switches) failed.options().strategy()).switches()).isNotEmpty();
  }

  @Test
  void searchWithinCampaignNamesLoopingRun() {
    Campaign.Result result =
        campaign(new LoopsIfInterleaved(), options.withStrategy(new Portfolio(512)))
            .run(progress -> {});
    assertThat(result.failure().orElseThrow().failure().isByWatchdog()).isTrue();
    assertThat(result.failure().orElseThrow().line().toString()).doesNotContain("dfs");
  }

  // ---- the option ----

  @Test
  void watchdogIsReadAsWritten() {
    assertThat(Watchdog.parse("off")).isEqualTo(Watchdog.OFF);
    assertThat(Watchdog.parse("300ms")).isEqualTo(LIMIT);
    assertThat(Watchdog.parse("2m")).isEqualTo(Duration.ofMinutes(2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Watchdog.parse("0s"))
        .withMessageContaining("off, or a number");
  }
}
