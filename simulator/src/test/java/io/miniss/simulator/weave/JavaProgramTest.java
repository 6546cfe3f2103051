package io.miniss.simulator.weave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import example.woven.Broken;
import example.woven.BrokenFacilities;
import example.woven.Correct;
import example.woven.CorrectCallbacks;
import example.woven.CorrectCollections;
import example.woven.CorrectFacilities;
import example.woven.CorrectInitialisers;
import example.woven.CorrectInside;
import example.woven.CorrectMonitors;
import example.woven.CorrectPools;
import example.woven.CorrectReflection;
import example.woven.HashOrders;
import example.woven.Initialisers;
import example.woven.Racy;
import example.woven.Shown;
import example.woven.Surroundings;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.Trace;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.replay.Recording;
import io.miniss.simulator.shrink.Shrinker;
import io.miniss.simulator.strategy.Strategies;
import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain programs in the simulator. */
class JavaProgramTest {
  private static final String PORTFOLIO = "portfolio(steps=512)";

  static Stream<String> broken() {
    return Stream.concat(Programs.in(Broken.class), Programs.in(BrokenFacilities.class));
  }

  static Stream<String> initialisers() {
    return Programs.in(Initialisers.class);
  }

  static Stream<String> racy() {
    return Programs.in(Racy.class);
  }

  static Stream<String> correct() {
    return Stream.of(
        Correct.class, CorrectCallbacks.class, CorrectCollections.class, CorrectFacilities.class,
        CorrectInside.class, CorrectInitialisers.class, CorrectMonitors.class, CorrectPools.class,
        CorrectReflection.class, HashOrders.class)
        .flatMap(Programs::in);
  }

  static Stream<String> orders() {
    return Programs.in(HashOrders.class)
        .filter(each -> !each.equals(HashOrders.OfClasses.class.getName())); // theirs last longer than a run
  }

  private static RunFailure failure(Campaign.Result result) {
    return result.failure().orElseThrow().failure();
  }

  private static SimulationResult run(JavaProgram program, long seed) {
    return Simulator.run(
        SimulationOptions.seed(seed).withStrategy(Strategies.parse("random")), program::run);
  }

  @ParameterizedTest
  @MethodSource("broken")
  void bugsOfPlainProgramsAreFound(String type) {
    RunFailure found = failure(Programs.explore(Programs.program(type, false), PORTFOLIO, 500, 50));
    assertThat(found.kind()).isIn(FailureKind.EXCEPTION, FailureKind.DEADLOCK);
  }

  @ParameterizedTest
  @MethodSource("initialisers")
  void deadlocksOfInitialisersAreFound(String type) {
    RunFailure found = failure(Programs.explore(Programs.program(type, true), PORTFOLIO, 500, 50));
    assertThat(found.kind()).isEqualTo(FailureKind.DEADLOCK);
    assertThat(found.message()).contains("Initialisers.java:");
  }

  static Stream<Arguments> circles() {
    return Stream.of(
        Arguments.of(Broken.LockOrder.class, "is parked and waits for a lock, held by Thread-"),
        Arguments.of(
            Broken.StampOrder.class,
            "main is parked and waits for a lock, held by other, after a look at Stamped"),
        Arguments.of(
            Broken.ReadersOrder.class,
            "other is parked and waits for a lock, held by main, after a look at WriteLock"),
        Arguments.of(Broken.MonitorOrder.class, " releases monitor of "),
        Arguments.of(Initialisers.ByName.class, " releases initialisation of class "));
  }

  @ParameterizedTest
  @MethodSource("circles")
  void deadlocksNameTheCircle(Class<?> type, String what) {
    RunFailure found =
        failure(Programs.explore(Programs.program(type.getName(), true), PORTFOLIO, 500, 50));
    assertThat(found.message()).contains("in a circle: ", " waits for ", what);
  }

  @Test
  void whoConvertedAndReleasedALockHoldsNone() {
    JavaProgram program = Programs.program(Broken.StampKept.class.getName(), true);
    assertThat(failure(Programs.explore(program, PORTFOLIO, 1, 50)).message())
        .contains("main is parked and waits for a lock, held by other")
        .doesNotContain("in a circle");
  }

  @Test
  void daemonsThatWaitForOthersAreListed() {
    RunFailure found =
        failure(
            Programs.explore(
                Programs.program(Initialisers.WaitsForPool.class.getName(), true), PORTFOLIO, 500,
                50));
    assertThat(found.message())
        .containsPattern("worker-\\d is parked until main releases initialisation of class Table");
  }

