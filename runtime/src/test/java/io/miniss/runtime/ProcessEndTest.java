package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.diagnostics.Phase;
import io.miniss.testkit.ForkedJvm;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When and how the process of a runtime ends; each in a JVM that does nothing else. */
class ProcessEndTest {
  /** Longer than a test may take: whoever waits for such a limit is killed. */
  private static final Duration LONG = Duration.ofMinutes(10);

  private static final int EXIT_CODE = 3;

  /** What calls {@code System.exit}. */
  enum Caller {
    TASK {
      @Override
      void exit(MultiCoreRuntime runtime) {
        runtime.spawnOn(0, () -> System.exit(EXIT_CODE));
      }
    },
    FIBER {
      @Override
      void exit(MultiCoreRuntime runtime) {
        runtime.spawnFiber(
            () -> {
              System.exit(EXIT_CODE);
              return 0;
            });
      }
    },
    TIMER {
      @Override
      void exit(MultiCoreRuntime runtime) {
        runtime.spawnOn(
            0,
            () -> Core.current().after(Duration.ofMillis(1), () -> System.exit(EXIT_CODE)));
      }
    },
    CONTINUATION {
      @Override
      void exit(MultiCoreRuntime runtime) {
        runtime.spawnOn(0, () -> 1).future().onComplete((one, failure) -> System.exit(EXIT_CODE));
      }
    },
    INITIALIZER {
      @Override
      void exit(MultiCoreRuntime runtime) {
        runtime.spawnOn(0, () -> Exits.CODE);
      }
    },
    INITIALIZER_IN_FIBER {
      @Override
      void exit(MultiCoreRuntime runtime) {
        runtime.spawnFiber(() -> Exits.CODE);
      }
    };

    abstract void exit(MultiCoreRuntime runtime);
  }

  /** A class that ends the process when it is first used. */
  static final class Exits {
    static final Integer CODE = exit();

    private Exits() {}

    private static Integer exit() {
      System.exit(EXIT_CODE);
      return EXIT_CODE;
    }
  }

  @ParameterizedTest
  @EnumSource
  void exitOnACoreEndsTheProcess(Caller caller) throws Exception {
    ForkedJvm.Ended ended = ForkedJvm.run(Program.class, "exit", caller.name());
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(EXIT_CODE);
  }

