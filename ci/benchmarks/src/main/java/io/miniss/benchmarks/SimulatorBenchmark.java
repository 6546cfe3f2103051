package io.miniss.benchmarks;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.simulator.Carriers;
import io.miniss.simulator.Simulation;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The simulator: steps and runs of a whole runtime, trace hash included, each run with a seed of its
 * own. Programs that Lincheck can run as well are in {@link io.miniss.benchmarks.lincheck.Comparison}.
 */
public class SimulatorBenchmark {
  static final int STEPS = 1 << 16;
  static final int RUNS = 256;

  private static SimulationResult run(long seed, Simulator.Body body) {
    SimulationResult result = Simulator.run(SimulationOptions.seed(seed), body);
    if (!result.isSuccess()) {
      throw new IllegalStateException("seed " + seed + ": " + result.failure().orElseThrow());
    }
    return result;
  }

  /** One core that is started, runs two tasks, and is shut down: about a hundred steps. */
  private static void small(Simulation simulation) {
    try (MultiCoreRuntime runtime = simulation.runtime().cores(1).start()) {
      var zero = runtime.spawnOn(0, () -> 0);
      var one = runtime.spawnOn(0, () -> 1);
      zero.join();
      one.join();
    }
  }

  /** A whole runtime. */
  @State(Scope.Benchmark)
  public static class Whole {
    /** Only ours: nobody else runs a runtime in a simulator. */
    @Param("miniss")
    public String library;

    private long seed;

    /** Says how large a run is. On a thread of its own: JMH calls this with a monitor held. */
    @Setup
    public void measureRun() throws InterruptedException {
      Thread thread = Thread.ofPlatform().start(this::countSteps);
      thread.join();
    }

    private void countSteps() {
      long steps = 0;
      for (int i = 0; i < RUNS; i++) {
        steps += run(++seed, SimulatorBenchmark::small).steps();
      }
      System.out.println("a small run takes " + steps / RUNS + " steps");
    }
  }

  /** One step. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public long simulatedStep(Whole state) {
    return onCarrier(() -> {
      long steps = 0;
      while (steps < STEPS) {
        steps += run(++state.seed, SimulatorBenchmark::small).steps();
      }
      return steps;
    });
  }

  /** One run, from the start of the cores to the end of the shutdown. */
  @Benchmark
  @OperationsPerInvocation(RUNS)
  public long simulatedRun(Whole state) {
    return onCarrier(() -> {
      long steps = 0;
      for (int i = 0; i < RUNS; i++) {
        steps += run(++state.seed, SimulatorBenchmark::small).steps();
      }
      return steps;
    });
  }

  /** All runs of {@code work} on one carrier, as a campaign has them. */
  private static long onCarrier(Supplier<Long> work) {
    return Carriers.call(
        work,
        halted -> {
          throw new IllegalStateException(
              "a run did not come back: " + halted.failure().orElseThrow());
        });
  }
}