  @Test
  void daemonsInTheCircleAreListed() {
    RunFailure found =
        failure(
            Programs.explore(
                Programs.program(Broken.DaemonInCircle.class.getName(), true), PORTFOLIO, 500,
                50));
    assertThat(found.message())
        .contains("main is parked until background releases",
            "background is parked until main releases");
  }

  @Test
  void whoWaitsForANoticeIsListedSo() {
    RunFailure found =
        failure(
            Programs.explore(
                Programs.program(Broken.NotifyForAll.class.getName(), true), PORTFOLIO, 500, 50));
    assertThat(found.message())
        .containsPattern("Thread-\\d is parked until somebody notifies monitor of \\w+@\\d");
  }

  @Test
  void whoWaitsAfterSpinsIsListedWithTheLastLook() {
    RunFailure found = run(Programs.program(Shown.AwaitsPhaser.class.getName(), true), 0)
        .failure().orElseThrow();
    assertThat(found.message()).contains("main is parked, after a look at Phaser@1\n");
  }

  @Test
  void framesOfInitialisersHaveTheirOwnName() {
    RunFailure found =
        failure(
            Programs.explore(
                Programs.program(Initialisers.EachOther.class.getName(), true), PORTFOLIO, 500,
                50));
    assertThat(found.message())
        .contains("Initialisers$EachOther$First.<clinit>(Initialisers.java:")
        .doesNotContain("miniss$");
  }

  @ParameterizedTest
  @MethodSource("racy")
  void racesAreFoundThoughValuesAreRight(String type) {
    RunFailure found = failure(Programs.explore(Programs.program(type, true), PORTFOLIO, 50, 50));
    assertThat(found.kind()).isEqualTo(FailureKind.RACE);
    assertThat(found.message()).contains("data race on ", "Racy.java:");
  }

  @Test
  void racesNameTheLocksThatWereHeld() {
    String type = Racy.LockOfOne.class.getName();
    RunFailure found = failure(Programs.explore(Programs.program(type, true), PORTFOLIO, 50, 50));
    assertThat(found.message())
        .containsPattern("thread one [^\n]+, while it holds ReentrantLock@1\n")
        .containsPattern("thread other [^\n]+, without a lock\n");
  }

  @Test
  void racesNameNoLockThatWasGivenBack() {
    String type = Racy.MonitorGivenBack.class.getName();
    RunFailure found = failure(Programs.explore(Programs.program(type, true), PORTFOLIO, 50, 50));
    assertThat(found.message())
        .containsPattern("thread one [^\n]+, without a lock\n")
        .containsPattern("thread other [^\n]+, without a lock\n");
  }