  @ParameterizedTest
  @EnumSource
  void aHookMayCloseARuntimeThatCalledExit(Caller caller) throws Exception {
    ForkedJvm.Ended ended = ForkedJvm.run(Program.class, "exit with hook", caller.name());
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(EXIT_CODE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit after close began", "exit after giving up"})
  void aCoreThatWasGivenUpOnEndsTheProcess(String program) throws Exception {
    ForkedJvm.Ended ended = ForkedJvm.run(Program.class, program);
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(EXIT_CODE);
  }

  @Test
  void theCoresOtherWorkIsDrainedAtExit() throws Exception {
    ForkedJvm.Ended ended = ForkedJvm.run(Program.class, "exit with work left");
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(EXIT_CODE);
    assertThat(ended.output()).contains("drained");
  }

  @Test
  void aForgottenRuntimeNamesWhereItWasCreated() throws Exception {
    ForkedJvm.Ended ended = ForkedJvm.run(Program.class, "forgotten");
    assertThat(ended.output())
        .contains("keeps the process alive")
        .contains(Program.class.getName() + ".forgotten(");
    assertThat(ended.exitCode()).isEqualTo(Program.TOLD);
  }

  @Test
  void aDaemonRuntimeLetsTheProcessEnd() throws Exception {
    ForkedJvm.Ended ended = ForkedJvm.run(Program.class, "daemon");
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output()).doesNotContain("keeps the process alive");
  }

  @Test
  void aRuntimeGivenUpOnLetsTheProcessEnd() throws Exception {
    ForkedJvm.Ended ended = ForkedJvm.run(Program.class, "given up");
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }

  /** The program of the child JVM. */
  static final class Program {
    /** The exit code of a program that the warning ends: nobody else would. */
    static final int TOLD = 4;

    /** Referred to, so that it stays what the test is about if the garbage collector happens to run. */
    @SuppressWarnings("UnusedVariable")
    private static @Nullable MultiCoreRuntime notClosed;

    private Program() {}

    public static void main(String[] args) {
      switch (args[0]) {
        case "exit" -> Caller.valueOf(args[1]).exit(drained().start());
        case "exit with hook" -> exitWithHook(Caller.valueOf(args[1]));
        case "exit after close began" -> exitAfterCloseBegan();
        case "exit after giving up" -> exitAfterGivingUp();
        case "exit with work left" -> exitWithWorkLeft();
        case "forgotten" -> forgotten();
        case "daemon" -> drained().daemon(true).start();
        case "given up" -> givenUp();
        default -> throw new IllegalArgumentException(args[0]);
      }
    }

    private static MultiCoreRuntime.Builder drained() {
      return MultiCoreRuntime.builder()
          .cores(1)
          .drainOnTermination(true)
          .drainLimit(LONG)
          .cancelLimit(LONG);
    }

    private static void exitWithHook(Caller caller) {
      MultiCoreRuntime runtime = drained().drainOnTermination(false).start();
      Runtime.getRuntime().addShutdownHook(new Thread(runtime::close));
      caller.exit(runtime);
    }

    private static MultiCoreRuntime withShortLimits() {
      return MultiCoreRuntime.builder()
          .cores(1)
          .drainLimit(Duration.ofMillis(100))
          .cancelLimit(Duration.ofMillis(100))
          .start();
    }

    /** A hook that ends some time after {@code runtime}, also after that was given up on. */
    private static void addLongHook(MultiCoreRuntime runtime) {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    awaitPhase(runtime, Phase.TERMINATED);
                    LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                  }));
    }

    private static void awaitPhase(MultiCoreRuntime runtime, Phase phase) {
      while (runtime.phase().compareTo(phase) < 0) {
        Thread.onSpinWait();
      }
    }

    private static void exitAfterCloseBegan() {
      MultiCoreRuntime runtime = withShortLimits();
      addLongHook(runtime);
      CountDownLatch started = new CountDownLatch(1);
      runtime.spawnFiber(
          () -> {
            started.countDown();
            awaitPhase(runtime, Phase.DRAINING);
            System.exit(EXIT_CODE);
          });
      closeAfter(started, runtime);
    }

    private static void exitAfterGivingUp() {
      MultiCoreRuntime runtime = withShortLimits();
      addLongHook(runtime);
      CountDownLatch started = new CountDownLatch(1);
      runtime.spawnOn(
          0,
          () -> {
            started.countDown();
            awaitPhase(runtime, Phase.TERMINATED);
            System.exit(EXIT_CODE);
          });
      closeAfter(started, runtime);
    }

    /** The process lives until the runtime's code ends it. */
    private static void closeAfter(CountDownLatch started, MultiCoreRuntime runtime) {
      Thread.ofPlatform().start(Program::parkForEver);
      awaitUninterrupted(started);
      runtime.close();
    }

    private static void parkForEver() {
      while (true) {
        LockSupport.park();
      }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static void exitWithWorkLeft() {
      MultiCoreRuntime runtime = drained().start();
      runtime.spawnOn(
          0,
          () -> {
            runtime.spawnOn(0, () -> System.out.println("drained"));
            System.exit(EXIT_CODE);
          });
    }

    private static void forgotten() {
      Logger.getLogger("").addHandler(new HaltAtWarning());
      notClosed = MultiCoreRuntime.builder().cores(1).start();
    }

    private static void givenUp() {
      MultiCoreRuntime runtime =
          MultiCoreRuntime.builder()
              .cores(1)
              .drainLimit(Duration.ofMillis(10))
              .cancelLimit(Duration.ofMillis(10))
              .start();
      CountDownLatch started = new CountDownLatch(1);
      runtime.spawnFiber(
          () -> {
            while (true) {
              started.countDown();
              LockSupport.parkNanos(1_000_000); // swallows its cancellation
              Thread.interrupted();
            }
          });
      awaitUninterrupted(started);
      runtime.close();
    }
  }

  private static final class HaltAtWarning extends Handler {
    @Override
    public void publish(LogRecord record) {
      System.out.println(record.getMessage());
      record.getThrown().printStackTrace(System.out);
      System.out.flush();
      Runtime.getRuntime().halt(Program.TOLD);
    }

    @Override
    public void flush() {
      // Each record is written to the end.
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }
}
