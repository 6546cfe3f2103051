package io.miniss.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** As {@link MessageBenchmark}, but a thread that has nothing to do sleeps and must be woken. */
@State(Scope.Benchmark)
public class ParkedMessageBenchmark {
  static final int OPERATIONS = 1 << 12;

  /** Whose message. */
  @Param({"miniss execute", "miniss", "ActiveJ", "Netty"})
  public String library;

  private Rig rig;

  /** Starts both threads. */
  @Setup
  public void start() {
    rig =
        switch (library) {
          case "miniss execute" -> Echo.minissActions(Loop.parkingCores(2), OPERATIONS);
          case "miniss" -> Echo.minissTasks(Loop.parkingCores(2), OPERATIONS);
          case "ActiveJ" -> Echo.activeJ(OPERATIONS);
          case "Netty" -> Echo.netty(OPERATIONS);
          default -> throw Rig.unknown(library);
        };
  }

  /** One message. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void messageParked() {
    rig.run();
  }

  /** Stops both threads. */
  @TearDown
  public void stop() {
    rig.close();
  }
}
