package io.miniss.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.scenario.BodyScenario;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.search.EventProfile;
import io.miniss.simulator.strategy.Strategy;
import io.miniss.testkit.ForkedJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A run fails, and user code that is told to end does something else. Each case runs in a JVM of its own, which some
 * of them end or fill.
 */
@Timeout(120)
class FailureSurvivesTest {
  private static final String FAILURE = "one counted too far";

  private static final List<byte[]> HEAP = new ArrayList<>();
  private static volatile boolean loops = true;
  private static final AtomicInteger CAUGHT = new AtomicInteger();

  /** What user code does with what is thrown to end it. */
  enum Reaction {
    LOOP {
      @Override
      void take(Simulation simulation, SharedLong counter) {
        while (loops) {
          Thread.onSpinWait();
        }
      }
    },
    CATCH_IN_A_LOOP {
      @Override
      void take(Simulation simulation, SharedLong counter) {
        while (loops) {
          try {
            counter.getAndAdd(1);
          } catch (Throwable again) {
            CAUGHT.incrementAndGet();
          }
        }
      }
    },
    SPIN {
      @Override
      void take(Simulation simulation, SharedLong counter) {
        while (loops) {
          try {
            simulation.scheduler().spinning();
          } catch (Throwable again) {
            CAUGHT.incrementAndGet();
          }
        }
      }
    },
    WAIT_FOR_A_LATCH {
      @Override
      void take(Simulation simulation, SharedLong counter) throws Exception {
        new CountDownLatch(1).await();
      }
    },
    SLEEP {
      @Override
      @SuppressWarnings("ThreadSleep") // that is what is tested
      void take(Simulation simulation, SharedLong counter) throws Exception {
        Thread.sleep(Duration.ofDays(1));
      }
    },
    WAIT_FOR_A_PIPE {
      @Override
      void take(Simulation simulation, SharedLong counter) throws Exception {
        Path pipe = Files.createTempDirectory("pipe").resolve("pipe");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        Files.readAllBytes(pipe);
      }
    },
    WAIT_FOR_A_MONITOR {
      @Override
      @SuppressWarnings("WaitNotInLoop")
      void take(Simulation simulation, SharedLong counter) throws Exception {
        synchronized (HEAP) {
          HEAP.wait();
        }
      }
    },
    THROW_SOMETHING_ELSE {
      @Override
      void take(Simulation simulation, SharedLong counter) {
        throw new IllegalStateException("cannot close what was not open");
      }
    },
    EXIT {
      @Override
      void take(Simulation simulation, SharedLong counter) {
        System.exit(0);
      }
    },
    OVERFLOW_THE_STACK {
      @Override
      void take(Simulation simulation, SharedLong counter) throws Exception {
        if (loops) {
          take(simulation, counter);
        }
      }
    },
    FILL_THE_HEAP {
      @Override
      void take(Simulation simulation, SharedLong counter) {
        fill();
      }
    },
    FILL_THE_HEAP_AND_CATCH_THAT {
      @Override
      void take(Simulation simulation, SharedLong counter) {
        while (loops) {
          try {
            fill();
          } catch (OutOfMemoryError again) {
            CAUGHT.incrementAndGet();
          }
        }
      }
    },
    FILL_THE_HEAP_AND_KEEP_THAT {
      @Override
      void take(Simulation simulation, SharedLong counter) {
        List<byte[]> own = new ArrayList<>();
        while (loops) {
          try {
            own.add(new byte[50_000]);
            counter.getAndAdd(1);
          } catch (OutOfMemoryError full) {
            CAUGHT.set(own.size());
          }
        }
      }
    },
    FILL_THE_HEAP_AND_CATCH_ALL {
      @Override
      void take(Simulation simulation, SharedLong counter) {
        List<byte[]> own = new ArrayList<>();
        while (loops) {
          try {
            counter.getAndAdd(1);
            own.add(new byte[1 << 20]);
          } catch (Throwable again) {
            CAUGHT.set(own.size());
          }
        }
      }
    },
    START_CLIENTS {
      @Override
      void take(Simulation simulation, SharedLong counter) {
        while (loops) {
          try {
            simulation.client("one more", () -> {});
          } catch (Throwable again) {
            CAUGHT.incrementAndGet();
          }
        }
      }
    };

