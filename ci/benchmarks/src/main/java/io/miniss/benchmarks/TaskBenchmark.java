package io.miniss.benchmarks;

import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Schedule a task on the loop that the calling code runs on, and run it. "miniss" is a task with a handle,
 * "miniss execute" an action without one, which is what the peers schedule; "miniss stealable" is a task that
 * an idle core might take; no core is idle here.
 */
@State(Scope.Benchmark)
public class TaskBenchmark {
  /** Whose loop. */
  @Param({"miniss", "miniss execute", "miniss stealable", "ActiveJ", "Netty",
    "single-thread executor"})
  public String library;

  private Rig rig;

  /** Starts the loop. */
  @Setup
  public void start() {
    rig =
        switch (library) {
          case "miniss" -> placed();
          case "miniss execute" -> executed();
          case "miniss stealable" -> stealable();
          case "ActiveJ" -> activeJ();
          case "Netty" -> netty();
          case "single-thread executor" -> executor();
          default -> throw Rig.unknown(library);
        };
  }

  /** One task. */
  @Benchmark
  @OperationsPerInvocation(Rig.OPERATIONS)
  public void ownTask() {
    rig.run();
  }

  /** Stops the loop. */
  @TearDown
  public void stop() {
    rig.close();
  }

  private static Rig placed() {
    Loop.Miniss loop = new Loop.Miniss();
    MultiCoreRuntime runtime = loop.runtime;
    return new Batch(loop, Rig.OPERATIONS) {
      private final Callable<@Nullable Void> task = Loop.task(this::operationEnded);

      @Override
      void chunk() {
        for (int i = 0; i < CHUNK; i++) {
          var _ = runtime.spawnOn(0, task);
        }
      }
    };
  }

  private static Rig executed() {
    return new Batch(new Loop.Miniss(), Rig.OPERATIONS) {
      private final Runnable task = this::operationEnded;

      @Override
      void chunk() {
        Core core = Core.current();
        for (int i = 0; i < CHUNK; i++) {
          core.execute(task);
        }
      }
    };
  }

  private static Rig stealable() {
    Loop.Miniss loop = new Loop.Miniss();
    MultiCoreRuntime runtime = loop.runtime;
    return new Batch(loop, Rig.OPERATIONS) {
      private final Callable<@Nullable Void> task = Loop.task(this::operationEnded);

      @Override
      void chunk() {
        for (int i = 0; i < CHUNK; i++) {
          var _ = runtime.spawn(task);
        }
      }
    };
  }

  private static Rig activeJ() {
    Loop.ActiveJ loop = new Loop.ActiveJ();
    return new Batch(loop, Rig.OPERATIONS) {
      private final Runnable task = this::operationEnded;

      @Override
      void chunk() {
        for (int i = 0; i < CHUNK; i++) {
          loop.loop.postLast(task);
        }
      }
    };
  }

  private static Rig netty() {
    Loop.Netty loop = new Loop.Netty();
    return new Batch(loop, Rig.OPERATIONS) {
      private final Runnable task = this::operationEnded;

      @Override
      void chunk() {
        for (int i = 0; i < CHUNK; i++) {
          loop.loop.execute(task);
        }
      }
    };
  }

  private static Rig executor() {
    Loop.Jdk loop = new Loop.Jdk();
    return new Batch(loop, Rig.OPERATIONS) {
      private final Runnable task = this::operationEnded;

      @Override
      void chunk() {
        for (int i = 0; i < CHUNK; i++) {
          loop.executor.execute(task);
        }
      }
    };
  }
}
