package io.miniss.simulator.junit;

import static io.miniss.testkit.TestEvents.failure;
import static io.miniss.testkit.TestEvents.skipped;
import static io.miniss.testkit.TestEvents.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.replay.ReplayRequest;
import io.miniss.simulator.scenario.World;
import io.miniss.testkit.TestEvents;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** What {@link SimulationTest} does, as a launcher sees it. */
final class SimulationTestTest {
  /** What the classes below did, in order; they run on one thread. */
  private static final List<String> LOG = new ArrayList<>();

  // ---- the tests that are launched; their names do not end as Surefire wants them to ----

  static class Passing {
    @SimulationTest(seeds = 60, firstSeed = 100, cores = 3, strategy = "pos")
    void joins(Simulation simulation) {
      LOG.add(
          simulation.seed()
              + " "
              + simulation.cores()
              + " "
              + simulation.options().strategy()
              + " "
              + Thread.currentThread().getName());
      try (MultiCoreRuntime runtime = simulation.runtime().start()) {
        simulation.require(runtime.spawn(() -> 1).join() == 1, "one is one");
      }
    }
  }

  /** Starts tasks in an order that is another in each JVM. */
  static class Salted {
    @SimulationTest(seeds = 1)
    void startsInTheOrderOfSet(Simulation simulation) {
      try (MultiCoreRuntime runtime = simulation.runtime().start()) {
        for (String name : Set.of("a", "b", "c")) {
          for (int i = 0; i < name.charAt(0) % 8; i++) {
            runtime.spawnOn(0, () -> name).join();
          }
          runtime.spawnOn(1, () -> name).join();
        }
      }
    }
  }

  /** An update that is lost when another thread comes between reading and writing. */
  static class Failing {
    static void race(World world) {
      SharedReference<Integer> counter = new SharedReference<>(world.scheduler(), "counter", 0);
      World.Action increment = () -> counter.setRelease(counter.getAcquire() + 1);
      World.Client other = world.client("other", increment);
      counter.setRelease(counter.getAcquire() + 1);
      other.join();
      world.require(counter.getAcquire() == 2, "no update is lost");
    }

    @SimulationTest(shrink = false, strategy = "random")
    void loses(Simulation simulation) {
      LOG.add("loses " + simulation.seed());
      race(simulation);
    }

    /** Without a preemption, as in the first run of a search, the other thread comes too late. */
    @SimulationTest(firstSeed = 1, shrink = false)
    void losesByDefault(Simulation simulation) {
      SharedReference<Integer> counter =
          new SharedReference<>(simulation.scheduler(), "counter", 0);
      World.Client other = simulation.client("other", () -> counter.setRelease(1));
      for (int i = 0; i < 20; i++) {
        counter.getAcquire();
      }
      simulation.require(counter.getAcquire() == 1, "the other is in time");
      other.join();
    }

    @SimulationTest(strategy = "pct(depth=2,steps=16)", stepCost = false, maxSteps = 500,
        faults = "swarm")
    void losesOtherwise(Simulation simulation) {
      race(simulation);
    }

    @Test
    void ordinary() {
      LOG.add("ordinary");
    }
  }

  /** A task fails, and nobody looks. */
  static class Neglecting {
    @SimulationTest(seeds = 20, shrink = false)
    void neglects(Simulation simulation) {
      LOG.add("neglects");
      try (MultiCoreRuntime runtime = simulation.runtime().start()) {
        spawnFailing(runtime);
      }
    }

    @SimulationTest(seeds = 20)
    void expects(Simulation simulation) {
      try (MultiCoreRuntime runtime =
          simulation.runtime().failureHandler((failure, where) -> {}).start()) {
        spawnFailing(runtime);
      }
    }

    private static void spawnFailing(MultiCoreRuntime runtime) {
      var _ =
          runtime.spawn(
              () -> {
                throw new IllegalStateException("nobody looks at this");
              });
    }
  }

  static class Life {
    private int calls;
    private Simulation before;

    Life() {
      LOG.add("new");
    }

    @BeforeEach
    void before(Simulation simulation, TestInfo info) {
      before = simulation;
      LOG.add("before " + info.getDisplayName());
    }

    @AfterEach
    void after() {
      LOG.add("after " + calls);
    }

    @SimulationTest(seeds = 2, firstSeed = 1, strategy = "random")
    void counts(Simulation simulation, @TempDir Path directory) {
      LOG.add("test " + simulation.seed() + " " + (before == simulation) + " " + ++calls);
      assertThat(directory).isDirectory();
    }

    @Nested
    class Inner {
      private int inner;

      @BeforeEach
      void beforeInner() {
        LOG.add("before inner");
      }