    abstract void take(Simulation simulation, SharedLong counter) throws Exception;

    static void fill() {
      while (loops) {
        HEAP.add(new byte[50_000]);
      }
    }
  }

  /** Where the user code is that reacts. */
  enum Where {
    CLIENT,
    TASK,
    FIBER
  }

  /** A run of this counts until it fails. */
  private record Program(Reaction reaction, Where where) {
    Scenario scenario() {
      return new BodyScenario(
          "reacts-by-" + reaction.name().toLowerCase(Locale.ROOT),
          world -> run((Simulation) world));
    }

    private void run(Simulation simulation) {
      SharedLong counter = new SharedLong(simulation.scheduler(), "counter");
      if (where == Where.CLIENT) {
        simulation.client("user", () -> count(simulation, counter));
        fail(simulation, counter);
        return;
      }
      try (MultiCoreRuntime runtime = simulation.runtime().start()) {
        if (where == Where.TASK) {
          runtime.spawn(() -> count(simulation, counter));
        } else {
          runtime.spawnFiber(() -> count(simulation, counter));
        }
        fail(simulation, counter);
      }
    }

    private int count(Simulation simulation, SharedLong counter) {
      try {
        while (counter.getAndAdd(1) < 1_000_000) {
          CAUGHT.set(0);
        }
      } catch (Throwable end) {
        try {
          reaction.take(simulation, counter);
        } catch (Exception thrown) {
          throw new IllegalStateException(thrown);
        }
      }
      return 0;
    }

    private static void fail(Simulation simulation, SharedLong counter) {
      while (counter.getVolatile() < 5) {
        simulation.work(Duration.ofNanos(10));
      }
      simulation.require(false, FAILURE);
    }
  }

  /** The program of the forked JVM: a campaign whose failure is shrunk and printed, as a command does. */
  static final class Main {
    private Main() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
      Scenario program =
          new Program(Reaction.valueOf(arguments[0]), Where.valueOf(arguments[1])).scenario();
      Campaign campaign =
          new Campaign(
              program, SimulationOptions.seed(0).withWatchdog(Watchdog.OFF), 0, 20,
              Optional.empty(), 1, Campaign.DEFAULT_AUDIT);
      FailureReport report = campaign.run(progress -> {}).failure().orElseThrow();
      System.out.print(report.shrink(program, 200, Duration.ofSeconds(3)).text());
      Runtime.getRuntime().halt(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Reaction.class)
  void clientDoesNotHideTheFailure(Reaction reaction) throws Exception {
    assertIsReported(reaction, Where.CLIENT);
  }

  @ParameterizedTest
  @EnumSource(
      value = Reaction.class, names = {"LOOP", "EXIT", "FILL_THE_HEAP", "CATCH_IN_A_LOOP"})
  void taskDoesNotHideTheFailure(Reaction reaction) throws Exception {
    assertIsReported(reaction, Where.TASK);
  }

  @ParameterizedTest
  @EnumSource(
      value = Reaction.class, names = {"LOOP", "EXIT", "FILL_THE_HEAP", "CATCH_IN_A_LOOP"})
  void fiberDoesNotHideTheFailure(Reaction reaction) throws Exception {
    assertIsReported(reaction, Where.FIBER);
  }

  private static void assertIsReported(Reaction reaction, Where where) throws Exception {
    ForkedJvm.Ended ended =
        ForkedJvm.runOpen(List.of("-Xmx64m"), Main.class, reaction.name(), where.name());
    assertThat(ended.output())
        .contains("EXCEPTION main", FAILURE)
        .containsPattern("replay: .*reacts-by-\\w+ seed=[0-9]+ ");
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
  }

  // ---- without a failure before ----

