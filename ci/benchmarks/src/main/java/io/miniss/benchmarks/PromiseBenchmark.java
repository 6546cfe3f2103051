package io.miniss.benchmarks;

import io.activej.promise.SettablePromise;
import io.miniss.runtime.Core;
import io.miniss.runtime.future.Promise;
import io.netty.util.concurrent.DefaultPromise;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Create a promise, map it, register a callback, complete it, run both; on the thread of a loop.
 *
 * <p>Ours runs mapping and callback from the loop's queue, because a completing call never runs user
 * code; the peers run them inside the completing call. Netty has no map: there a listener completes
 * a second promise.
 */
@State(Scope.Benchmark)
public class PromiseBenchmark {
  private static final Integer VALUE = 1;
  private static final Integer MAPPED = 2;

  /** Whose promise. */
  @Param({"miniss", "ActiveJ", "Netty", "CompletableFuture"})
  public String library;

  private Rig rig;

  /** Starts the loop. */
  @Setup
  public void start() {
    rig =
        switch (library) {
          case "miniss" -> miniss();
          case "ActiveJ" -> activeJ();
          case "Netty" -> netty();
          case "CompletableFuture" -> completableFuture();
          default -> throw Rig.unknown(library);
        };
  }

  /** One promise. */
  @Benchmark
  @OperationsPerInvocation(Rig.OPERATIONS)
  public void promise() {
    rig.run();
  }

  /** Stops the loop. */
  @TearDown
  public void stop() {
    rig.close();
  }

  private static Rig miniss() {
    return new Batch(new Loop.Miniss(), Rig.OPERATIONS) {
      @Override
      void chunk() {
        Core core = Core.current();
        for (int i = 0; i < CHUNK; i++) {
          Promise<Integer> promise = core.newPromise();
          promise
              .future()
              .map(value -> MAPPED)
              .onComplete((value, failure) -> operationEnded());
          promise.complete(VALUE);
        }
      }
    };
  }

  private static Rig activeJ() {
    return new Batch(new Loop.ActiveJ(), Rig.OPERATIONS) {
      @Override
      void chunk() {
        for (int i = 0; i < CHUNK; i++) {
          SettablePromise<Integer> promise = new SettablePromise<>();
          var _ = promise.map(value -> MAPPED).whenComplete((value, failure) -> operationEnded());
          promise.set(VALUE);
        }
      }
    };
  }

  private static Rig netty() {
    Loop.Netty loop = new Loop.Netty();
    return new Batch(loop, Rig.OPERATIONS) {
      @Override
      void chunk() {
        for (int i = 0; i < CHUNK; i++) {
          DefaultPromise<Integer> promise = new DefaultPromise<>(loop.loop);
          DefaultPromise<Integer> mapped = new DefaultPromise<>(loop.loop);
          var _ = promise.addListener(done -> mapped.setSuccess(MAPPED));
          var _ = mapped.addListener(done -> operationEnded());
          var _ = promise.setSuccess(VALUE);
        }
      }
    };
  }

  private static Rig completableFuture() {
    return new Batch(new Loop.Jdk(), Rig.OPERATIONS) {
      @Override
      void chunk() {
        for (int i = 0; i < CHUNK; i++) {
          CompletableFuture<Integer> promise = new CompletableFuture<>();
          var _ =
              promise
                  .thenApply(value -> MAPPED)
                  .whenComplete((value, failure) -> operationEnded());
          promise.complete(VALUE);
        }
      }
    };
  }
}
