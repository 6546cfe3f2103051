package io.miniss.simulator.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Parker;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.search.ExhaustiveSearch.Coverage;
import io.miniss.simulator.search.ExhaustiveSearch.NondeterminismException;
import io.miniss.simulator.search.ExhaustiveSearch.Outcome;
import io.miniss.simulator.strategy.DepthFirst;
import io.miniss.simulator.strategy.DepthFirst.Reduction;
import io.miniss.simulator.strategy.Strategies;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a search covers, and what it says of it. */
final class ExhaustiveSearchTest {
  private static final SimulationOptions OPTIONS =
      SimulationOptions.seed(1).withStepsCostTime(false);

  private static ExhaustiveSearch search(int bound, Reduction reduction) {
    return new ExhaustiveSearch(OPTIONS, bound, reduction, 1_000_000);
  }

  /** Clients with so many accesses each, to one counter or to one of their own. */
  private static Simulator.Body clients(boolean shared, int... accesses) {
    return simulation -> {
      SharedLong one = new SharedLong(simulation.scheduler(), "one");
      for (int times : accesses) {
        SharedLong counter =
            shared ? one : new SharedLong(simulation.scheduler(), "own");
        simulation.client(
            "client",
            () -> {
              for (int i = 0; i < times; i++) {
                counter.getAndAdd(1);
              }
            });
      }
    };
  }

  /** A thread with n accesses has n + 1 steps: it starts, too. */
  @ParameterizedTest
  @CsvSource({"1,1,6", "2,2,20", "2,3,35", "3,3,70", "1,5,28", "5,5,924"})
  void withoutReductionTwoThreadsAreRunInEachOfTheirInterleavings(
      int one, int other, long binomial) {
    Outcome outcome = search(DepthFirst.UNBOUNDED, Reduction.NONE).run(clients(true, one, other));
    assertThat(outcome.coverage()).isEqualTo(Coverage.EVERYTHING);
    assertThat(outcome.runs()).isEqualTo(binomial);
    assertThat(outcome.lastRuns()).isEqualTo(binomial);
    assertThat(outcome.text())
        .isEqualTo("covered every interleaving of shared accesses, in " + binomial + " runs");
  }

  @Test
  void threeThreadsAreRunInEachOfTheirInterleavings() {
    Outcome outcome = search(DepthFirst.UNBOUNDED, Reduction.NONE).run(clients(true, 1, 1, 1));
    assertThat(outcome.runs()).isEqualTo(90); // 6! / (2! 2! 2!)
  }

  /** p preemptions of two threads with 4 steps each: see the comment. */
  @Test
  void theBoundCountsPreemptions() {
    // Two threads, 4 steps each. A run begins with one of the two and is cut into stretches. Without
    // preemption: 2. With one: the first is left after 1 to 3 steps, the other goes to its end and the
    // first goes on: 2 * 3 more. With two, A is left, then B, then A goes to its end: 2 * 3 * 3 more.
    long[] expected = {2, 2 + 6, 2 + 6 + 18};
    for (int bound = 0; bound < expected.length; bound++) {
      Outcome outcome = search(bound, Reduction.NONE).run(clients(true, 3, 3));
      assertThat(outcome.lastRuns()).isEqualTo(expected[bound]);
      assertThat(outcome.coverage()).isEqualTo(Coverage.WITHIN_BOUND);
      assertThat(outcome.text()).contains(
          List.of("no preemption", "at most 1 preemption,", "at most 2 preemptions").get(bound));
    }
    Outcome all = search(20, Reduction.NONE).run(clients(true, 3, 3));
    assertThat(all.coverage()).isEqualTo(Coverage.EVERYTHING);
    assertThat(all.lastRuns()).isEqualTo(70);
    assertThat(all.preemptions()).isLessThan(8);
  }