      @AfterEach
      void afterInner() {
        LOG.add("after inner");
      }

      @SimulationTest(seeds = 1, firstSeed = 1, strategy = "random")
      void nested(Simulation simulation) {
        LOG.add("nested " + ++calls + " " + ++inner + " " + (before == simulation));
      }
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class OneInstance {
    private int calls;

    @SimulationTest(seeds = 2, firstSeed = 1, strategy = "random")
    void counts(Simulation simulation) {
      LOG.add("call " + ++calls);
    }
  }

  static class After {
    @AfterEach
    void after() {
      LOG.add("after");
      throw new IllegalStateException("from after");
    }

    @SimulationTest
    void fails(Simulation simulation) {
      throw new AssertionError("from the test");
    }
  }

  static class Assuming {
    @SimulationTest(seeds = 10)
    void even(Simulation simulation) {
      Assumptions.assumeTrue(simulation.seed() % 2 == 0, "even seeds only");
      LOG.add("even " + simulation.seed());
    }

    @SimulationTest(seeds = 10)
    void never(Simulation simulation) {
      Assumptions.abort("nothing fits");
    }
  }

  static class Unsteady {
    private static int runs;

    @SimulationTest(seeds = 10)
    void differs(Simulation simulation) {
      SharedLong counter = new SharedLong(simulation.scheduler(), "counter");
      for (int i = runs++ % 3; i >= 0; i--) {
        counter.getVolatile();
      }
    }
  }

  static class Bad {
    @SimulationTest(strategy = "best")
    void strategy(Simulation simulation) {}

    @SimulationTest(strategy = "pct(deep=3)")
    void parameter(Simulation simulation) {}

    @SimulationTest(cores = 0)
    void cores(Simulation simulation) {}

    @SimulationTest(seeds = 0)
    void seeds(Simulation simulation) {}

    @SimulationTest(seeds = 2, firstSeed = Long.MAX_VALUE - 1)
    void range(Simulation simulation) {}

    @SimulationTest(maxSteps = 0)
    void maxSteps(Simulation simulation) {}

    @SimulationTest(faults = "earthquake=1")
    void faults(Simulation simulation) {}

    @SimulationTest
    void none() {}
  }

  // ---- what is claimed of them ----

  @Test
  void everySeedIsRunInTheSimulatorAndOneInFiftyTwice() {
    assertThat(succeeded(launch(Passing.class))).containsExactly("joins(Simulation)");
    assertThat(LOG).hasSize(60 + 2 + 1); // 100 and 156 are audited, and 100 is run in another JVM
    assertThat(new TreeSet<>(LOG)).hasSize(60);
    assertThat(LOG.getFirst()).isEqualTo("100 3 pos main");
    assertThat(LOG.get(61)).isEqualTo("159 3 pos main");
    assertThat(LOG.getLast()).isEqualTo("100 3 pos main");
  }

  @Test
  void firstSeedThatDiffersInAnotherJvmFails() {
    assertThat(failure(launch(Salted.class), "startsInTheOrderOfSet(Simulation)"))
        .hasMessageStartingWith(
            "FAILED "
                + Salted.class.getName()
                + "#startsInTheOrderOfSet: NONDETERMINISM between JVMs\n  seed 0 is another run")
        .hasMessageContaining("the cause: the order of a collection of Set.of");
  }

  @Test
  void aFailureCarriesTheReplayLineInItsMessageAndInTheReport() {
    EngineExecutionResults results = launch(Failing.class);
    Throwable failure = failure(results, "loses(Simulation)");
    String line = replayLine(results, "loses(Simulation)");
    assertThat(failure)
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageStartingWith("FAILED " + Failing.class.getName() + "#loses: EXCEPTION main")
        .hasMessageContaining("no update is lost")
        .hasMessageContaining("replay: -Dminiss.replay='" + line + "'")
        .hasMessageNotContaining("./miniss");
    assertThat(line)
        .matches(
            Pattern.quote(Failing.class.getName())
                + "#loses seed=\\d+ cores=2 strategy=random hash=[0-9a-f]{16}");
    assertThat(succeeded(results)).containsExactly("ordinary()");
  }

  @Test
  void theDefaultStrategySearchesTheFirstSeedFirst() {
    EngineExecutionResults results = launch(Failing.class);
    String line = replayLine(results, "losesByDefault(Simulation)");
    assertThat(line).contains("#losesByDefault seed=1 cores=2 strategy=switches(");
    assertThat(failure(replay(line, Failing.class), "losesByDefault(Simulation)"))
        .hasMessageStartingWith("FAILED ");
  }