  @ParameterizedTest
  @MethodSource("correct")
  void correctProgramsHoldAndDoNotRace(String type) {
    JavaProgram program = Programs.program(type, true);
    for (String strategy : List.of(PORTFOLIO, "pct(depth=3,steps=30)")) {
      Campaign.Result result = Programs.explore(program, strategy, 150, 3);
      assertThat(result.failure().map(FailureReport::failure)).as(strategy).isEmpty();
    }
    assertThat(program.steps()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("correct")
  void runsDoNotDependOnThoseBefore(String type) {
    JavaProgram one = Programs.program(type, true);
    JavaProgram other = Programs.program(type, true);
    List<String> hashes = new ArrayList<>();
    for (int seed = 0; seed < 5; seed++) {
      hashes.add(run(one, seed).traceHashText());
    }
    for (int seed = 4; seed >= 0; seed--) {
      assertThat(run(other, seed).traceHashText()).isEqualTo(hashes.get(seed));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"random", "pct(depth=3,steps=100)", "pos", "urw(events=100)", "switches()"})
  void loopsThatSpinEndUnderEveryStrategy(String strategy) {
    JavaProgram program = Programs.program(Surroundings.Spins.class.getName(), false);
    assertThat(Programs.explore(program, strategy, 5, 5).failure()).isEmpty();
  }

  @Test
  void faultsHitWaitsOfWovenCode() {
    JavaProgram program = Programs.program(Correct.GuardedQueue.class.getName(), true);
    SimulationOptions options =
        SimulationOptions.seed(0)
            .withFaults(
                io.miniss.simulator.fault.Faults.parse("spurious-wake=0.5,late-unpark=0.5"));
    long faults = 0;
    for (int seed = 0; seed < 30; seed++) {
      SimulationResult result = Simulator.run(options.withSeed(seed), program::run);
      assertThat(result.failure()).isEmpty();
      faults += result.faults().size();
    }
    assertThat(faults).isPositive();
  }

  @ParameterizedTest
  @MethodSource("orders")
  void seedsGiveDifferentOrdersOfHashCodes(String type) {
    JavaProgram program = Programs.program(type, true);
    Set<Long> lengths = new TreeSet<>();
    for (int seed = 0; seed < 10; seed++) {
      lengths.add(run(program, seed).steps());
    }
    assertThat(lengths).hasSizeGreaterThan(1);
  }

  @Test
  void staticStateIsNewInEachRun() {
    JavaProgram program = Programs.program(Surroundings.Statics.class.getName(), true);
    for (int seed = 0; seed < 5; seed++) {
      assertThat(run(program, seed).failure()).isEmpty();
    }
  }

  @Test
  void ordersThatTheJvmDrawsFollowFromTheSeed() {
    Set<String> seen = new TreeSet<>();
    for (int seed = 0; seed < 5; seed++) {
      String order = orderOf(seed);
      assertThat(orderOf(seed)).isEqualTo(order);
      seen.add(order);
    }
    assertThat(seen).hasSizeGreaterThan(1);
  }

  @Test
  void whatLibrariesDrawOnceChangesNoRun() {
    JavaProgram program = Programs.program(Surroundings.DrawsAfterLibrary.class.getName(), true);
    SimulationResult first = run(program, 0);
    assertThat(run(program, 0).traceHashText()).isEqualTo(first.traceHashText());
    assertThat(run(program, 1).steps()).isNotEqualTo(first.steps());
  }

  private static String orderOf(int seed) {
    JavaProgram program = Programs.program(Surroundings.Orders.class.getName(), true);
    return run(program, seed).failure().orElseThrow().message();
  }

  @Test
  void clocksAndRandomnessFollowFromTheSeed() {
    String type = Surroundings.Draws.class.getName();
    RunFailure one = run(Programs.program(type, false), 7).failure().orElseThrow();
    RunFailure again = run(Programs.program(type, false), 7).failure().orElseThrow();
    RunFailure other = run(Programs.program(type, false), 8).failure().orElseThrow();
    assertThat(again.message()).isEqualTo(one.message()).isNotEqualTo(other.message());
  }

  @Test
  void timersAndSubclassesOfThreadAreSimulated() {
    JavaProgram program = Programs.program(Surroundings.Timers.class.getName(), true);
    assertThat(Programs.explore(program, PORTFOLIO, 50, 2).failure()).isEmpty();
  }

  @Test
  void exitEndsTheRun() {
    String type = Surroundings.Exits.class.getName();
    assertThat(run(Programs.program(type, true), 0).failure()).isEmpty();
    assertThat(run(Programs.program(type, true, "x"), 0).failure().orElseThrow().message())
        .isEqualTo("the program called System.exit(1)");
  }

  @Test
  void aStructuredScopeWaitsForItsThreads() {
    JavaProgram program = Programs.program(Surroundings.Scopes.class.getName(), true);
    assertThat(Programs.explore(program, PORTFOLIO, 50, 2).failure()).isEmpty();
  }

  @Test
  void haltEndsTheRunUnderItsOwnName() {
    String type = Surroundings.Halts.class.getName();
    assertThat(run(Programs.program(type, true), 0).failure()).isEmpty();
    assertThat(run(Programs.program(type, true, "x"), 0).failure().orElseThrow().message())
        .isEqualTo("the program called Runtime.halt(1)");
  }

  @Test
  void readingStandardInputIsAnEscape() {
    RunFailure failure =
        run(Programs.program(Surroundings.Reads.class.getName(), true), 0).failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.ESCAPE);
    assertThat(failure.message()).contains("reads standard input", "Surroundings.java:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exec", "process", "window", "dialog", "http"})
  void reachingBeyondTheProcessIsAnEscape(String what) {
    JavaProgram program = Programs.program(Surroundings.Reaches.class.getName(), true, what);
    RunFailure failure = run(program, 0).failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.ESCAPE);
    assertThat(failure.message())
        .contains("which no seed controls", "\n      at example.woven.Surroundings$Reaches.main")
        .doesNotContain("io.miniss.simulator.weave");
  }

