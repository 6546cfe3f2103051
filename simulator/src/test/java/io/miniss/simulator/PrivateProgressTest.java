package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.strategy.Strategies;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that read the same shared values many times, and end: their progress is in private objects. */
@Timeout(60)
final class PrivateProgressTest {
  /** More than a trial takes, so that it is the state that tells, and not the number of rounds. */
  private static final int MANY = 300_000;

  /** Fewer than that, for what no state tells. */
  private static final int SOME = 20_000;

  private static final class Own {
    static long ofClass;

    long number;
  }

  private static @Nullable RunFailure failureOf(Simulator.Body body) {
    return Simulator.run(
        SimulationOptions.seed(3)
            .withStrategy(Strategies.parse("random"))
            .withMaxSteps(5_000_000),
        body)
        .failure()
        .orElse(null);
  }

  /** A thread that looks at a flag while {@code goesOn}, and another that waits for it. */
  private static @Nullable RunFailure failureOfLoop(BooleanSupplier goesOn) {
    return failureOf(
        simulation -> {
          SharedFlag stop = new SharedFlag(simulation.scheduler(), "stop");
          SharedFlag done = new SharedFlag(simulation.scheduler(), "done");
          simulation.client(
              "slow",
              () -> {
                while (goesOn.getAsBoolean() && !stop.getVolatile()) {
                  Thread.onSpinWait();
                }
                done.setVolatile(true);
              });
          while (!done.getVolatile()) {
            simulation.scheduler().spinning();
          }
        });
  }

  @Test
  void iteratorOfAListIsProgress() {
    List<String> lines = new ArrayList<>(Collections.nCopies(SOME, ""));
    Own own = new Own();
    assertThat(
        failureOf(
            simulation -> {
              SharedFlag stop = new SharedFlag(simulation.scheduler(), "stop");
              simulation.client("scanner", () -> scan(lines, stop, own));
            }))
        .isNull();
    assertThat(own.number).isEqualTo(SOME);
  }

  private static void scan(List<String> lines, SharedFlag stop, Own own) {
    for (String line : lines) {
      if (stop.getVolatile()) {
        return;
      }
      if (line.isEmpty()) {
        own.number++;
      }
    }
  }

  /** A method that is compiled as a whole may keep its iterator in registers. */
  @Test
  void iteratorOfCompiledCodeIsProgress() {
    List<String> lines = new ArrayList<>(Collections.nCopies(SOME, ""));
    for (int i = 0; i < 40; i++) {
      assertThat(
          failureOf(
              simulation -> {
                SharedFlag stop = new SharedFlag(simulation.scheduler(), "stop");
                simulation.client("scanner", () -> scan(lines, stop, new Own()));
              }))
          .isNull();
    }
  }

  @Test
  void dequeThatIsDrainedIsProgress() {
    assertThat(
        failureOf(
            simulation -> {
              SharedFlag stop = new SharedFlag(simulation.scheduler(), "stop");
              SharedLong done = new SharedLong(simulation.scheduler(), "done");
              Deque<String> jobs = new ArrayDeque<>(Collections.nCopies(SOME, "job"));
              simulation.client(
                  "worker",
                  () -> {
                    while (!jobs.isEmpty() && !stop.getVolatile()) {
                      jobs.remove();
                    }
                    done.getAndAdd(1);
                  });
              simulation.client("other", () -> done.getAndAdd(1));
            }))
        .isNull();
  }

  @Test
  void iteratorOfAQueueIsProgress() {
    Iterator<String> jobs = new ArrayDeque<>(Collections.nCopies(SOME, "job")).iterator();
    assertThat(
        failureOfLoop(
            () -> {
              if (jobs.hasNext()) {
                jobs.next();
                return true;
              }
              return false;
            }))
        .isNull();
  }

  @Test
  void countInAnArrayIsProgress() {
    int[] count = {0};
    assertThat(failureOfLoop(() -> count[0]++ < MANY)).isNull();
  }

  @Test
  void countInAFieldIsProgress() {
    Own own = new Own();
    assertThat(failureOfLoop(() -> own.number++ < MANY)).isNull();
  }

  @Test
  void countInAStaticFieldIsProgress() {
    Own.ofClass = 0;
    assertThat(failureOfLoop(() -> Own.ofClass++ < MANY)).isNull();
  }

  @Test
  void countInAnAtomicLongIsProgress() {
    AtomicLong count = new AtomicLong();
    assertThat(failureOfLoop(() -> count.incrementAndGet() < MANY)).isNull();
  }

  @Test
  void countInAThreadLocalIsProgress() {
    ThreadLocal<Integer> count = ThreadLocal.withInitial(() -> 0);
    assertThat(
        failureOfLoop(
            () -> {
              count.set(count.get() + 1);
              return count.get() < MANY;
            }))
        .isNull();
  }

