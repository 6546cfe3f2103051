package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.picture.PerfettoTrace;
import io.miniss.simulator.picture.Picture;
import io.miniss.simulator.picture.TracePage;
import io.miniss.simulator.scenario.World;
import io.miniss.simulator.strategy.Strategies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class TimelineTest {
  /** The write of main is announced first, and takes effect after the read of user. */
  private static void closes(Simulation world) {
    SharedFlag closed = new SharedFlag(world.scheduler(), "closed");
    SharedLong items = new SharedLong(world.scheduler(), "items");
    World.Client user =
        world.client(
            "user",
            () -> {
              if (!closed.getVolatile()) {
                items.getAndAdd(1);
              }
            });
    closed.setVolatile(true);
    long drained = items.getVolatile();
    items.getAndAdd(-drained);
    user.join();
    world.require(items.getVolatile() == 0, "nothing is left after the close");
  }

  private static SimulationResult traced(String switches, Simulator.Body body) {
    return Simulator.trace(
        SimulationOptions.seed(0).withStrategy(Strategies.parse(switches)), body);
  }

  private static Trace traceOf(SimulationResult result) {
    return result.trace().orElseThrow();
  }

  private static Trace trace(String switches, Simulator.Body body) {
    return traceOf(traced(switches, body));
  }

  @Test
  void accessesAreListedWhereTheyTookEffect() {
    SimulationResult result = traced("switches(0@1>1,1@2>0)", TimelineTest::closes);
    assertThat(traceOf(result).effects())
        .extracting(Trace.Effect::describe)
        .containsExactly(
            "reads closed: false",
            "writes closed: true",
            "reads items: 0",
            "updates items: stays 0",
            "updates items: 0 -> 1",
            "reads items: 1");
    String text = traceOf(result).timeline(25);
    assertThat(text.indexOf("reads closed: false")).isLessThan(text.indexOf("writes closed: true"));
    assertThat(text).contains("(TimelineTest.java:");
  }

  @Test
  void pageAndPerfettoHaveTheOrderOfEffects() {
    SimulationResult result = traced("switches(0@1>1,1@2>0)", TimelineTest::closes);
    Picture picture = Picture.of("closes", result);
    assertThat(picture.steps()).isEqualTo(traceOf(result).effects());
    assertThat(picture.lanes().get(picture.steps().getFirst().thread())).isEqualTo("user");
    assertThat(TracePage.html(picture)).contains("stays 0", "TimelineTest.java:");
    assertThat(PerfettoTrace.json(picture)).contains("\"outcome\":\"stays 0\"",
        "TimelineTest.java:");
  }

  private static String timelineWith(String faults, Simulator.Body body) {
    return traceOf(
        Simulator.trace(
            SimulationOptions.seed(0)
                .withStrategy(Strategies.parse("switches(0@1>1,1@2>0)"))
                .withFaults(Faults.parse(faults)),
            body))
        .timeline(25);
  }

  @Test
  void faultsAreShownAtTheirStep() {
    assertThat(timelineWith("at(stall#1,time-jump#2)", TimelineTest::closes))
        .containsPattern(
            "(?m)^    fault +[0-9.]+ us  user +stall\\n    step +0 .*\\n"
                + "    fault +[0-9.]+ us  main +time-jump\\n    step +1 ");
  }

  @Test
  void onlyTheLastFaultsAreListed() {
    String timeline =
        timelineWith(
            "stall=1",
            world -> {
              SharedLong count = new SharedLong(world.scheduler(), "count");
              for (int i = 0; i < 100; i++) {
                count.getAndAdd(1);
              }
            });
    assertThat(timeline.lines().filter(line -> line.contains(" fault "))).hasSizeBetween(20, 40);
    assertThat(timeline).containsPattern("    \\.\\.\\. [1-9]\\d faults before\n");
  }

  @Test
  void tracingLeavesTheRunAsItIs() {
    for (int seed = 0; seed < 50; seed++) {
      SimulationOptions options = SimulationOptions.seed(seed);
      SimulationResult plain = Simulator.run(options, TimelineTest::closes);
      SimulationResult traced = Simulator.trace(options, TimelineTest::closes);
      assertThat(traced.traceHash()).isEqualTo(plain.traceHash());
    }
  }

  @Test
  void aCompareAndSetSaysWhatItDid() {
    Trace trace =
        trace(
            "switches()",
            world -> {
              SharedLong number = new SharedLong(world.scheduler(), "n", 3);
              number.compareAndSet(3, 5);
              number.compareAndSet(3, 4);
              SharedReference<String> name =
                  new SharedReference<>(world.scheduler(), "name", "a");
              name.compareAndSet("b", "c");
              name.getAndSet("d");
              SharedReference<Object> other =
                  new SharedReference<>(world.scheduler(), "other", null);
              other.setRelease(new Object());
            });
    assertThat(trace.effects())
        .extracting(Trace.Effect::describe)
        .containsExactly(
            "updates n: CAS 3 -> 5",
            "updates n: CAS 3 -> 4 failed, is 5",
            "updates name: CAS \"b\" -> \"c\" failed, is \"a\"",
            "updates name: \"a\" -> \"d\"",
            "writes other: Object 1");
  }

  private record Price(int amount, Object of) {
    @Override
    public String toString() {
      throw new AssertionError("a look calls the program");
    }
  }

  private record Loud(SharedLong read) {
    @Override
    public String toString() {
      return "read " + read.getVolatile(); // passes a point
    }
  }

  @Test
  void recordsAreShownWithoutTheirCode() {
    Trace trace =
        trace(
            "switches()",
            world -> {
              SharedLong number = new SharedLong(world.scheduler(), "n", 3);
              SharedReference<Record> price =
                  new SharedReference<>(
                      world.scheduler(), "price", new Price(1, new Loud(number)));
              price.getAndSet(new Loud(number));
            });
    assertThat(trace.effects())
        .extracting(Trace.Effect::describe)
        .containsExactly(
            "updates price: TimelineTest.Price[amount=1, of=TimelineTest.Loud 1] ->"
                + " TimelineTest.Loud[read=n]");
  }

  @Test
  void collectionsInReferencesAreShownWithTheirContents() {
    Trace trace =
        trace(
            "switches()",
            world -> {
              SharedReference<Object> bids =
                  new SharedReference<>(world.scheduler(), "bids", List.of());
              bids.setVolatile(new ArrayList<>(List.of(new Price(1, 2), 7)));
              bids.setVolatile(new TreeMap<>(Map.of("a", 1)));
              bids.setVolatile(new ArrayList<>(Collections.nCopies(40, "a")));
            });
    assertThat(trace.effects())
        .extracting(Trace.Effect::describe)
        .containsExactly(
            "writes bids: ArrayList 1 [TimelineTest.Price 1, 7]",
            "writes bids: TreeMap 1 {\"a\"=1}",
            "writes bids: ArrayList 2 40 elements");
  }

  @Test
  void queuesSayHowMuchIsInThem() {
    Trace trace =
        trace(
            "switches()",
            world -> {
              BoundedQueue<String> queue =
                  BoundedQueue.manyProducers(world.scheduler(), "queue", 4);
              queue.offer("a");
              queue.poll();
              queue.poll();
            });
    assertThat(trace.effects())
        .extracting(Trace.Effect::describe)
        .containsExactly(
            "updates queue: 0 in it -> 1 in it",
            "updates queue: 1 in it -> 0 in it",
            "updates queue: stays 0 in it");
  }

  @Test
  void theAccessThatDecidesIsNotCollapsed() {
    Trace trace =
        trace(
            "switches(0@4>1)",
            world -> {
              SharedFlag freed = new SharedFlag(world.scheduler(), "freed");
              SharedLong own = new SharedLong(world.scheduler(), "own");
              world.client("freeing", () -> freed.setVolatile(true));
              own.getVolatile();
              freed.getVolatile();
              for (int i = 0; i < 10; i++) {
                own.getVolatile();
              }
              freed.getVolatile();
              for (int i = 0; i < 10; i++) {
                own.getVolatile();
              }
            });
    assertThat(trace.timeline(25))
        .contains("reads freed: false", "writes freed: true", "reads freed: true", " more");
  }

  @Test
  void theLastTwoAccessesOfAStretchAreShown() {
    Trace trace =
        trace(
            "switches()",
            world -> {
              SharedLong own = new SharedLong(world.scheduler(), "own");
              world.client("next", () -> new SharedFlag(world.scheduler(), "x").getVolatile());
              for (int i = 0; i < 6; i++) {
                own.getAndAdd(1);
              }
            });
    assertThat(trace.timeline(25))
        .containsPattern(
            "main +updates own: 0 -> 1 \\(.*\\); 3 more; updates own: 4 -> 5 \\(.*\\); updates own: 5 -> 6 ");
  }

  /** Writes {@code number} amid many reads of what no other thread knows. */
  private static void writesBlindly(World world, SharedLong number, int value) {
    SharedLong own = new SharedLong(world.scheduler(), "own");
    for (int i = 0; i < 20; i++) {
      own.getVolatile();
      if (i == 10) {
        number.setVolatile(value);
      }
    }
  }

  @Test
  void anOverwrittenWriteThatNobodyReadIsShown() {
    Trace trace =
        trace(
            "switches()",
            world -> {
              SharedLong number = new SharedLong(world.scheduler(), "number");
              World.Client other =
                  world.client("other", () -> writesBlindly(world, number, 2));
              writesBlindly(world, number, 1);
              other.join();
            });
    assertThat(trace.timeline(25)).contains(" more; writes number: 1", " more; writes number: 2");
  }

  @Test
  void aReadThatAWriteOvertakesIsShown() {
    Trace trace =
        trace(
            "switches()",
            world -> {
              SharedLong number = new SharedLong(world.scheduler(), "number");
              SharedLong own = new SharedLong(world.scheduler(), "own");
              World.Client other = world.client("other", () -> number.setVolatile(1));
              for (int i = 0; i < 20; i++) {
                own.getVolatile();
                if (i == 10) {
                  number.getVolatile();
                }
              }
              other.join();
            });
    assertThat(trace.timeline(25)).contains(" more; reads number: 0", "writes number: 1");
  }

  @Test
  void whatWasAnnouncedAndNotDoneIsToldApart() {
    SimulationResult result =
        traced(
            "switches(0@1>1)",
            world -> {
              SharedFlag flag = new SharedFlag(world.scheduler(), "flag");
              world.client(
                  "fails",
                  () -> {
                    flag.getVolatile();
                    throw new IllegalStateException("on purpose");
                  });
              flag.setVolatile(true);
            });
    assertThat(traceOf(result).effects()).hasSize(1);
    assertThat(traceOf(result).pending())
        .extracting(Trace.Step::describe)
        .isEqualTo(List.of("writes flag"));
    assertThat(traceOf(result).timeline(25)).containsPattern("not reached +main +writes flag");
  }

  @Test
  void stepsOfTheRuntimeAreNotMissed() {
    Trace trace =
        trace(
            "random",
            world -> {
              try (MultiCoreRuntime runtime = world.runtime().cores(2).start()) {
                runtime
                    .spawnOn(
                        0,
                        () -> {
                          world.require(false, "on purpose");
                          return 0;
                        })
                    .join();
              }
            });
    assertThat(trace.pending()).isNotEmpty().allMatch(Trace.Step::inner);
    assertThat(trace.timeline(25)).doesNotContain("not reached");
    assertThat(trace.fullTimeline(25)).contains("not reached");
  }

  @Test
  void changesThatAreNotSeenAreNotFolded() {
    Trace trace =
        trace(
            "switches()",
            world -> {
              SharedLocation unseen =
                  new SharedLocation(world.scheduler()) {
                    @Override
                    public String describe() {
                      return "unseen";
                    }
                  };
              for (int i = 0; i < 300; i++) {
                world.scheduler().point(Access.UPDATE, unseen);
              }
            });
    assertThat(trace.timeline(25)).doesNotContain("nothing changes");
  }

  /** All on one core, so that no two threads meet: the timer ends what the fiber has renewed. */
  private static void expires(Simulation world) {
    SharedLong entry = new SharedLong(world.scheduler(), "entry");
    SharedLong noise = new SharedLong(world.scheduler(), "noise");
    try (MultiCoreRuntime runtime = world.runtime().cores(1).start()) {
      runtime
          .spawnFiber(
              () -> {
                var _ = Core.current().after(Duration.ofMillis(5), () -> entry.setVolatile(0));
                Fiber.sleep(Duration.ofMillis(4));
                entry.setVolatile(7);
                for (int i = 0; i < 10; i++) {
                  noise.getAndAdd(1);
                }
                Fiber.sleep(Duration.ofMillis(4));
                for (int i = 0; i < 10; i++) {
                  noise.getAndAdd(1);
                }
                long left = entry.getVolatile();
                for (int i = 0; i < 10; i++) {
                  noise.getAndAdd(1);
                }
                world.require(left == 7, "what was renewed stays");
                return null;
              })
          .join();
    }
  }

  @Test
  void tasksAndTimersOfOneCoreMeet() {
    SimulationResult result = traced("random", TimelineTest::expires);
    String text = traceOf(result).timeline(1_000);
    assertThat(text)
        .containsPattern("in x-1: writes entry: 7 ")
        .containsPattern("in timer \\d+ of core 0: writes entry: 0 ")
        .containsPattern("in x-1: .*; reads entry: 0 ");
  }

  @Test
  void timersAreBarsOfThePage() {
    Picture picture = Picture.of("expires", traced("random", TimelineTest::expires));
    assertThat(picture.bars())
        .filteredOn(bar -> bar.task().matches("timer \\d+ of core 0"))
        .isNotEmpty()
        .allSatisfy(bar -> assertThat(bar.paused()).isTrue());
  }

  @Test
  void whatATaskDoesAfterAPauseMeetsNobody() {
    Trace trace =
        trace(
            "switches()",
            world -> {
              SharedLong own = new SharedLong(world.scheduler(), "own");
              SharedLong noise = new SharedLong(world.scheduler(), "noise");
              try (MultiCoreRuntime runtime = world.runtime().cores(1).start()) {
                runtime
                    .spawnFiber(
                        () -> {
                          for (int i = 0; i < 20; i++) {
                            noise.getAndAdd(1);
                            if (i == 5 || i == 15) {
                              own.getAndAdd(1);
                            } else if (i == 10) {
                              Fiber.sleep(Duration.ofMillis(1));
                            }
                          }
                          return 0;
                        })
                    .join();
              }
            });
    assertThat(trace.timeline(1_000))
        .contains("in x-1: updates noise: 0 -> 1 ")
        .doesNotContain("updates own");
    assertThat(trace.effects())
        .filteredOn(effect -> effect.describe().startsWith("updates own"))
        .hasSize(2);
  }

  @Test
  void stepsOfTheRuntimeAreCounted() {
    Trace trace = trace("random", TimelineTest::expires);
    assertThat(trace.timeline(1_000))
        .containsPattern("\\.\\.\\. [0-9]+ steps of the runtime\n")
        .contains(" reads entry: 0 (")
        .doesNotContain("inbox of core", "remote work", "wake flag", "nothing to do");
    assertThat(trace.fullTimeline(1_000))
        .contains("inbox of core", "remote work", "wake flag", " reads entry: 0 (")
        .doesNotContain(" of the runtime\n");
  }

  @Test
  void noStepIsLostAmongThoseCounted() {
    Trace trace = trace("random", TimelineTest::expires);
    Matcher row =
        Pattern.compile("(?m)^    (?:step +(\\d+) |\\.\\.\\. ([\\d,]+) steps? of the runtime$)")
            .matcher(trace.timeline(1_000));
    long counted = -1;
    while (row.find()) {
      if (row.group(1) == null) {
        assertThat(counted).isEqualTo(-1);
        counted = Long.parseLong(row.group(2).replace(",", ""));
        continue;
      }
      if (counted >= 0) {
        long first = Long.parseLong(row.group(1)) - counted;
        assertThat(trace.effects().subList((int) first, (int) (first + counted)))
            .allMatch(Trace.Effect::inner);
      }
      counted = -1;
    }
    assertThat(row.reset().find()).isTrue();
  }

  @Test
  void stepsOfTheRuntimeAreCountedWhereLinesAreUnknown() {
    Trace trace =
        trace(
            "switches()",
            world -> {
              SharedLong count = new SharedLong(world.scheduler(), "count");
              try (MultiCoreRuntime runtime = world.runtime().cores(1).start()) {
                runtime.spawn(() -> 1).join();
                for (int i = 0; i < 200_000; i++) {
                  count.getAndAdd(1);
                }
                runtime.spawn(() -> count.getAndAdd(1)).join();
              }
              world.require(count.getVolatile() == 0, "nothing was counted");
            });
    assertThat(trace.effects().getLast().source()).isEmpty();
    assertThat(trace.timeline(25))
        .contains("in x-2: updates count: 200000 -> 200001", " steps of the runtime\n")
        .doesNotContain("remote work", "wake flag");
  }

  @Test
  void callsOfTheRuntimeAreListedOnce() {
    String text = trace("random", TimelineTest::expires).timeline(1_000);
    assertThat(text).containsPattern("main +calls MultiCoreRuntime.Builder.start");
    assertThat(text).containsOnlyOnce("calls MultiCoreRuntime.spawnFiber");
    assertThat(text).containsOnlyOnce("calls join");
    assertThat(text).containsPattern("in x-1: calls .*Fiber.sleep");
  }

  @Test
  void theLastAccessIsListedIfItIsTheRuntimes() {
    Trace trace =
        trace(
            "switches()",
            world -> {
              try (MultiCoreRuntime runtime = world.runtime().cores(1).start()) {
                runtime.spawn(() -> 1).join();
              }
            });
    Trace.Effect last = trace.effects().getLast();
    assertThat(last.inner()).isTrue();
    assertThat(trace.timeline(25)).contains(last.describe());
  }

  /** A promise of the core is completed by a timer, and called back twice. */
  private static void callsBack(Simulation world, SharedLong sum) {
    try (MultiCoreRuntime runtime = world.runtime().cores(1).start()) {
      runtime
          .spawnFiber(
              () -> {
                Promise<Integer> promise = Core.current().newPromise();
                promise.future().onComplete((value, failure) -> sum.getAndAdd(1));
                promise.future().onComplete((value, failure) -> sum.getAndAdd(2));
                var _ = Core.current().after(Duration.ofMillis(1), () -> promise.complete(1));
                return Fiber.await(promise.future().map(value -> sum.getAndAdd(value)));
              })
          .join();
    }
  }

  @Test
  void callbacksHaveNamesAndBars() {
    SimulationResult result =
        traced("random", world -> callsBack(world, new SharedLong(world.scheduler(), "sum")));
    assertThat(traceOf(result).timeline(1_000))
        .containsPattern("in callback 1 of core 0: updates sum: 0 -> 1 ")
        .containsPattern("in callback 2 of core 0: updates sum: 1 -> 3 ")
        .containsPattern("in callback 3 of core 0: updates sum: 3 -> 4 ");
    assertThat(Picture.of("callbacks", result).bars())
        .filteredOn(bar -> bar.task().startsWith("callback "))
        .hasSize(3)
        .allSatisfy(bar -> assertThat(bar.paused()).isTrue());
  }

  @Test
  void aCallbackThatIsDeliveredHasItsName() {
    SimulationResult result =
        traced(
            "random",
            world -> {
              SharedLong sum = new SharedLong(world.scheduler(), "sum");
              try (MultiCoreRuntime runtime = world.runtime().cores(1).start()) {
                Promise<Integer> promise = runtime.newPromise();
                runtime
                    .spawn(
                        () -> promise.future().onComplete((value, failure) -> sum.getAndAdd(value)))
                    .join();
                promise.complete(1);
              }
            });
    assertThat(traceOf(result).timeline(1_000))
        .containsPattern("in callback 1 of core 0: updates sum: 0 -> 1 ");
  }

  @Test
  void aCallbackInsideAnotherHasItsName() {
    SimulationResult result =
        traced(
            "random",
            world -> {
              SharedLong sum = new SharedLong(world.scheduler(), "sum");
              try (MultiCoreRuntime runtime = world.runtime().cores(1).start()) {
                runtime
                    .spawn(
                        () -> {
                          Promise<Integer> promise = Core.current().newPromise();
                          promise.future()
                              .map(value -> sum.getAndAdd(value))
                              .onComplete((value, failure) -> sum.getAndAdd(2));
                          promise.complete(1);
                        })
                    .join();
              }
            });
    assertThat(traceOf(result).timeline(1_000))
        .containsPattern("in callback 1 of core 0: updates sum: 0 -> 1 ")
        .containsPattern("in callback 2 of core 0: updates sum: 1 -> 3 ");
  }
}
