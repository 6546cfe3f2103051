package io.miniss.benchmarks;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Fibers compared with the JDK's virtual threads, which get one carrier thread here: ours have one core.
 *
 * <p>A switch is what one fiber needs to complete the promise that another awaits, and to be
 * suspended itself on a promise of its own: two fibers play ping-pong. Virtual threads do it with
 * park and unpark. "Mixed" is with fibers of eight kinds, see {@link Kinds}.
 */
@State(Scope.Benchmark)
@Fork(
    jvmArgsAppend = {
      "-Djdk.virtualThreadScheduler.parallelism=1",
      "-Djdk.virtualThreadScheduler.maxPoolSize=1"})
public class FiberBenchmark {
  /** Whose fiber. */
  @Param({"miniss", "virtual thread"})
  public String library;

  private Rig rig;

  /** Starts what the method about to run needs. */
  @Setup
  public void start(BenchmarkParams method) {
    boolean spawn = method.getBenchmark().contains("Spawn");
    boolean mixed = method.getBenchmark().endsWith("Mixed");
    rig =
        switch (library) {
          case "miniss" -> spawn ? new Spawn(mixed) : new Switch();
          case "virtual thread" -> spawn ? new VirtualSpawn(mixed) : new VirtualSwitch();
          default -> throw Rig.unknown(library);
        };
  }

  /** One fiber, from its spawn to its end. */
  @Benchmark
  @OperationsPerInvocation(Rig.SLOW_OPERATIONS)
  public void fiberSpawn() {
    rig.run();
  }

  /** One fiber, from its spawn to its end. */
  @Benchmark
  @OperationsPerInvocation(Rig.SLOW_OPERATIONS)
  public void fiberSpawnMixed() {
    rig.run();
  }

  /** One suspension. */
  @Benchmark
  @OperationsPerInvocation(Rig.SLOW_OPERATIONS)
  public void fiberSwitch() {
    rig.run();
  }

  /** Stops the core. */
  @TearDown
  public void stop() {
    rig.close();
  }

  private static final class Spawn extends Batch {
    private final MultiCoreRuntime runtime;
    private final Kinds<Callable<@Nullable Void>> fibers;

    Spawn(boolean mixed) {
      this(new Loop.Miniss(), mixed);
    }

    private Spawn(Loop.Miniss loop, boolean mixed) {
      super(loop, SLOW_OPERATIONS);
      runtime = loop.runtime;
      fibers = Kinds.tasks(this::operationEnded, mixed);
    }

    @Override
    void chunk() {
      for (int i = 0; i < CHUNK; i++) {
        var _ = runtime.spawnFiber(fibers.next());
      }
    }
  }

  private static final class Switch implements Rig {
    private final MultiCoreRuntime runtime = Loop.spinningCores(1);
    private @Nullable Promise<Integer> ball;

    /** Completes the promise that the other awaits, and awaits one of its own. */
    private void play() {
      Core core = Core.current();
      for (int i = 0; i < SLOW_OPERATIONS / 2; i++) {
        Promise<Integer> others = ball;
        Promise<Integer> own = core.newPromise();
        ball = own;
        if (others != null) {
          others.complete(1);
        }
        var _ = Fiber.await(own.future());
      }
      Promise<Integer> last = ball;
      if (last != null && !last.future().isDone()) {
        last.complete(1);
      }
    }

    @Override
    public void run() {
      ball = null;
      var first = runtime.spawnFiber(this::play);
      var second = runtime.spawnFiber(this::play);
      first.join();
      second.join();
    }

    @Override
    public void close() {
      runtime.close();
    }
  }

  /** A virtual thread that starts a chunk, lets them run, starts the next. */
  private static final class VirtualSpawn implements Rig {
    private final Kinds<Runnable> bodies;
    private int ended;

    VirtualSpawn(boolean mixed) {
      bodies = Kinds.actions(() -> ended++, mixed);
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // one carrier: a yield lets the others run
    public void run() {
      CountDownLatch done = new CountDownLatch(1);
      var _ =
          Thread.startVirtualThread(
              () -> {
                ended = 0;
                for (int i = 0; i < SLOW_OPERATIONS; i += Batch.CHUNK) {
                  for (int j = 0; j < Batch.CHUNK; j++) {
                    var _ = Thread.startVirtualThread(bodies.next());
                  }
                  while (ended < i + Batch.CHUNK) {
                    Thread.yield();
                  }
                }
                done.countDown();
              });
      Rig.await(done);
    }

    @Override
    public void close() {}
  }

  private static final class VirtualSwitch implements Rig {
    private int turn;

    private void play(int me, Thread other) {
      for (int i = 0; i < SLOW_OPERATIONS / 2; i++) {
        while (turn != me) {
          LockSupport.park(this);
        }
        turn = 1 - me;
        LockSupport.unpark(other);
      }
    }

    @Override
    public void run() {
      CountDownLatch done = new CountDownLatch(2);
      Thread[] players = new Thread[2];
      for (int i = 0; i < 2; i++) {
        int me = i;
        players[i] =
            Thread.ofVirtual()
                .unstarted(
                    () -> {
                      play(me, players[1 - me]);
                      done.countDown();
                    });
      }
      turn = 0;
      players[0].start();
      players[1].start();
      Rig.await(done);
    }

    @Override
    public void close() {}
  }
}
