package io.miniss.properties.jqwik;

import static io.miniss.testkit.TestEvents.failure;
import static io.miniss.testkit.TestEvents.skipped;
import static io.miniss.testkit.TestEvents.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.miniss.properties.RuntimeActions;
import io.miniss.properties.RuntimeChain;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.replay.ReplayRequest;
import io.miniss.simulator.scenario.World;
import io.miniss.testkit.TestEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What a property with a {@link Simulation} does, as a launcher sees it. */
@Isolated("the property that asks for a replay is one of the system")
final class SimulationPropertiesTest {
  /** What the classes below did, in order. */
  private static final List<String> LOG = new CopyOnWriteArrayList<>();

  // ---- the properties that are launched; their names do not end as Surefire wants them to ----

  static class Passing {
    @Property(tries = 51)
    void joins(@ForAll @Cores({1, 3}) @Strategy("random") @Faults("swarm") Simulation simulation) {
      LOG.add(
          simulation.seed()
              + " "
              + simulation.cores()
              + " "
              + simulation.options().strategy()
              + " "
              + simulation.options().faults()
              + " "
              + Thread.currentThread().getName());
      Statistics.collect(simulation.cores());
      try (MultiCoreRuntime runtime = simulation.runtime().start()) {
        simulation.require(runtime.spawn(() -> 1).join() == 1, "one is one");
      }
    }

    @Property(tries = 5)
    void withDefaults(@ForAll Simulation simulation) {
      LOG.add("defaults " + simulation.options().withSeed(0));
    }

    @Property(tries = 2)
    void withoutSimulation(@ForAll int number) {
      LOG.add("ordinary");
    }
  }

  /** Tries whose strategy is to know how long they are. */
  static class Learning {
    private static void run(String name, Simulation simulation, int accesses) {
      LOG.add(name + " " + simulation.options().strategy());
      SharedReference<Integer> shared = new SharedReference<>(simulation.scheduler(), "shared", 0);
      for (int i = 0; i < accesses; i++) {
        shared.getAcquire();
      }
    }

    @Property(tries = 6)
    void even(@ForAll Simulation simulation) {
      run("even", simulation, 3_000);
    }

    @Property(tries = 2)
    void given(@ForAll @Strategy("portfolio(steps=512)") Simulation simulation) {
      run("given", simulation, 3_000);
    }

    @Property(tries = 2)
    void partly(@ForAll @Strategy("pct(depth=3)") Simulation simulation) {
      run("partly", simulation, 3_000);
    }

    @Property(tries = 50, seed = "42", edgeCases = EdgeCasesMode.FIRST)
    void varied(@ForAll @IntRange(min = 1, max = 100) int size, @ForAll Simulation simulation) {
      run("varied", simulation, 100 * size);
    }
  }