  @ParameterizedTest
  @CsvSource({
    "stream,waits in a piped stream,use a BlockingQueue",
    "reader,waits in a piped stream,use a BlockingQueue",
    "full,waits in a piped stream,use a BlockingQueue",
    "reference,waits until the garbage collector clears a reference,use ReferenceQueue.poll",
    "limited,waits until the garbage collector clears a reference,use ReferenceQueue.poll"})
  void waitsThatAreNotSimulatedSayWhatToUse(String what, String waits, String instead) {
    JavaProgram program = Programs.program(Surroundings.WaitsInJdk.class.getName(), true, what);
    RunFailure failure = run(program, 0).failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.ESCAPE);
    assertThat(failure.message())
        .contains("thread main " + waits, instead, "at example.woven.Surroundings$WaitsInJdk.main");
  }

  @Test
  void whatOutlivesARunIsListed() {
    JavaProgram program = Programs.program(Surroundings.OutlivesRun.class.getName(), true);
    assertThat(run(program, 0).failure()).isEmpty();
    assertThat(program.report()).contains("not controlled: ", "shutdown hooks");
  }

  @Test
  void recordsAreWoven() {
    JavaProgram program = Programs.program(Surroundings.Records.class.getName(), true);
    assertThat(Programs.explore(program, PORTFOLIO, 20, 5).failure()).isEmpty();
  }

  @Test
  void failuresAreShrunkAndReplayed() {
    JavaProgram program = Programs.program(Broken.LostNotify.class.getName(), false);
    FailureReport found = Programs.explore(program, PORTFOLIO, 500, 50).failure().orElseThrow();
    FailureReport shrunk = found.shrink(program, Shrinker.DEFAULT_RUNS, Shrinker.TEST_LIMIT);
    SimulationResult again = Simulator.run(shrunk.line().options(), program::run);
    assertThat(again.traceHash()).isEqualTo(shrunk.traced().traceHash());
    assertThat(shrunk.text())
        .contains("LostNotify@1.ready: ", "monitor of LostNotify@1: free -> held by ");
  }

  @Test
  void otherSimulationsAreAsWithoutWeaving() {
    assertThat(run(Programs.program(Correct.Pool.class.getName(), true), 0).failure()).isEmpty();
    SimulationResult result =
        Simulator.run(SimulationOptions.seed(0), simulation -> Thread.sleep(1));
    assertThat(result.failure().orElseThrow().kind()).isEqualTo(FailureKind.ESCAPE);
  }

  @Test
  void whatCannotBeWovenIsRefusedInWords() {
    assertThatThrownBy(() -> Programs.program("example.woven.Nobody", true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is no class example.woven.Nobody");
    assertThatThrownBy(() -> Programs.program(Surroundings.NoMain.class.getName(), true))
        .hasMessageContaining("has no main method");
    assertThatThrownBy(() -> Programs.program("other.Main", true))
        .hasMessageContaining("nothing of the program would be woven");
    for (String pattern : List.of("java.util", "io.miniss.runtime", "", "com..", "a b")) {
      assertThatThrownBy(() -> WovenPackages.parse(pattern))
          .isInstanceOf(IllegalArgumentException.class);
    }
    ProgramSettings missing =
        new ProgramSettings(
            "example.woven.Main", List.of(), List.of(Path.of("no-such.jar")),
            WovenPackages.parse("example.woven"), true, Optional.empty(), true);
    assertThatThrownBy(() -> JavaProgram.of(missing)).hasMessageContaining("no-such.jar");
  }

  @Test
  void racesNameLocksThatAreConverted() {
    JavaProgram program = Programs.program(Racy.WriterThatTried.class.getName(), true);
    assertThat(failure(Programs.explore(program, PORTFOLIO, 50, 50)).message())
        .containsPattern("thread one .*while it holds StampedLock@1")
        .containsPattern("thread other .*, without a lock");
  }

  static Stream<String> failing() {
    return Stream.of(broken(), initialisers(), racy()).flatMap(each -> each);
  }

  @ParameterizedTest
  @MethodSource("failing")
  void recordingsOfFailuresAreFollowed(String type) {
    JavaProgram program = Programs.program(type, true);
    FailureReport found = Programs.explore(program, PORTFOLIO, 500, 50).failure().orElseThrow();
    Recording recording = found.recording().orElseThrow();
    RunFailure followed = recording.replay(program::run).failure().orElseThrow();
    assertThat(followed.isSameAs(found.failure())).as(followed.message()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("racy")
  void racesNameTheStepOfTheTimeline(String type) {
    FailureReport found =
        Programs.explore(Programs.program(type, true), PORTFOLIO, 50, 50).failure().orElseThrow();
    Trace trace = found.traced().trace().orElseThrow();
    Matcher first =
        Pattern.compile("thread (\\S+) has (read|written) it .* (in|before its first) step ?(\\d*)")
            .matcher(found.failure().message());
    assertThat(first.find()).isTrue();
    int thread = trace.threads().indexOf(first.group(1));
    if (first.group(4).isEmpty()) {
      assertThat(trace.steps()).noneMatch(each -> each.thread() == thread);
    } else {
      assertThat(trace.steps().get(Integer.parseInt(first.group(4))).thread()).isEqualTo(thread);
    }
  }
}