  @Test
  void aFailureIsShrunkAndItsLineIsThatOfTheSmallest() {
    EngineExecutionResults results = launch(Failing.class);
    String line = replayLine(results, "losesOtherwise(Simulation)");
    assertThat(line)
        .contains("#losesOtherwise ", " cores=2 strategy=switches(", " max-steps=500 step-cost=off")
        .doesNotContain("faults");
    assertThat(failure(results, "losesOtherwise(Simulation)"))
        .hasMessageMatching(
            "(?s).*shrunk: steps \\d+ -> \\d+, preemptions \\d+ -> \\d+, faults \\d+ -> \\d+,"
                + " tasks \\d+ -> \\d+.*")
        .hasMessageContaining("found:  -Dminiss.replay='" + Failing.class.getName() + "#loses")
        .hasMessageContaining(" strategy=pct(depth=2,steps=16) max-steps=500 step-cost=off faults=")
        .hasMessageEndingWith("replay: -Dminiss.replay='" + line + "'\n");
    assertThat(failure(replay(line, Failing.class), "losesOtherwise(Simulation)"))
        .hasMessageStartingWith("FAILED ");
  }

  @Test
  void theFirstSeedThatFailsEndsTheTest() {
    long failed = failedSeed(replayLine(launch(Failing.class), "loses(Simulation)"));
    assertThat(failed).isPositive();
    assertThat(LOG.stream().filter(entry -> entry.startsWith("loses")).toList())
        .endsWith("loses " + (failed - 1), "loses " + failed, "loses " + failed);
  }

  @Test
  void theReplayLineRunsThatOneRunOfThatOneTestOnce() {
    String line = replayLine(launch(Failing.class), "loses(Simulation)");
    LOG.clear();
    EngineExecutionResults results = replay(line, Failing.class, Passing.class);
    assertThat(LOG).containsExactly("loses " + failedSeed(line), "ordinary");
    assertThat(failure(results, "loses(Simulation)"))
        .hasMessageStartingWith("FAILED ")
        .hasMessageContaining("-Dminiss.replay='" + line + "'");
    assertThat(skipped(results))
        .containsExactlyInAnyOrder(
            "losesByDefault(Simulation): -Dminiss.replay runs only "
                + Failing.class.getName()
                + "#loses",
            "losesOtherwise(Simulation): -Dminiss.replay runs only "
                + Failing.class.getName()
                + "#loses",
            "joins(Simulation): -Dminiss.replay runs only " + Failing.class.getName() + "#loses");
  }

  @Test
  void aReplayThatIsAnotherRunSaysSo() {
    String line = replayLine(launch(Failing.class), "loses(Simulation)");
    String other = line.replaceFirst("hash=.*", "hash=0123456789abcdef");
    EngineExecutionResults results = replay(other, Failing.class);
    String note = "not the same run: hash 0123456789abcdef was recorded, this is ";
    assertThat(failure(results, "loses(Simulation)")).hasMessageStartingWith(note);
    assertThat(reported(results, "loses(Simulation)"))
        .anyMatch(entry -> entry.startsWith(note))
        .hasSize(2);
  }