  /** Two threads read and write one counter, in the middle of much that is their own. */
  @ParameterizedTest
  @ValueSource(ints = {0, 5, 40})
  void preemptionsBetweenTwoMeetingsAreTriedFirst(int own) {
    Simulator.Body body =
        simulation -> {
          SharedReference<Integer> sum = new SharedReference<>(simulation.scheduler(), "sum", 0);
          for (int i = 0; i < 2; i++) {
            SharedLong mine = new SharedLong(simulation.scheduler(), "own");
            Runnable idle = () -> {
              for (int k = 0; k < own; k++) {
                mine.getAndAdd(1);
              }
            };
            simulation.client(
                "client",
                () -> {
                  idle.run();
                  int seen = sum.getVolatile();
                  idle.run();
                  sum.setVolatile(seen + 1);
                  idle.run();
                });
          }
          simulation.finalCheck("both", () -> assertThat(sum.getVolatile()).isEqualTo(2));
        };
    Outcome outcome = search(1, Reduction.NONE).run(body);
    assertThat(outcome.failure()).isPresent();
    assertThat(outcome.runs()).isLessThanOrEqualTo(2 + 2);
  }

  @Test
  void theReductionLeavesOutWhatDiffersInNothingThatMatters() {
    long own =
        search(DepthFirst.UNBOUNDED, Reduction.SLEEP).run(clients(false, 5, 5)).lastRuns();
    long shared =
        search(DepthFirst.UNBOUNDED, Reduction.SLEEP).run(clients(true, 5, 5)).lastRuns();
    assertThat(own).isLessThan(20); // of 924
    assertThat(shared).isLessThan(500); // of 924; C(10, 5) = 252 orders of the accesses
    assertThat(shared).isGreaterThanOrEqualTo(252);
  }

  @Test
  void aProfileCountsTheAccessesOfEachThread() {
    assertThat(EventProfile.of(SimulationOptions.seed(1), 5, clients(true, 4, 7)))
        .containsExactly(11, 4, 7);
  }

  // ---- the reduction reaches every state ----

  private static final int KINDS = 6;

  /** A small random program; its state, as an invariant sees it after each step, goes to the set. */
  private static Simulator.Body randomProgram(long seed, Set<String> states) {
    return simulation -> {
      SplitMix64 random = new SplitMix64(seed);
      int threads = 2 + random.nextInt(2);
      int length = threads == 2 ? 4 : 2;
      SharedLong x = new SharedLong(simulation.scheduler(), "x");
      SharedLong y = new SharedLong(simulation.scheduler(), "y");
      SharedLong started = new SharedLong(simulation.scheduler(), "started");
      Parker[] parkers = new Parker[threads]; // touched after an access to started only
      String[] done = new String[threads];
      for (int i = 0; i < threads; i++) {
        int me = i;
        done[me] = "";
        int[] program = new int[length];
        for (int k = 0; k < length; k++) {
          program[k] = random.nextInt(KINDS);
        }
        simulation.client(
            "client",
            () -> {
              started.getAndAdd(1);
              parkers[me] = simulation.scheduler().currentParker();
              for (int operation : program) {
                done[me] += operate(operation, me, x, y, started, parkers);
              }
            });
      }
      simulation.invariant(
          "noted",
          () -> {
            states.add(String.join("/", done) + " " + x.getVolatile() + " " + y.getVolatile());
          });
    };
  }

  private static String operate(
      int operation,
      int me,
      SharedLong x,
      SharedLong y,
      SharedLong started,
      Parker[] parkers) {
    return switch (operation) {
      case 0 -> "x" + x.getVolatile();
      case 1 -> "y" + y.getVolatile();
      case 2 -> "X" + x.getAndAdd(me + 1);
      case 3 -> "Y" + y.getAndAdd(me + 1);
      case 4 -> {
        long seen = started.getVolatile();
        Parker other = parkers[(me + 1) % parkers.length];
        if (other != null) {
          other.unpark();
        }
        yield "u" + seen;
      }
      default -> {
        long seen = y.getVolatile();
        parkers[me].park();
        yield "p" + seen;
      }
    };
  }

