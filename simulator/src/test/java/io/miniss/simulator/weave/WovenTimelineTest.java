package io.miniss.simulator.weave;

import static org.assertj.core.api.Assertions.assertThat;

import example.woven.Broken;
import example.woven.Contained;
import example.woven.CorrectMonitors;
import example.woven.CorrectPools;
import example.woven.Racy;
import example.woven.Shown;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.Trace;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.picture.PerfettoTrace;
import io.miniss.simulator.picture.Picture;
import io.miniss.simulator.picture.TracePage;
import io.miniss.simulator.strategy.Strategies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What timelines show of plain programs. */
class WovenTimelineTest {
  private static SimulationResult traced(Class<?> type) {
    return traced(type, "random");
  }

  private static SimulationResult traced(Class<?> type, String strategy) {
    return Simulator.trace(
        SimulationOptions.seed(0).withStrategy(Strategies.parse(strategy)),
        Programs.program(type.getName(), true)::run);
  }

  private static String timeline(Class<?> type, String strategy) {
    return traced(type, strategy).trace().orElseThrow().fullTimeline(1_000);
  }

  private static String timeline(Class<?> type) {
    return timeline(type, "random");
  }

  private static FailureReport found(Class<?> type) {
    JavaProgram program = Programs.program(type.getName(), true);
    return Programs.explore(program, "portfolio(steps=64)", 500, 50)
        .failure()
        .orElseThrow()
        .shrink(program, 400, Duration.ofSeconds(10));
  }

  @Test
  void readAfterATurnOfOthersHasItsValue() {
    assertThat(found(Contained.ReadAfterTurn.class).text())
        .contains("read 7 after ", "reads AtomicInteger@1: 7 (Contained.java:");
  }

  @Test
  void littleContentsAreListed() {
    assertThat(traced(Contained.Few.class).trace().orElseThrow().effects())
        .extracting(effect -> effect.describe().replaceAll("@\\d+", ""))
        .contains(
            "updates HashMap: {} -> {\"b\"=2}",
            "updates HashMap: {\"b\"=2} -> {\"a\"=1, \"b\"=2}",
            "updates HashMap: {\"a\"=1, \"b\"=2} -> {\"a\"=3, \"b\"=2}",
            "reads HashMap: {\"a\"=3, \"b\"=2}",
            "updates HashMap: {\"a\"=3, \"b\"=2} -> {\"a\"=3}",
            "updates ArrayDeque: [\"first\"] -> [\"second\", \"first\"]",
            "updates ArrayDeque: [\"second\", \"first\"] -> [\"second\"]");
  }

  @Test
  void readWriteLocksSayWhoHoldsThem() {
    assertThat(traced(Shown.ReadsAndWrites.class).trace().orElseThrow().effects())
        .extracting(effect -> effect.describe().replaceAll("@\\d+", ""))
        .contains(
            "updates ReadLock: free -> held by 1 reader",
            "updates ReadLock: held by 1 reader -> free",
            "updates WriteLock: free -> held by main",
            "updates WriteLock: held by main -> free");
  }

  @Test
  void whatIsInReferencesIsListed() {
    assertThat(traced(Shown.Referred.class).trace().orElseThrow().effects())
        .extracting(effect -> effect.describe().replaceAll("@\\d+", ""))
        .contains(
            "writes AtomicReference: List12 [1, 2]",
            "writes AtomicReference: ArrayList 40 elements",
            "writes AtomicReference: Bid[amount=3, by=\"a\"]");
  }

  @Test
  void ofMoreContentsTheDifferenceIsListed() {
    assertThat(traced(Contained.Many.class).trace().orElseThrow().effects())
        .extracting(effect -> effect.describe().replaceAll("@\\d+", ""))
        .contains(
            "updates ConcurrentHashMap: 9 entries -> 10 entries, adds 9=\"old\"",
            "updates ConcurrentHashMap: 10 entries -> 10 entries, removes 7=\"old\", adds 7=\"new\"",
            "updates ArrayList: 100 elements -> 100 elements");
  }

  @Test
  void contentsThatMayHaveChangedCountAsChanged() {
    assertThat(traced(Contained.Many.class).trace().orElseThrow().effects())
        .filteredOn(effect -> effect.outcome().endsWith("100 elements -> 100 elements"))
        .hasSize(1)
        .allMatch(effect -> effect.changed());
  }