  /** Nothing leads to that class, so only the number of rounds tells. */
  @Test
  void countThatIsNotSeenEndsFirst() {
    OutOfSight.reset();
    assertThat(failureOfLoop(() -> OutOfSight.count() < SOME)).isNull();
  }

  /** After many looks, none of which tells, it only yields, which no state that is compared says. */
  @Test
  void yieldingAfterALoopIsProgress() {
    OutOfSight.reset();
    assertThat(
        failureOf(
            simulation -> {
              SharedFlag never = new SharedFlag(simulation.scheduler(), "never");
              SharedFlag done = new SharedFlag(simulation.scheduler(), "done");
              simulation.client(
                  "yields",
                  () -> {
                    while (OutOfSight.count() < MANY / 2 && !never.getVolatile()) {
                      Thread.onSpinWait();
                    }
                    yieldOften(MANY);
                    done.setVolatile(true);
                  });
              // Of its looks each is at another flag than the one before, so it comes to its trial later.
              List<SharedFlag> flags = new ArrayList<>(List.of(done));
              for (int i = 0; i < 9; i++) {
                flags.add(new SharedFlag(simulation.scheduler(), "flag " + i));
              }
              while (flags.stream().noneMatch(SharedFlag::getVolatile)) {
                Thread.onSpinWait();
              }
            }))
        .isNull();
  }

  @SuppressWarnings("ThreadPriorityCheck") // that is what is tested
  private static void yieldOften(int times) {
    for (int i = 0; i < times; i++) {
      Thread.yield();
    }
  }

  @Test
  void sleepersWakeWhileOthersOnlyYield() {
    boolean[] isOver = new boolean[1];
    assertThat(
        failureOf(
            simulation -> {
              simulation.client(
                  "yields",
                  () -> {
                    while (!isOver[0]) {
                      yieldOften(1);
                    }
                  });
              simulation.work(Duration.ofMillis(1));
              isOver[0] = true;
            }))
        .isNull();
  }

  @Test
  void ringOfEqualObjectsIsProgress() {
    Link first = new Link();
    Link last = first;
    for (int i = 1; i < SOME / 2; i++) {
      last.next = new Link();
      last = last.next;
    }
    last.next = first;
    assertThat(
        failureOf(
            simulation -> {
              SharedFlag stop = new SharedFlag(simulation.scheduler(), "stop");
              Link at = first;
              do {
                at = at.next;
              } while (!stop.getVolatile() && at != first);
            }))
        .isNull();
  }

  private static final class Link {
    Link next = this;
  }

  // ---- what is no progress ----

  @Test
  void freshObjectsOfARoundAreNoProgress() {
    RunFailure failure =
        failureOf(
            simulation -> {
              SharedFlag never = new SharedFlag(simulation.scheduler(), "never");
              while (true) {
                List<Object> fresh = new ArrayList<>(List.of(new Own(), "text", new int[] {1, 2}));
                if (never.getVolatile()) {
                  fresh.clear();
                }
                if (fresh.isEmpty()) {
                  return;
                }
              }
            });
    assertThat(failure).isNotNull();
    assertThat(failure.name()).isEqualTo("spin deadlock");
    assertThat(failure.step()).isBetween(200_000L, 400_000L);
  }

  @Test
  void endlessCountRunsIntoTheBound() {
    RunFailure failure =
        Simulator.run(
            SimulationOptions.seed(3).withMaxSteps(400_000),
            simulation -> {
              SharedFlag never = new SharedFlag(simulation.scheduler(), "never");
              Own own = new Own();
              while (!never.getVolatile()) {
                own.number++;
              }
            })
            .failure()
            .orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.STEP_BOUND);
  }

  @Test
  void stateTooLargeRunsIntoTheBound() {
    RunFailure failure =
        Simulator.run(
            SimulationOptions.seed(3).withMaxSteps(400_000),
            simulation -> {
              SharedFlag never = new SharedFlag(simulation.scheduler(), "never");
              List<Own> many = new ArrayList<>();
              for (int i = 0; i < 50_000; i++) {
                many.add(new Own());
              }
              while (!never.getVolatile() || many.isEmpty()) {
                Thread.onSpinWait();
              }
            })
            .failure()
            .orElseThrow();
    assertThat(failure.kind()).isEqualTo(FailureKind.STEP_BOUND);
  }

  @Test
  void nearBoundNamesTheSpinDeadlockToo() {
    RunFailure failure =
        Simulator.run(
            SimulationOptions.seed(3).withMaxSteps(20_000),
            simulation -> {
              SharedFlag never = new SharedFlag(simulation.scheduler(), "never");
              while (!never.getVolatile()) {
                simulation.scheduler().spinning();
              }
            })
            .failure()
            .orElseThrow();
    assertThat(failure.name()).isEqualTo("spin deadlock");
    assertThat(failure.step()).isEqualTo(20_000);
  }
}
