package io.miniss.benchmarks;

import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A message from one thread until the other sees it, both spinning on a CPU of their own: half of
 * the way there and back, one message under way. "miniss execute" is an action without a handle, as the
 * peers send it; "miniss" is a task with one; "miniss request" is {@code
 * Core.submit} and its result in a continuation.
 */
@State(Scope.Benchmark)
public class MessageBenchmark {
  /** Whose message. */
  @Param({"miniss execute", "miniss", "miniss request", "bare SPSC ring", "bare MPSC ring",
    "Disruptor"})
  public String library;

  private Rig rig;

  /** Starts both threads. */
  @Setup
  public void start() {
    int operations = Rig.SLOW_OPERATIONS;
    rig =
        switch (library) {
          case "miniss execute" -> Echo.minissActions(Loop.spinningCores(2), operations);
          case "miniss" -> Echo.minissTasks(Loop.spinningCores(2), operations);
          case "miniss request" -> Echo.minissRequests(Loop.spinningCores(2), operations);
          case "bare SPSC ring" -> BareRing.echo(SpscVarHandleArrayQueue::new, operations);
          case "bare MPSC ring" -> BareRing.echo(MpscVarHandleArrayQueue::new, operations);
          case "Disruptor" -> new DisruptorEcho(operations);
          default -> throw Rig.unknown(library);
        };
  }

  /** One message. */
  @Benchmark
  @OperationsPerInvocation(Rig.SLOW_OPERATIONS)
  public void messageSpinning() {
    rig.run();
  }

  /** Stops both threads. */
  @TearDown
  public void stop() {
    rig.close();
  }
}