  @Test
  void noMethodOfTheProgramIsCalledForContents() {
    SimulationResult result = traced(Contained.Objects.class);
    assertThat(result.failure()).isEmpty();
    assertThat(result.trace().orElseThrow().fullTimeline(100)).contains("{} -> {Key");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Contained.Few.class, Contained.SlowLoad.class, Contained.FairQueue.class,
        Contained.OrderedQueue.class, Contained.SlowTable.class, Contained.OwnLatch.class
      })
  void tracesOfContentsLeaveTheRunAsItIs(Class<?> type) {
    JavaProgram program = Programs.program(type.getName(), true);
    for (int seed = 0; seed < 60; seed++) {
      SimulationOptions options =
          SimulationOptions.seed(seed).withStrategy(Strategies.parse("random"));
      SimulationResult traced = Simulator.trace(options, program::run);
      SimulationResult run = Simulator.run(options, program::run);
      assertThat(traced.traceHashText()).isEqualTo(run.traceHashText());
      assertThat(traced.failure().map(RunFailure::message))
          .isEqualTo(run.failure().map(RunFailure::message));
    }
  }

  @Test
  void sizesOfLockedCollectionsAreListed() {
    assertThat(timeline(Contained.FairQueue.class))
        .contains("updates ArrayBlockingQueue@1: 0 elements -> 1 elements");
    assertThat(timeline(Contained.OrderedQueue.class))
        .contains("updates PriorityBlockingQueue@1: 2 elements -> 1 elements");
    assertThat(timeline(Contained.SlowTable.class)).contains("Hashtable@1: stays 0 entries");
  }

  @Test
  void anOverwritingPutSaysWhatItOverwrites() {
    String text = found(Contained.SlowLoad.class).text();
    assertThat(text)
        .containsPattern(
            "(?s)reader +reads ConcurrentHashMap@1: \\{} .*SlowLoad.database: 1"
                + ".*writer .*updates ConcurrentHashMap@1: \\{} -> \\{\"row\"=2}"
                + ".*reader +updates ConcurrentHashMap@1: \\{\"row\"=2} -> \\{\"row\"=1}");
  }

  @Test
  void theSecondAccessOfARaceIsNotDone() {
    assertThat(found(Racy.WritesOnce.class).text())
        .contains("writes Racy$WritesOnce.n: not done, as the run fails before it")
        .doesNotContain("writes Racy$WritesOnce.n: 0");
  }

  @Test
  void whoOnlyTriedToEnterChangesNoMonitor() {
    assertThat(timeline(Contained.Contended.class, "switches()"))
        .contains("updates monitor of Object@1: free -> held by main",
            "updates monitor of Object@1: stays held by main")
        .containsPattern("other +enters monitor of Object@1 \\(Contained.java:")
        .doesNotContain("held by main -> ");
  }

  @Test
  void aNotifyThatFindsNobodyIsListed() {
    FailureReport report = found(Broken.LostNotify.class);
    String where = "notifies nobody at monitor of LostNotify@1 (Broken.java:";
    String html = TracePage.html(Picture.of("lost notify", report.traced()));
    assertThat(report.text())
        .containsPattern(
            "(?s)reads LostNotify@1.ready: false.*writes LostNotify@1.ready: true .*"
                + "notifies nobody at monitor of LostNotify@1 \\(Broken.java:"
                + ".*waits at monitor of LostNotify@1 \\(Broken.java:");
    assertThat(html).contains(where);
  }

  @Test
  void aNotifySaysWhomItFinds() {
    assertThat(timeline(Broken.NotifyForAll.class))
        .containsPattern("notifies Thread-\\d at monitor of NotifyForAll@1 \\(Broken.java:");
  }

  @Test
  void whatIsDoneToAThreadIsNamed() {
    assertThat(traced(Shown.Threads.class).trace().orElseThrow().effects())
        .extracting(Trace.Effect::describe)
        .contains(
            "starts thread other", "unparks thread other", "interrupts thread other",
            "joins thread other", "reads thread other")
        .doesNotContain("updates thread other");
  }

  @Test
  void picturesNameWhatIsDoneToAThread() {
    Picture picture = Picture.of("threads", traced(Shown.Threads.class));
    assertThat(PerfettoTrace.json(picture))
        .contains("\"start thread other\"", "\"unpark thread other\"")
        .doesNotContain("update thread");
    assertThat(TracePage.html(picture)).contains("starts thread other", "\"start\"", "\"join\"");
  }

  @Test
  void whatAThreadIsAboutToStartIsNamed() {
    JavaProgram program = Programs.program(Shown.Starts.class.getName(), true);
    List<String> timelines = new ArrayList<>();
    for (long seed = 0; seed < 50; seed++) {
      SimulationOptions options =
          SimulationOptions.seed(seed).withStrategy(Strategies.parse("random"));
      timelines.add(
          Simulator.trace(options, program::run).trace().orElseThrow().fullTimeline(100));
    }
    assertThat(timelines)
        .anyMatch(each -> Pattern.compile("not reached +main +starts thread second")
            .matcher(each).find());
  }

  @Test
  void anUnparkInsideTheJdkIsNamed() {
    SimulationResult traced =
        Simulator.trace(
            SimulationOptions.seed(0).withStrategy(Strategies.parse("random")),
            Programs.deep(Shown.Opens.class.getName())::run);
    assertThat(traced.trace().orElseThrow().effects())
        .extracting(Trace.Effect::describe)
        .contains("unparks thread waiter");
  }

  @Test
  void stepsOfTheJdkAreCalledSo() {
    for (JavaProgram program : List.of(
        Programs.program(Shown.IdleWorker.class.getName(), true),
        Programs.deep(Shown.IdleWorker.class.getName()))) {
      SimulationResult traced =
          Simulator.trace(
              SimulationOptions.seed(0).withStrategy(Strategies.parse("random")), program::run);
      assertThat(traced.trace().orElseThrow().timeline(1_000))
          .containsPattern("\\.\\.\\. \\d+ steps? of the JDK\n")
          .doesNotContain("of the runtime");
      assertThat(TracePage.html(Picture.of("idle", traced)))
          .containsPattern("<li class=\"folded\">\\d+ steps? of the JDK</li>")
          .doesNotContain(" of the runtime</li>");
    }
  }

  @Test
  void elementsOfAtomicArraysAreListedWithTheirValues() {
    assertThat(traced(Shown.AtomicArrays.class).trace().orElseThrow().effects())
        .extracting(Trace.Effect::describe)
        .containsSubsequence(
            "writes AtomicIntegerArray@1[3]: 4",
            "reads AtomicIntegerArray@1[3]: 4",
            "updates AtomicIntegerArray@1[3]: 4 -> 5",
            "updates AtomicIntegerArray@1[3]: stays 5",
            "updates AtomicIntegerArray@1[3]: 5 -> 10",
            "updates AtomicLongArray@1[1]: 0 -> 1",
            "writes AtomicReferenceArray@1[0]: \"text\"",
            "reads AtomicReferenceArray@1[0]: \"text\"");
  }

  private static String timelinesOf60Seeds(Class<?> type) {
    JavaProgram program = Programs.program(type.getName(), true);
    StringBuilder all = new StringBuilder();
    for (int seed = 0; seed < 60; seed++) {
      all.append(
          Simulator.trace(
              SimulationOptions.seed(seed).withStrategy(Strategies.parse("random")),
              program::run)
              .trace()
              .orElseThrow()
              .fullTimeline(1_000));
    }
    return all.toString();
  }

  @Test
  void locksSayWhoHoldsThem() {
    assertThat(timelinesOf60Seeds(Contained.Signalled.class))
        .contains(
            "updates ReentrantLock@1: free -> held by waiter",
            "updates ReentrantLock@1: held by main -> free",
            "updates ReentrantLock@1: stays held by main")
        .containsPattern("waiter +takes ReentrantLock@1 \\(Contained.java:");
  }

  @Test
  void stepsInsideExecutorsAreOfTheirTasks() {
    assertThat(timelinesOf60Seeds(CorrectPools.ParallelStream.class))
        .doesNotContain("class WovenRun", "class RaceDetector", "class VarHandle")
        .contains("tasks of executors");
  }

  @Test
  void conditionsSayWhoWaits() {
    assertThat(timelinesOf60Seeds(Contained.Signalled.class))
        .contains(
            "updates ConditionObject@1: nobody waits -> waiter waits",
            "updates ConditionObject@1: waiter waits -> nobody waits",
            "updates ConditionObject@1: stays nobody waits")
        .containsPattern("waiter +takes the lock of ConditionObject@1 again \\(Contained.java:");
  }

  @Test
  void conditionsOfWriteLocksSayWhoWaits() {
    assertThat(timelinesOf60Seeds(Contained.WriterSignalled.class))
        .contains(
            "updates ConditionObject@1: nobody waits -> waiter waits",
            "updates ConditionObject@1: waiter waits -> nobody waits");
  }

  @Test
  void whoHasWaitedForAQueueSaysSo() {
    assertThat(timelinesOf60Seeds(Contained.Signalled.class))
        .containsPattern("main +has waited for LinkedBlockingQueue@1: 0 elements \\(");
  }

  @Test
  void aNotifyNamesOneOfThoseThatWait() {
    assertThat(timeline(CorrectMonitors.NotifiedAndInterrupted.class))
        .contains("; notifies first at monitor of Object@1 ",
            "; notifies second, main at monitor of Object@1 ");
  }

  @Test
  void referencesThatTheJdkCallsAreSteps() {
    FailureReport found = found(Racy.ListFilledByStages.class);
    assertThat(found.text())
        .containsPattern("async-\\d[^\n]* updates ArrayList@\\d+[^\n]*\\(Racy\\.java:\\d+\\)")
        .contains("at example.woven.Racy$ListFilledByStages.<method reference>(Racy.java:");
  }

  @Test
  void startsOfThreadsAreNeverOnlyCounted() {
    assertThat(timelineOfProgram(Shown.StartsMany.class))
        .contains("starts thread two", "starts thread three", "starts thread four");
  }

  private static String timelineOfProgram(Class<?> type) {
    return traced(type).trace().orElseThrow().timeline(1_000);
  }
}
