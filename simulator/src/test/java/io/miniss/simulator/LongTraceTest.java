package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.picture.PerfettoTrace;
import io.miniss.simulator.picture.Picture;
import io.miniss.simulator.picture.TracePage;
import io.miniss.simulator.replay.Recording;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.shrink.Shrinker;
import io.miniss.testkit.ForkedJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs that are longer than the memory for their traces. */
class LongTraceTest {
  private static final long SOME_BYTES = 20_000;

  private static SimulationResult traced(Simulator.Body body) {
    return Simulator.observe(
        SimulationOptions.seed(1).withMaxSteps(5_000), body, new Trace(SOME_BYTES));
  }

  private static void livelock(Simulation simulation) {
    SharedLong counter = new SharedLong(simulation.scheduler(), "c");
    simulation.client("other", () -> countForEver(counter));
    countForEver(counter);
  }

  private static void countForEver(SharedLong counter) {
    while (true) {
      counter.getAndAdd(1);
    }
  }

  @Test
  void endOfLongRunIsKept() {
    SimulationResult result = traced(LongTraceTest::livelock);
    Trace trace = result.trace().orElseThrow();
    assertThat(trace.leftOut()).isPositive();
    assertThat(trace.end()).isEqualTo(result.steps());
    assertThat(trace.steps().getFirst().step()).isEqualTo(trace.leftOut());
    assertThat(trace.steps().getLast().step()).isEqualTo(result.steps() - 1);
    assertThat(trace.choices().getFirst().step()).isGreaterThanOrEqualTo((int) trace.leftOut());
    assertThat(trace.timeline(3))
        .contains("the first ", " steps are left out", " stretches before", "step  4997",
            "4997 -> 4998");
  }

  @Test
  void longRunIsReportedAndDrawn() {
    SimulationResult result = traced(LongTraceTest::livelock);
    FailureReport report = new FailureReport("long", result);
    assertThat(report.text()).contains("STEP_BOUND", "steps are left out", "replay: ./miniss");
    assertThat(report.recording()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Recording.of("long", result))
        .withMessageContaining("its line brings it back");
    Picture picture = Picture.of("long", result);
    assertThat(picture.leftOut()).isPositive();
    assertThat(picture.failure().orElseThrow().at().place())
        .isLessThanOrEqualTo(picture.end().place());
    assertThat(TracePage.html(picture)).contains("<p class=\"notice\">The first ",
        " steps are left out");
    assertThat(PerfettoTrace.json(picture)).contains("\"leftOut\":", "FAILED");
  }

  @Test
  void differenceOfLongRunsIsNumberedFromTheStart() {
    Trace one = traced(LongTraceTest::livelock).trace().orElseThrow();
    Trace same = traced(LongTraceTest::livelock).trace().orElseThrow();
    assertThat(one.firstDifference(same)).isEqualTo(-1);
    Trace whole =
        Simulator.trace(
            SimulationOptions.seed(1).withMaxSteps(4_000), LongTraceTest::livelock)
            .trace()
            .orElseThrow();
    assertThat(one.firstDifference(whole)).isEqualTo(4_000);
  }

  // ---- in a JVM with little memory ----

  /** What the other JVM does. */
  static final class InLittleMemory implements Scenario {
    private final String kind;

    private InLittleMemory(String kind) {
      this.kind = kind;
    }

    @Override
    public String name() {
      return kind;
    }

    @Override
    public String description() {
      return "for this test";
    }

    @Override
    public void run(World world) {
      switch (kind) {
        case "livelock" -> {
          try (MultiCoreRuntime runtime = world.runtime().start()) {
            runtime.spawnFiber(InLittleMemory::yieldForEver).join();
          }
        }
        case "race" -> livelock((Simulation) world);
        case "memory" -> fill(new ArrayList<>());
        default -> recurse(0);
      }
    }

    private static Object yieldForEver() {
      while (true) {
        Fiber.yieldNow();
      }
    }

    private static void fill(List<byte[]> all) {
      while (true) {
        all.add(new byte[1 << 20]);
      }
    }

    private static int recurse(int depth) {
      return depth < 0 ? 0 : recurse(depth + 1) + 1;
    }

    public static void main(String[] arguments) {
      Scenario scenario = new InLittleMemory(arguments[0]);
      SimulationOptions options =
          SimulationOptions.seed(0).withMaxSteps(Long.parseLong(arguments[1]));
      FailureReport report =
          new Campaign(scenario, options, 0, 1, Optional.empty(), 1, 1)
              .run(progress -> {})
              .failure()
              .orElseThrow()
              .shrink(scenario, Shrinker.DEFAULT_RUNS, Duration.ofSeconds(5));
      System.out.println(report.text());
      System.out.println("recorded: " + report.recording().isPresent());
    }
  }

  private static String inLittleMemory(String kind, long maxSteps) throws Exception {
    return ForkedJvm
        .runOpen(List.of("-Xmx64m"), InLittleMemory.class, kind, Long.toString(maxSteps))
        .succeeded();
  }

  @Test
  @Timeout(120)
  void livelockInLittleMemoryIsReported() throws Exception {
    assertThat(inLittleMemory("livelock", 2_000_000))
        .contains(
            "FAILED livelock: " + FailureKind.STEP_BOUND, "recorded: false")
        .containsPattern("steps (9,99[0-9]|10,000) to 1,989,99[0-9] are left out")
        .contains("replay: ./miniss replay 'livelock seed=");
  }

  @Test
  @Timeout(120)
  void livelockOfManySwitchesInLittleMemoryIsReported() throws Exception {
    assertThat(inLittleMemory("race", 1_000_000))
        .contains("FAILED race: " + FailureKind.STEP_BOUND, "replay: ./miniss replay 'race seed=");
  }

  @Test
  @Timeout(120)
  void exhaustedHeapInRunIsReported() throws Exception {
    assertThat(inLittleMemory("memory", 1_000))
        .contains("FAILED memory: ", "OutOfMemoryError", "replay: ./miniss replay 'memory seed=0");
  }

  @Test
  @Timeout(120)
  void exhaustedStackInRunIsReported() throws Exception {
    assertThat(inLittleMemory("stack", 1_000))
        .contains("FAILED stack: ", "StackOverflowError", "replay: ./miniss replay 'stack seed=0");
  }
}