  /** An update is lost if another client comes between reading and writing. */
  private static void race(World world, int clients) {
    SharedReference<Integer> counter = new SharedReference<>(world.scheduler(), "counter", 0);
    List<World.Client> others = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      others.add(
          world.client("other", () -> counter.setRelease(counter.getAcquire() + 1)));
    }
    others.forEach(World.Client::join);
    world.require(counter.getAcquire() == clients, "no update is lost");
  }

  static class Failing {
    @Property(tries = 200)
    void loses(
        @ForAll @Size(max = 5) List<@IntRange(min = 1, max = 9) Integer> letters,
        @ForAll @Cores({1, 2, 3}) Simulation simulation) {
      LOG.add("loses " + simulation.seed() + " " + letters);
      try (MultiCoreRuntime runtime = simulation.runtime().start()) {
        letters.forEach(letter -> runtime.spawn(() -> letter).join());
      }
      simulation.require(letters.size() < 2, "no update is lost"); // whatever the interleaving
    }

    @Property(tries = 200)
    void alone(@ForAll Simulation simulation) {
      LOG.add("alone " + simulation.seed());
      race(simulation, 2);
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void unshrunk(@ForAll @IntRange(min = 2, max = 5) int clients, @ForAll Simulation simulation) {
      LOG.add("unshrunk " + simulation.seed() + " " + clients);
      race(simulation, clients);
    }

    @Property(tries = 1)
    boolean answersFalse(@ForAll Simulation simulation) {
      return false;
    }
  }

  /** Two defects: what shrinks is to stay the one that was found. */
  static class TwoDefects {
    @Property(tries = 100, afterFailure = AfterFailureMode.RANDOM_SEED)
    void stays(@ForAll @IntRange(max = 1_000) int number, @ForAll Simulation simulation) {
      if (number >= 500) {
        throw new AssertionError("great: " + number);
      }
      if (number < 10) {
        throw new AssertionError("small: " + number);
      }
    }
  }

  static class Life {
    private int calls;

    @BeforeTry
    void before() {
      calls = 0;
      LOG.add("before " + Thread.currentThread().isVirtual());
    }

    @AfterTry
    void after() {
      LOG.add("after " + Thread.currentThread().isVirtual());
    }

    @Property(tries = 3)
    void counts(@ForAll Simulation simulation) {
      LOG.add("try " + ++calls);
    }
  }

  static class Assuming {
    @Property(tries = 50)
    void even(@ForAll @IntRange(max = 9) int number, @ForAll Simulation simulation) {
      Assume.that(number % 2 == 0);
      LOG.add("even " + number % 2);
    }

    /** Shrinking meets tries that are invalid. */
    @Property(tries = 200, seed = "42")
    void shrinksPastInvalid(
        @ForAll @IntRange(max = 1_000) int number, @ForAll Simulation simulation) {
      Assume.that(number % 3 == 0);
      LOG.add("number " + number);
      simulation.require(number < 100, "below 100");
    }
  }

  /** What is composed of reusable parts. */
  static class Composed {
    @Property(tries = 200)
    void chains(
        @ForAll("chains") RuntimeChain chain,
        @ForAll @Cores({1, 2}) @Faults(Faults.DRAWN) @Steps(max = 50_000,
            costTime = false) Simulation simulation) {
      LOG.add("chains " + chain);
      chain.run(
          simulation,
          live -> simulation.require(live.accepted().size() < 3, "fewer than three tasks"));
    }

    @Provide
    Arbitrary<RuntimeChain> chains() {
      return RuntimeChain.of(RuntimeActions.all(12));
    }

    @Property(tries = 100)
    void bounds(
        @ForAll @Faults(value = "stall=0.01", steps = 20,
            livenessSteps = 30) Simulation simulation) {
      SimulationOptions options = simulation.options();
      LOG.add("bounds " + options.faultSteps() + " " + options.livenessSteps());
      simulation.runtime().start().close();
    }
  }

  static class Unsteady {
    private static int runs;

    @Property(tries = 5)
    void differs(@ForAll Simulation simulation) {
      SharedReference<Integer> shared = new SharedReference<>(simulation.scheduler(), "shared", 0);
      for (int i = runs++ % 3; i >= 0; i--) {
        shared.getAcquire();
      }
    }
  }

  /** A task fails, and nobody looks. */
  static class Neglecting {
    @Property(tries = 20)
    void neglects(@ForAll Simulation simulation) {
      try (MultiCoreRuntime runtime = simulation.runtime().start()) {
        var _ =
            runtime.spawn(
                () -> {
                  throw new IllegalStateException("nobody looks at this");
                });
      }
    }
  }

  static class Endless {
    @Property(tries = 100_000_000)
    void never(@ForAll Simulation simulation) {
      LOG.add("never");
      simulation.runtime().start().close();
    }
  }

  static class Slow {
    @Property(tries = 10)
    void shrinks(
        @ForAll @Size(min = 50, max = 60) List<Integer> numbers, @ForAll Simulation simulation) {
      LOG.add("slow");
      SharedReference<Integer> shared = new SharedReference<>(simulation.scheduler(), "shared", 0);
      for (int i = 0; i < 500_000; i++) {
        shared.getAcquire();
      }
      simulation.require(numbers.isEmpty(), "fails whatever the numbers");
    }
  }

  /** Starts tasks in an order that is another in each JVM. */
  static class Salted {
    @Property(tries = 5)
    void starts(@ForAll @IntRange(min = 1, max = 3) int times, @ForAll Simulation simulation) {
      try (MultiCoreRuntime runtime = simulation.runtime().start()) {
        for (String name : Set.of("a", "b", "c")) {
          for (int i = 0; i < times * (name.charAt(0) % 8); i++) {
            runtime.spawnOn(0, () -> name).join();
          }
          runtime.spawnOn(simulation.cores() - 1, () -> name).join();
        }
      }
    }
  }

  static class Bad {
    @Property
    void strategy(@ForAll @Strategy("best") Simulation simulation) {}

    @Property
    void cores(@ForAll @Cores({2, 0}) Simulation simulation) {}

    @Property
    void noCores(@ForAll @Cores({}) Simulation simulation) {}

    @Property
    void faults(@ForAll @Faults("earthquake=1") Simulation simulation) {}

    @Property
    void two(@ForAll Simulation simulation, @ForAll Simulation other) {}
  }

  // ---- what is claimed of them ----

  @BeforeEach
  @AfterEach
  void noReplay() {
    System.clearProperty(ReplayRequest.PROPERTY);
    LOG.clear();
  }

  @Test
  void everyTryIsARunInTheSimulatorAndOneInFiftyIsDoneTwice() {
    EngineExecutionResults results = launch(Passing.class);
    assertThat(succeeded(results))
        .containsExactlyInAnyOrder("joins", "withDefaults", "withoutSimulation");
    List<String> joins = LOG.stream().filter(entry -> entry.contains(" swarm ")).toList();
    assertThat(joins).hasSize(51 + 2 + 1); // two are audited, and the first is compared with another JVM
    assertThat(new TreeSet<>(joins)).hasSize(51);
    assertThat(joins)
        .allMatch(entry -> entry.matches("-?\\d+ [13] random swarm main"))
        .anyMatch(entry -> entry.contains(" 1 random"))
        .anyMatch(entry -> entry.contains(" 3 random"));
    assertThat(LOG.stream().filter(entry -> entry.startsWith("defaults")).toList())
        .isNotEmpty()
        .allMatch(entry -> entry.contains("cores=2, strategy="));
  }

  private static List<String> strategies(String property) {
    return LOG.stream()
        .filter(entry -> entry.startsWith(property))
        .map(entry -> entry.substring(property.length() + 1))
        .filter(strategy -> !strategy.equals("random")) // of which others learn
        .toList();
  }

  @Test
  void strategiesLearnFromTheFirstTry() {
    launch(Learning.class);
    assertThat(strategies("even"))
        .hasSize(6 + 2) // one is audited, and the first is compared with another JVM
        .allMatch(strategy -> strategy.matches("portfolio\\(steps=2048,events=3\\d\\d\\d.*\\)"));
    assertThat(strategies("given")).containsOnly("portfolio(steps=512)");
    assertThat(strategies("partly")).containsOnly("pct(depth=3,steps=3000)");
  }

  @Test
  void strategiesLearnAnewFromMuchLongerTries() {
    launch(Learning.class);
    List<String> strategies = strategies("varied");
    assertThat(new TreeSet<>(strategies)).hasSizeBetween(2, 6);
    assertThat(strategies.get(strategies.size() - 2))
        .matches("portfolio\\(steps=(2048|4096|8192),.*");
  }

  @Test
  void foundRunsOfLearnedStrategiesAreReplayed() {
    String message = String.valueOf(failure(launch(Failing.class), "alone").getMessage());
    Matcher found = Pattern.compile("found:  -Dminiss.replay='(.*)'").matcher(message);
    assertThat(found.find()).as(message).isTrue();
    assertThat(found.group(1)).contains(" strategy=portfolio(steps=64,events=");
    LOG.clear();
    assertThat(failure(replay(found.group(1), Failing.class), "alone"))
        .hasMessageStartingWith("FAILED ")
        .hasMessageContaining("no update is lost");
    assertThat(LOG).hasSize(1);
  }

  @Test
  void aFailureCarriesTheReplayLineInItsMessageTheReportAndAFootnote() {
    EngineExecutionResults results = launch(Failing.class);
    String line = replayLine(results, "loses");
    assertThat(line)
        .matches(
            Pattern.quote(Failing.class.getName() + "#loses")
                + " seed=-?\\d+ cores=\\d strategy=\\S+ hash=[0-9a-f]{16}"
                + " jqwik=-?\\d+/200/\\d+/(\\d+[SFI])*\\d+F");
    assertThat(failure(results, "loses"))
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageStartingWith("FAILED " + Failing.class.getName() + "#loses: EXCEPTION main")
        .hasMessageContaining("no update is lost")
        .hasMessageMatching(
            "(?s).*shrunk: steps \\d+ -> \\d+, preemptions \\d+ -> \\d+, faults \\d+ -> \\d+,"
                + " tasks \\d+ -> \\d+.*")
        .hasMessageEndingWith("replay: -Dminiss.replay='" + line + "'\n")
        .hasMessageNotContaining("./miniss");
    assertThat(jqwikReport(results, "loses"))
        .contains("Shrunk Sample")
        .contains("  #1 replay: -Dminiss.replay='" + Failing.class.getName() + "#loses seed=")
        .contains("simulation: Simulation(seed=");
  }

  @Test
  void theWorkloadShrinksAndTheSeedStays() {
    String report = jqwikReport(launch(Failing.class), "loses");
    List<String> seeds = new ArrayList<>();
    Matcher seed = Pattern.compile("simulation: Simulation\\(seed=(-?\\d+)").matcher(report);
    while (seed.find()) {
      seeds.add(seed.group(1));
    }
    assertThat(seeds).as(report).hasSize(2);
    assertThat(seeds.getFirst()).isEqualTo(seeds.getLast());
    assertThat(report.substring(0, report.indexOf("Original Sample")))
        .contains("letters: [1, 1]")
        .contains(" cores=1 ");
  }

  @ParameterizedTest
  @CsvSource({"loses", "alone", "unshrunk"})
  void theReplayLineRunsThatOneRunOfThatOnePropertyOnce(String property) {
    EngineExecutionResults found = launch(Failing.class);
    String line = replayLine(found, property);
    LOG.clear();
    EngineExecutionResults results = replay(line, Failing.class, Passing.class);
    List<String> simulated = LOG.stream().filter(entry -> !entry.equals("ordinary")).toList();
    assertThat(simulated).singleElement().asString().startsWith(property + " ");
    assertThat(failure(results, property))
        .hasMessageStartingWith("FAILED ")
        .hasMessageEndingWith("replay: -Dminiss.replay='" + line + "'\n");
    assertThat(replayLine(results, property)).isEqualTo(line);
    assertThat(skipped(results))
        .hasSize(5)
        .contains("joins: -Dminiss.replay runs only " + Failing.class.getName() + "#" + property);
    assertThat(succeeded(results)).containsExactly("withoutSimulation");
    if (property.equals("loses")) {
      String shrunk = LOG.getFirst().replaceFirst(".*\\[", "letters: [");
      assertThat(jqwikReport(found, "loses")).contains(shrunk);
      assertThat(jqwikReport(results, "loses")).contains(shrunk);
    }
  }

  @Test
  void aReplayFindsASampleBehindInvalidOnes() {
    String line = replayLine(launch(Assuming.class), "shrinksPastInvalid");
    assertThat(line).containsPattern("jqwik=.*\\dI");
    LOG.clear();
    EngineExecutionResults results = replay(line, Assuming.class);
    assertThat(failure(results, "shrinksPastInvalid")).hasMessageContaining("below 100");
    assertThat(LOG).containsExactly("number 102");
  }

  @Test
  void aSimulationAloneIsReplayedWithoutWhatIsJqwiks() {
    String line = replayLine(launch(Failing.class), "alone").replaceFirst(" jqwik=.*", "");
    LOG.clear();
    EngineExecutionResults results = replay(line, Failing.class);
    assertThat(failure(results, "alone")).hasMessageContaining("no update is lost");
    assertThat(LOG).hasSize(1);
  }

  @Test
  void aReplayThatIsAnotherRunSaysSo() {
    EngineExecutionResults results =
        replay(Passing.class.getName() + "#withDefaults seed=7 hash=0123456789abcdef",
            Passing.class);
    assertThat(succeeded(results)).contains("withDefaults");
    assertThat(reported(results, "withDefaults"))
        .singleElement()
        .asString()
        .startsWith("not the same run: hash 0123456789abcdef was recorded, this is ");
  }

  @Test
  void aChainOfActionsShrinksAndItsLineBringsItBack() {
    EngineExecutionResults found = launch(Composed.class);
    String line = replayLine(found, "chains");
    assertThat(line).contains(" max-steps=50000 step-cost=off").doesNotContain(" faults=");
    String report = jqwikReport(found, "chains");
    assertThat(report.substring(0, report.indexOf("Original Sample")))
        .containsPattern("chain: \\[(task|fiber|failing task) 0 of 0 ns;"
            + " (task|fiber|failing task) 1 of 0 ns; (task|fiber|failing task) 2 of 0 ns\\]");
    LOG.clear();
    EngineExecutionResults results = replay(line, Composed.class);
    assertThat(replayLine(results, "chains")).isEqualTo(line);
    assertThat(LOG)
        .singleElement()
        .asString()
        .matches("chains \\[[^;]+ 0 of 0 ns; [^;]+ 1 of 0 ns; [^;]+ 2 of 0 ns\\]");
  }

  @Test
  void theBoundsOfFaultsAndStepsAreAnnotationsToo() {
    EngineExecutionResults found = launch(Composed.class);
    assertThat(LOG).contains("bounds 20 30");
    assertThat(failure(found, "bounds")).hasMessageContaining("LIVENESS");
    assertThat(replayLine(found, "bounds")).contains(" fault-steps=20 liveness-steps=30");
  }

  @Test
  void aSampleThatIsNotGeneratedAnyMoreFailsTheReplay() {
    String line =
        replayLine(launch(Failing.class), "loses").replaceFirst("jqwik=.*", "jqwik=1/3/7/2S1F");
    LOG.clear();
    assertThat(failure(replay(line, Failing.class), "loses"))
        .hasMessageContaining("cannot be generated any more")
        .hasMessageContaining("jqwik stopped at try 3 of 10");
    assertThat(LOG).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      bank seed=7                | "bank" names no test; accepted: CLASS#METHOD seed=N
      %s#gone seed=7             | but that class has no method gone
      %s#alone                   | it names no seed
      %s#alone seed=1 sed=1      | there is no key "sed"
      %s#alone seed=1 jqwik=what | cannot read "jqwik=what"; accepted: SEED/TRIES/INDEX
      %s#unshrunk seed=1         | #unshrunk has parameters other than a simulation, and without jqwik=
      """)
  void aReplayLineThatCannotBeFailsTheProperty(String line, String message) {
    EngineExecutionResults results =
        replay(line.formatted(Failing.class.getName()), Failing.class);
    String property = line.contains("unshrunk") ? "unshrunk" : "alone";
    assertThat(failure(results, property)).hasMessageContaining(message);
    assertThat(LOG).isEmpty();
  }

  @Test
  void aPropertyThatReturnsFalseFails() {
    assertThat(failure(launch(Failing.class), "answersFalse"))
        .hasMessageContaining("the property returned false");
  }

  @Test
  void shrinkingStaysWithTheFailureThatWasFound() {
    Throwable failure = failure(launch(TwoDefects.class), "stays");
    assertThat(failure.getMessage()).containsPattern("great: 500|small: 0");
  }

  @Test
  void whatIsDoneBeforeAndAfterATryIsDoneInEachRunInTheSimulation() {
    assertThat(succeeded(launch(Life.class))).containsExactly("counts");
    assertThat(LOG).hasSize(3 * (4 + 3 + 2)); // four to learn; the first is audited, and compared with another JVM
    assertThat(LOG.subList(0, 3)).containsExactly("before true", "try 1", "after true");
    assertThat(new TreeSet<>(LOG)).hasSize(3);
  }

  @Test
  void aTryWithoutItsAssumptionIsInvalid() {
    EngineExecutionResults results = launch(Assuming.class);
    assertThat(succeeded(results)).containsExactly("even");
    assertThat(LOG).contains("even 0").doesNotContain("even 1");
  }

  @Test
  void theAuditFindsAPropertyThatIsNotDeterministic() {
    assertThat(failure(launch(Unsteady.class), "differs")).hasMessageContaining("NONDETERMINISM");
  }

  @Test
  void anInterruptEndsAPropertyAndSaysHowFarItWas() throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread launcher =
        Thread.ofPlatform().start(() -> failure.set(failure(launch(Endless.class), "never")));
    await().until(() -> LOG.size() > 10);
    launcher.interrupt();
    launcher.join();
    assertThat(failure.get().getMessage())
        .matches(
            ".*#never was interrupted after [\\d,]+ of 100,000,000 tries, which passed;"
                + " @Property\\(seed = \"-?\\d+\"\\) begins with the same");
  }

  @Test
  void noTryIsRunAfterTheTimeForShrinking() {
    EngineExecutionResults results =
        EngineTestKit.engine("jqwik")
            .configurationParameter("jqwik.database", "")
            .configurationParameter("jqwik.shrinking.bounded.seconds", "1")
            .selectors(selectClass(Slow.class))
            .execute();
    assertThat(failure(results, "shrinks")).hasMessageContaining("fails whatever the numbers");
    int tries = LOG.size();
    launch(Passing.class);
    assertThat(LOG.stream().filter("slow"::equals).count()).isEqualTo(tries);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      strategy | there is no strategy "best"; accepted: random
      cores    | a simulation has at least 1 core and at most 4094: 0
      noCores  | @Cores names no number of cores
      faults   | there is no fault "earthquake"; accepted: none, few, swarm
      two      | #two takes more than one Simulation, but a try is one run
      """)
  void anAnnotationThatCannotBeFailsTheProperty(String property, String message) {
    assertThat(failure(launch(Bad.class), property)).hasMessageContaining(message);
  }

  @Test
  void aPathIsWrittenAsItIsRead() {
    for (String text : List.of("-42/1000/7", "42/1000/1/1F", "42/1000/7/12S1F3I2S2F")) {
      assertThat(SamplePath.parse(text)).hasToString(text);
    }
    assertThat(SamplePath.parse("42/1000/7/2S1F3I2F").length()).isEqualTo(7 + 8);
  }

  @Test
  void tryThatDiffersInAnotherJvmFails() {
    assertThat(failure(launch(Salted.class), "starts"))
        .hasMessageContaining("NONDETERMINISM between JVMs")
        .hasMessageContaining("the cause: the order of a collection of Set.of");
  }

  // ---- launching ----

  private static EngineExecutionResults launch(Class<?>... classes) {
    EngineTestKit.Builder kit =
        EngineTestKit.engine("jqwik")
            .configurationParameter("jqwik.database", "")
            .configurationParameter("jqwik.reporting.usejunitplatform", "true")
            .configurationParameter("jqwik.reporting.onlyfailures", "true");
    for (Class<?> each : classes) {
      kit.selectors(selectClass(each));
    }
    return kit.execute();
  }

  @Test
  void aFailureThatNobodyLooksAtFailsTheProperty() {
    assertThat(failure(launch(Neglecting.class), "neglects"))
        .hasMessageContaining("nobody looked at a failure of task ")
        .hasMessageContaining("nobody looks at this");
  }

  private static EngineExecutionResults replay(String line, Class<?>... classes) {
    System.setProperty(ReplayRequest.PROPERTY, line);
    return launch(classes);
  }

  private static List<String> reported(EngineExecutionResults results, String property) {
    return TestEvents.reported(results, property, ReplayRequest.PROPERTY);
  }

  private static String replayLine(EngineExecutionResults results, String property) {
    assertThat(reported(results, property)).hasSize(1);
    return reported(results, property).getFirst();
  }

  private static String jqwikReport(EngineExecutionResults results, String property) {
    return TestEvents.entries(results, property)
        .filter(entry -> !entry.containsKey(ReplayRequest.PROPERTY))
        .map(entry -> String.join("\n", entry.values()))
        .findFirst()
        .orElseThrow();
  }
}
