package io.miniss.benchmarks;

import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A stream of messages one way, both threads spinning: what one message costs when many are under
 * way. "miniss execute" is a stream of actions without handles, "miniss" one of tasks, each with its own
 * outcome; the bare ring carries one object again and again.
 */
@State(Scope.Benchmark)
public class StreamBenchmark {
  /** Whose messages. */
  @Param({"miniss execute", "miniss", "bare SPSC ring", "bare MPSC ring"})
  public String library;

  private Rig rig;

  /** Starts both threads. */
  @Setup
  public void start() {
    int operations = Rig.OPERATIONS;
    rig =
        switch (library) {
          case "miniss execute" -> new Actions();
          case "miniss" -> new Tasks();
          case "bare SPSC ring" -> BareRing.stream(SpscVarHandleArrayQueue::new, operations);
          case "bare MPSC ring" -> BareRing.stream(MpscVarHandleArrayQueue::new, operations);
          default -> throw Rig.unknown(library);
        };
  }

  /** One message. */
  @Benchmark
  @OperationsPerInvocation(Rig.OPERATIONS)
  public void messageStream() {
    rig.run();
  }

  /** Stops both threads. */
  @TearDown
  public void stop() {
    rig.close();
  }

  /**
   * Core 0 sends a window of tasks to core 1, which grants a quarter of a window whenever it has run
   * one: the ring is never full, so no task waits in the line before it. A batch has ended when core
   * 0 has seen every grant, so that none of it is left for the next batch.
   */
  private abstract static class Stream implements Rig {
    private static final int GRANT = 256;
    private static final int WINDOW = 4;

    final MultiCoreRuntime runtime = Loop.spinningCores(2);
    private CountDownLatch done = new CountDownLatch(0);
    private final Counter granted = new Counter();
    private final Counter received = new Counter();

    /** Sends a message, which calls {@link #received}, to core 1. */
    abstract void send();

    /** Sends a grant, which calls {@link #granted}, to core 0. */
    abstract void grant();

    final void granted() {
      int grants = granted.increment();
      if (grants <= OPERATIONS / GRANT) {
        for (int i = 0; i < GRANT; i++) {
          send();
        }
      }
      if (grants == WINDOW - 1 + OPERATIONS / GRANT) {
        done.countDown();
      }
    }

    final void received() {
      if (received.increment() % GRANT == 0) {
        grant();
      }
    }

    @Override
    public final void run() {
      granted.set(0);
      received.set(0);
      done = new CountDownLatch(1);
      for (int i = 0; i < WINDOW - 1; i++) {
        grant();
      }
      Rig.await(done);
    }

    @Override
    public final void close() {
      runtime.close();
    }
  }

  private static final class Actions extends Stream {
    private final Core sender = runtime.core(0);
    private final Core receiver = runtime.core(1);
    private final Runnable message = this::received;
    private final Runnable granting = this::granted;

    @Override
    void send() {
      receiver.execute(message);
    }

    @Override
    void grant() {
      sender.execute(granting);
    }
  }

  private static final class Tasks extends Stream {
    private final Callable<@Nullable Void> message = Loop.task(this::received);
    private final Callable<@Nullable Void> granting = Loop.task(this::granted);

    @Override
    void send() {
      var _ = runtime.spawnOn(1, message);
    }

    @Override
    void grant() {
      var _ = runtime.spawnOn(0, granting);
    }
  }
}