  /** A program that ends the JVM, or fills its heap. */
  static final class Alone {
    private Alone() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
      Reaction reaction = Reaction.valueOf(arguments[0]);
      SimulationResult result =
          Simulator.run(
              SimulationOptions.seed(41),
              simulation -> {
                SharedLong counter = new SharedLong(simulation.scheduler(), "counter");
                counter.getAndAdd(1);
                reaction.take(simulation, counter);
              });
      System.out.println(result.failure() + " of seed=" + result.options().seed());
      Runtime.getRuntime().halt(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Reaction.class, names = {"EXIT", "FILL_THE_HEAP", "FILL_THE_HEAP_AND_CATCH_THAT",
        "FILL_THE_HEAP_AND_KEEP_THAT", "FILL_THE_HEAP_AND_CATCH_ALL"})
  void endOfTheJvmNamesTheRun(Reaction reaction) throws Exception {
    ForkedJvm.Ended ended =
        ForkedJvm.runOpen(List.of("-Xmx64m"), Alone.class, reaction.name());
    assertThat(ended.output()).containsPattern("(?s)(System.exit|heap).*seed.41|seed.41.*exit");
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
  }

  /** A program that ends the JVM in a run that a strategy learns from. */
  static final class Learning {
    private Learning() {}

    public static void main(String[] arguments) {
      Strategy _ =
          ReplayLine.named(
              "teacher",
              () -> EventProfile.portfolio(
                  SimulationOptions.seed(41),
                  simulation -> Reaction.EXIT.take(simulation,
                      new SharedLong(simulation.scheduler(), "c"))));
      Runtime.getRuntime().halt(0);
    }
  }

  @Test
  void runsThatAStrategyLearnsFromAreNamed() throws Exception {
    ForkedJvm.Ended ended = ForkedJvm.runOpen(List.of("-Xmx64m"), Learning.class);
    assertThat(ended.output()).contains("FAILED ESCAPE exit", "replay: teacher seed=41 ");
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
  }

  /** What ends the JVM in the middle of a run, and is no step of one of its threads. */
  enum Outsider {
    FINAL_CHECK {
      @Override
      void end(Simulation simulation) {
        simulation.finalCheck("exits", () -> exit());
      }
    },
    MESSAGE {
      @Override
      void end(Simulation simulation) {
        throw new IllegalStateException() {
          private static final long serialVersionUID = 1;

          @Override
          public String getMessage() {
            return "exits: " + exit();
          }
        };
      }
    },
    OWN_THREAD {
      @Override
      void end(Simulation simulation) {
        Thread.ofPlatform().name("own").start(Outsider::exit);
        while (loops) {
          Thread.onSpinWait();
        }
      }
    };

    abstract void end(Simulation simulation);

    private static boolean exit() {
      System.exit(0);
      return true;
    }
  }

  /** A campaign of which a run ends the JVM. */
  static final class EndedFromOutside {
    private EndedFromOutside() {}

    public static void main(String[] arguments) {
      Outsider outsider = Outsider.valueOf(arguments[0]);
      Campaign campaign =
          new Campaign(
              new BodyScenario("outsider", world -> outsider.end((Simulation) world)),
              SimulationOptions.seed(0), 41, 1,
              Optional.empty(), 1, Campaign.DEFAULT_AUDIT);
      var _ = campaign.run(progress -> {});
      Runtime.getRuntime().halt(0);
    }
  }

  @ParameterizedTest
  @EnumSource(Outsider.class)
  void whoEndsTheJvmFromOutsideIsNamed(Outsider outsider) throws Exception {
    ForkedJvm.Ended ended =
        ForkedJvm.runOpen(List.of("-Xmx64m"), EndedFromOutside.class, outsider.name());
    assertThat(ended.output())
        .contains(
            outsider == Outsider.MESSAGE
                ? "FAILED EXCEPTION main\n  io.miniss.simulator.FailureSurvivesTest$Outsider"
                : "FAILED ESCAPE exit\n  thread ")
        .contains("replay: outsider seed=41 ");
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(1);
  }
}