  @Test
  void aReplayThatHoldsSucceeds() {
    EngineExecutionResults results =
        replay(Passing.class.getName() + "#joins seed=7 hash=0123456789abcdef", Passing.class);
    assertThat(succeeded(results)).containsExactly("joins(Simulation)");
    assertThat(LOG).containsExactly("7 2 random main");
    assertThat(reported(results, "joins(Simulation)"))
        .singleElement()
        .asString()
        .startsWith("not the same run: ");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      bank seed=7           | "bank" names no test; accepted: CLASS#METHOD seed=N
      ''                    | "" names no test
      %s#gone seed=7        | but that class has no method gone
      %s#joins              | it names no seed
      %s#joins seed=x       | "x" is no number, as seed is
      %s#joins seed=1 sed=1 | there is no key "sed"; accepted: NAME seed=N and any of seed, cores
      """)
  void aReplayLineThatCannotBeFailsTheTest(String line, String message) {
    EngineExecutionResults results =
        replay(line.formatted(Passing.class.getName()), Passing.class);
    assertThat(failure(results, "joins(Simulation)")).hasMessageContaining(message);
    assertThat(LOG).isEmpty();
  }

  @Test
  void aLineOfAnotherTestIsNotRead() {
    EngineExecutionResults results = replay("some.OtherTest#test what=ever", Passing.class);
    assertThat(skipped(results))
        .containsExactly("joins(Simulation): -Dminiss.replay runs only some.OtherTest#test");
  }

  @Test
  void eachRunHasItsOwnInstanceAndLifecycleInTheSimulation() {
    assertThat(succeeded(launch(Life.class)))
        .containsExactlyInAnyOrder("counts(Simulation, Path)", "nested(Simulation)");
    assertThat(String.join("; ", LOG))
        .contains(
            // JUnit's own instance, then one a run.
            "new; new; before counts(Simulation, Path); test 1 true 1; after 1;"
                + " new; before counts(Simulation, Path); test 2 true 1; after 1")
        .contains(
            "new; new; before nested(Simulation); before inner; nested 1 1 true; after inner;"
                + " after 1");
  }

  @Test
  void anInstanceForTheClassServesAllRuns() {
    assertThat(succeeded(launch(OneInstance.class))).hasSize(1);
    assertThat(LOG).startsWith("call 1", "call 2").hasSize(3); // the last is compared with another JVM's
  }

  @Test
  void whatIsThrownAfterATestThatFailedIsSuppressed() {
    Throwable failure = failure(launch(After.class), "fails(Simulation)");
    assertThat(failure).hasMessageContaining("from the test");
    assertThat(failure.getCause().getSuppressed()).singleElement().asString()
        .contains("from after");
  }

  @Test
  void anAssumptionEndsItsRunAndAbortsATestThatHasNoOther() {
    EngineExecutionResults results = launch(Assuming.class);
    assertThat(succeeded(results)).containsExactly("even(Simulation)");
    assertThat(LOG).contains("even 0", "even 2", "even 8").doesNotContain("even 1");
    Event aborted = results.testEvents().aborted().stream().findFirst().orElseThrow();
    assertThat(aborted.getTestDescriptor().getDisplayName()).isEqualTo("never(Simulation)");
    assertThat(aborted.getPayload(TestExecutionResult.class).orElseThrow().getThrowable())
        .get()
        .asString()
        .contains("nothing fits");
  }

  @Test
  void theAuditFindsATestThatIsNotDeterministic() {
    assertThat(failure(launch(Unsteady.class), "differs(Simulation)"))
        .hasMessageContaining("NONDETERMINISM");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      strategy(Simulation)  | strategy: cannot read the strategy "best": there is no strategy "best"; accepted: random
      parameter(Simulation) | it has no parameter [deep]; accepted: random
      cores(Simulation)     | cores: a simulation has at least 1 core and at most 4094: 0
      seeds(Simulation)     | seeds: a test has at least 1 seed: 0
      range(Simulation)     | range: seeds, firstSeed: there are no 2 seeds from 9223372036854775806 on
      maxSteps(Simulation)  | maxSteps: a run takes at least 1 step: 0
      faults(Simulation)    | there is no fault "earthquake"; accepted: none, few, swarm
      none()                | none: neither it nor a method before it takes the Simulation, and its code is not woven
      """)
  void anAnnotationThatCannotBeFailsTheTest(String test, String message) {
    assertThat(failure(launch(Bad.class), test))
        .hasMessageStartingWith("@SimulationTest " + Bad.class.getName() + "#")
        .hasMessageContaining(message);
  }

  // ---- launching ----

  @Test
  void aFailureThatNobodyLooksAtFailsTheTestOnce() {
    EngineExecutionResults results = launch(Neglecting.class);
    results.testEvents().assertStatistics(events -> events.succeeded(1).failed(1));
    Throwable thrown =
        results.testEvents().failed().stream()
            .flatMap(event -> event.getPayload(TestExecutionResult.class).stream())
            .flatMap(result -> result.getThrowable().stream())
            .findFirst()
            .orElseThrow();
    assertThat(thrown)
        .hasMessageContaining("nobody looked at a failure of task ")
        .hasMessageContaining("nobody looks at this")
        .hasMessageContaining("neglects seed=0 ");
    assertThat(LOG.stream().filter("neglects"::equals).count()).isLessThan(20);
  }

  private static EngineExecutionResults launch(Class<?>... classes) {
    return launch(Optional.empty(), classes);
  }

  private static EngineExecutionResults replay(String line, Class<?>... classes) {
    return launch(Optional.of(line), classes);
  }

  private static EngineExecutionResults launch(Optional<String> replay, Class<?>... classes) {
    LOG.clear();
    EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter");
    for (Class<?> each : classes) {
      kit.selectors(selectClass(each));
    }
    replay.ifPresent(line -> kit.configurationParameter(ReplayRequest.PROPERTY, line));
    return kit.execute();
  }

  private static List<String> reported(EngineExecutionResults results, String test) {
    return TestEvents.reported(results, test, ReplayRequest.PROPERTY);
  }

  private static String replayLine(EngineExecutionResults results, String test) {
    assertThat(reported(results, test)).hasSize(1);
    return reported(results, test).getFirst();
  }

  private static long failedSeed(String line) {
    return Long.parseLong(line.replaceFirst(".* seed=(\\d+) .*", "$1"));
  }
}