  private static Set<String> states(long seed, int bound, Reduction reduction) {
    Set<String> states = new TreeSet<>();
    DepthFirst search = new DepthFirst(bound, reduction);
    do {
      SimulationResult result =
          Simulator.run(OPTIONS.withStrategy(search.next()), randomProgram(seed, states));
      assertThat(search.lastDiverged()).isNull();
      if (result.failure().isPresent()) {
        states.add(result.failure().orElseThrow().kind().toString());
      }
    } while (search.advance());
    return states;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, DepthFirst.UNBOUNDED})
  void theReductionReachesEveryStateThatTheBoundAllows(int bound) {
    for (int seed = 0; seed < 10; seed++) {
      assertThat(states(seed, bound, Reduction.SLEEP))
          .as("seed %s", seed)
          .isEqualTo(states(seed, bound, Reduction.NONE));
    }
  }

  // ---- threads that are pinned ----

  /** What the initializer of {@link InInitializer} updates. */
  static @Nullable SharedLong updated;

  /** As a hidden class it is initialized once for each time that it is defined. */
  static final class InInitializer {
    static final long BEFORE = Objects.requireNonNull(updated).getAndAdd(1);

    private InInitializer() {}
  }

  private static void pinned(Simulation simulation) {
    SharedLong first = new SharedLong(simulation.scheduler(), "first");
    SharedLong counter = new SharedLong(simulation.scheduler(), "counter");
    updated = counter;
    simulation.client(
        "pinned",
        () -> {
          try (InputStream code =
              ExhaustiveSearchTest.class.getResourceAsStream(
                  "ExhaustiveSearchTest$InInitializer.class")) {
            MethodHandles.lookup()
                .defineHiddenClass(Objects.requireNonNull(code).readAllBytes(), true);
          } catch (IOException | IllegalAccessException e) {
            throw new IllegalStateException(e);
          }
        });
    simulation.client(
        "other",
        () -> {
          first.getAndAdd(1);
          counter.getAndAdd(10);
        });
  }

  @Test
  void threadsThatArePinnedAreSearchedWithoutReduction() {
    Outcome all = search(DepthFirst.UNBOUNDED, Reduction.NONE).run(ExhaustiveSearchTest::pinned);
    assertThat(all.coverage()).isEqualTo(Coverage.EVERYTHING);
    assertThatThrownBy(
        () -> search(DepthFirst.UNBOUNDED, Reduction.SLEEP).run(ExhaustiveSearchTest::pinned))
        .isInstanceOf(ExhaustiveSearch.NotSearchableException.class)
        .hasMessage(
            "a thread was pinned by a native frame or a class initializer, which the reduction does not"
                + " understand: search without it");
  }

  // ---- failures, limits and bad input ----

  @Test
  void aProgramOfMoreThreadsThanASearchTellsApartIsRefused() {
    assertThatThrownBy(() -> search(0, Reduction.NONE).run(clients(true, new int[65])))
        .isInstanceOf(ExhaustiveSearch.NotSearchableException.class)
        .hasMessage("a search can tell 64 threads apart, and the run has more");
  }

  @Test
  void aFailureHasTheFewestPreemptionsAndALineThatBringsItBack() {
    Simulator.Body lost =
        simulation -> {
          SharedReference<Integer> number =
              new SharedReference<>(simulation.scheduler(), "number", 0);
          for (int i = 0; i < 2; i++) {
            simulation.client("adder", () -> number.setVolatile(number.getVolatile() + 1));
          }
          simulation.finalCheck(
              "both", () -> simulation.require(number.getVolatile() == 2, "one is lost"));
        };
    for (Reduction reduction : Reduction.values()) {
      Outcome outcome = search(3, reduction).run(lost);
      assertThat(outcome.coverage()).isEqualTo(Coverage.FAILED);
      assertThat(outcome.preemptions()).isEqualTo(1);
      SimulationResult failure = outcome.failure().orElseThrow();
      String strategy = failure.options().strategy().toString();
      assertThat(strategy).matches("switches\\([0-9@w]+>[0-9]\\)");
      SimulationResult again =
          Simulator.run(OPTIONS.withStrategy(Strategies.parse(strategy)), lost);
      assertThat(again.traceHash()).isEqualTo(failure.traceHash());
    }
  }

  @Test
  void aSearchThatMeetsItsLimitSaysSo() {
    Outcome outcome =
        new ExhaustiveSearch(OPTIONS, 9, Reduction.NONE, 50).run(clients(true, 5, 5));
    assertThat(outcome.coverage()).isEqualTo(Coverage.RUN_LIMIT);
    assertThat(outcome.runs()).isEqualTo(50);
    assertThat(outcome.text())
        .startsWith(
            "stopped at the limit of runs: covered every interleaving of shared accesses with at most 1")
        .endsWith(", and not all with 2, in 50 runs");
    Outcome late =
        new ExhaustiveSearch(OPTIONS, 9, Reduction.NONE, 50, Optional.of(Duration.ZERO))
            .run(clients(true, 5, 5));
    assertThat(late.coverage()).isEqualTo(Coverage.TIME_LIMIT);
    assertThat(late.text())
        .isEqualTo("stopped at the limit of time: no bound on preemptions is covered, in 0 runs");
  }

  @Test
  void spinLoopsEnd() {
    Simulator.Body body =
        simulation -> {
          SharedFlag go = new SharedFlag(simulation.scheduler(), "go");
          for (int i = 0; i < 2; i++) {
            simulation.client(
                "spinner",
                () -> {
                  while (!go.getVolatile()) {
                    simulation.scheduler().spinning();
                  }
                });
          }
          simulation.client("worker", () -> go.setVolatile(true));
        };
    for (Reduction reduction : Reduction.values()) {
      Outcome outcome = search(2, reduction).run(body);
      assertThat(outcome.failure()).isEmpty();
      assertThat(outcome.coverage()).isEqualTo(Coverage.WITHIN_BOUND);
    }
  }

  @Test
  void theReductionRefusesWhatItCannotSee() {
    assertThatThrownBy(
        () -> new ExhaustiveSearch(SimulationOptions.seed(1), 2, Reduction.SLEEP, 1))
        .hasMessageContaining("step-cost=off");
    SimulationOptions faulty = OPTIONS.withFaults(Faults.parse("swarm"));
    assertThatThrownBy(() -> new ExhaustiveSearch(faulty, 2, Reduction.SLEEP, 1))
        .hasMessageContaining("no faults");
    ReentrantLock[] lock = {null};
    assertThatThrownBy(
        () -> search(2, Reduction.SLEEP).run(simulation -> locking(simulation, lock)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("java.util.concurrent");
    assertThat(search(2, Reduction.NONE).run(simulation -> locking(simulation, lock)).failure())
        .isEmpty();
  }

  private static void locking(Simulation simulation, ReentrantLock[] lock) {
    lock[0] = new ReentrantLock();
    SharedLong counter = new SharedLong(simulation.scheduler(), "counter");
    for (int i = 0; i < 2; i++) {
      simulation.client(
          "locker",
          () -> {
            lock[0].lock();
            try {
              counter.getAndAdd(1);
            } finally {
              lock[0].unlock();
            }
          });
    }
  }

  @Test
  void whatDoesNotFollowFromItsChoicesIsNotSearched() {
    int[] runs = {0};
    assertThatThrownBy(
        () -> search(2, Reduction.NONE)
            .run(
                simulation -> clients(true, new int[2 + runs[0]++ % 2]).run(simulation)))
        .isInstanceOf(NondeterminismException.class)
        .hasMessageContaining("does not follow from its choices");
  }

  @Test
  void aRunThatEndsBeforeTheChoicesThatItBeginsWithIsNoPartOfASearch() {
    int[] runs = {0};
    assertThatThrownBy(
        () -> search(DepthFirst.UNBOUNDED, Reduction.NONE)
            .run(simulation -> {
              if (runs[0]++ % 2 == 0) {
                clients(true, 2, 2).run(simulation);
              }
            }))
        .isInstanceOfSatisfying(
            NondeterminismException.class,
            e -> {
              assertThat(e.runs()).isEqualTo(2);
              assertThat(e.failed().failure().orElseThrow().kind())
                  .isEqualTo(FailureKind.NONDETERMINISM);
            })
        .hasMessageContaining("the run was over after 0 choices");
  }

  @Test
  void badNumbersAreRefused() {
    assertThatThrownBy(() -> search(-1, Reduction.NONE)).hasMessageContaining("-1");
    assertThatThrownBy(() -> new ExhaustiveSearch(OPTIONS, 1, Reduction.NONE, 0))
        .hasMessageContaining("0");
  }
}
