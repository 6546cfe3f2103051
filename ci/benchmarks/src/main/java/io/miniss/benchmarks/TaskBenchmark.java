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
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Schedule a task on the loop that the calling code runs on, and run it. "miniss" is a task with a handle,
 * "miniss execute" an action without one, which is what the peers schedule; "miniss stealable" is a task that
 * an idle core might take; no core is idle here. "Netty submit" is a task with a handle, too. "Mixed" is with
 * tasks of eight kinds, see {@link Kinds}.
 */
@State(Scope.Benchmark)
public class TaskBenchmark {
  /** Whose loop. */
  @Param({"miniss", "miniss execute", "miniss stealable", "ActiveJ", "Netty", "Netty submit",
    "single-thread executor"})
  public String library;

  private Rig rig;

  /** Starts the loop. */
  @Setup
  public void start(BenchmarkParams method) {
    boolean mixed = method.getBenchmark().endsWith("Mixed");
    rig =
        switch (library) {
          case "miniss" -> placed(mixed);
          case "miniss execute" -> executed(mixed);
          case "miniss stealable" -> stealable(mixed);
          case "ActiveJ" -> activeJ(mixed);
          case "Netty" -> netty(mixed);
          case "Netty submit" -> nettySubmit(mixed);
          case "single-thread executor" -> executor(mixed);
          default -> throw Rig.unknown(library);
        };
  }

  /** One task. */
  @Benchmark
  @OperationsPerInvocation(Rig.OPERATIONS)
  public void ownTask() {
    rig.run();
  }

  /** One task. */
  @Benchmark
  @OperationsPerInvocation(Rig.OPERATIONS)
  public void ownTaskMixed() {
    rig.run();
  }

  /** Stops the loop. */
  @TearDown
  public void stop() {
    rig.close();
  }

  private static Rig placed(boolean mixed) {
    Loop.Miniss loop = new Loop.Miniss();
    MultiCoreRuntime runtime = loop.runtime;
    return new Batch(loop, Rig.OPERATIONS) {
      private final Kinds<Callable<@Nullable Void>> tasks =
          Kinds.tasks(this::operationEnded, mixed);

      @Override
      void chunk() {
        for (int i = 0; i < CHUNK; i++) {
          var _ = runtime.spawnOn(0, tasks.next());
        }
      }
    };
  }

  private static Rig executed(boolean mixed) {
    return new Batch(new Loop.Miniss(), Rig.OPERATIONS) {
      private final Kinds<Runnable> actions = Kinds.actions(this::operationEnded, mixed);

      @Override
      void chunk() {
        Core core = Core.current();
        for (int i = 0; i < CHUNK; i++) {
          core.execute(actions.next());
        }
      }
    };
  }

  private static Rig stealable(boolean mixed) {
    Loop.Miniss loop = new Loop.Miniss();
    MultiCoreRuntime runtime = loop.runtime;
    return new Batch(loop, Rig.OPERATIONS) {
      private final Kinds<Callable<@Nullable Void>> tasks =
          Kinds.tasks(this::operationEnded, mixed);

      @Override
      void chunk() {
        for (int i = 0; i < CHUNK; i++) {
          var _ = runtime.spawn(tasks.next());
        }
      }
    };
  }

  private static Rig activeJ(boolean mixed) {
    Loop.ActiveJ loop = new Loop.ActiveJ();
    return new Batch(loop, Rig.OPERATIONS) {
      private final Kinds<Runnable> actions = Kinds.actions(this::operationEnded, mixed);

      @Override
      void chunk() {
        for (int i = 0; i < CHUNK; i++) {
          loop.loop.postLast(actions.next());
        }
      }
    };
  }

  private static Rig netty(boolean mixed) {
    Loop.Netty loop = new Loop.Netty();
    return new Batch(loop, Rig.OPERATIONS) {
      private final Kinds<Runnable> actions = Kinds.actions(this::operationEnded, mixed);

      @Override
      void chunk() {
        for (int i = 0; i < CHUNK; i++) {
          loop.loop.execute(actions.next());
        }
      }
    };
  }

  private static Rig nettySubmit(boolean mixed) {
    Loop.Netty loop = new Loop.Netty();
    return new Batch(loop, Rig.OPERATIONS) {
      private final Kinds<Callable<@Nullable Void>> tasks =
          Kinds.tasks(this::operationEnded, mixed);

      @Override
      void chunk() {
        for (int i = 0; i < CHUNK; i++) {
          var _ = loop.loop.submit(tasks.next());
        }
      }
    };
  }

  private static Rig executor(boolean mixed) {
    Loop.Jdk loop = new Loop.Jdk();
    return new Batch(loop, Rig.OPERATIONS) {
      private final Kinds<Runnable> actions = Kinds.actions(this::operationEnded, mixed);

      @Override
      void chunk() {
        for (int i = 0; i < CHUNK; i++) {
          loop.executor.execute(actions.next());
        }
      }
    };
  }
}
