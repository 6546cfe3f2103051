package io.miniss.benchmarks;

import io.activej.common.function.BiConsumerEx;
import io.activej.common.function.FunctionEx;
import io.activej.promise.SettablePromise;
import io.miniss.runtime.Core;
import io.miniss.runtime.future.Promise;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.FutureListener;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
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
 * Create a promise, map it, register a callback, complete it, run both; on the thread of a loop.
 *
 * <p>"miniss local" is a promise that only its core may complete, as ActiveJ's only its loop; "miniss" is one
 * that any thread may complete, as the others'.
 *
 * <p>Ours runs mapping and callback from the loop's queue, because a completing call never runs user
 * code; the peers run them inside the completing call. "ActiveJ from its queue" posts a task that completes
 * the promise, so that both run from the queue there, too. Netty has no map: there a listener completes a
 * second promise.
 *
 * <p>"Mixed" is with mappings and callbacks of eight kinds, see {@link Kinds}. They are made once, where the others
 * are made for each promise.
 */
@State(Scope.Benchmark)
public class PromiseBenchmark {
  private static final Integer VALUE = 1;
  private static final Integer MAPPED = 2;

  /** Whose promise. */
  @Param({"miniss local", "miniss", "ActiveJ", "ActiveJ from its queue", "Netty",
    "CompletableFuture"})
  public String library;

  private Rig rig;

  /** Starts the loop. */
  @Setup
  public void start(BenchmarkParams method) {
    boolean mixed = method.getBenchmark().endsWith("Mixed");
    rig =
        switch (library) {
          case "miniss local" -> miniss(Core::newLocalPromise, mixed);
          case "miniss" -> miniss(Core::newPromise, mixed);
          case "ActiveJ" -> activeJ(mixed);
          case "ActiveJ from its queue" -> activeJFromQueue(mixed);
          case "Netty" -> mixed ? nettyMixed() : netty();
          case "CompletableFuture" -> completableFuture(mixed);
          default -> throw Rig.unknown(library);
        };
  }

  /** One promise. */
  @Benchmark
  @OperationsPerInvocation(Rig.OPERATIONS)
  public void promise() {
    rig.run();
  }

  /** One promise. */
  @Benchmark
  @OperationsPerInvocation(Rig.OPERATIONS)
  public void promiseMixed() {
    rig.run();
  }

  /** Stops the loop. */
  @TearDown
  public void stop() {
    rig.close();
  }

  private static Rig miniss(Function<Core, Promise<Integer>> maker, boolean mixed) {
    return new Batch(new Loop.Miniss(), Rig.OPERATIONS) {
      private final Kinds<Function<Integer, Integer>> mappings = mappings(mixed);
      private final Kinds<BiConsumer<@Nullable Object, @Nullable Throwable>> callbacks =
          callbacks(this::operationEnded, mixed);

      @Override
      void chunk() {
        Core core = Core.current();
        for (int i = 0; i < CHUNK; i++) {
          Promise<Integer> promise = maker.apply(core);
          promise
              .future()
              .map(mappings.next())
              .onComplete(callbacks.next());
          promise.complete(VALUE);
        }
      }
    };
  }

  private static Rig activeJ(boolean mixed) {
    return new ActiveJBatch(new Loop.ActiveJ(), mixed) {
      @Override
      void complete(SettablePromise<Integer> promise) {
        promise.set(VALUE);
      }
    };
  }

  private static Rig activeJFromQueue(boolean mixed) {
    Loop.ActiveJ loop = new Loop.ActiveJ();
    return new ActiveJBatch(loop, mixed) {
      @Override
      void complete(SettablePromise<Integer> promise) {
        loop.loop.postLast(() -> promise.set(VALUE));
      }
    };
  }

  private abstract static class ActiveJBatch extends Batch {
    private final Kinds<FunctionEx<Integer, Integer>> mappings;
    private final Kinds<BiConsumerEx<Integer, Exception>> callbacks;

    ActiveJBatch(Loop.ActiveJ loop, boolean mixed) {
      super(loop, Rig.OPERATIONS);
      mappings =
          mixed ? Kinds.mixOf(EightKinds.activeJMappings(MAPPED)) : Kinds.one(value -> MAPPED);
      callbacks =
          mixed
              ? Kinds.mixOf(EightKinds.activeJCallbacks(this::operationEnded))
              : Kinds.made(() -> (value, failure) -> operationEnded());
    }

    abstract void complete(SettablePromise<Integer> promise);

    @Override
    void chunk() {
      for (int i = 0; i < CHUNK; i++) {
        SettablePromise<Integer> promise = new SettablePromise<>();
        var _ = promise.map(mappings.next()).whenComplete(callbacks.next());
        complete(promise);
      }
    }
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

  private static Rig nettyMixed() {
    Loop.Netty loop = new Loop.Netty();
    return new Batch(loop, Rig.OPERATIONS) {
      private final Kinds<Function<Integer, Integer>> mappings = mappings(true);
      private final Kinds<FutureListener<Integer>> listeners =
          Kinds.mixOf(EightKinds.nettyListeners(this::operationEnded));

      @Override
      void chunk() {
        for (int i = 0; i < CHUNK; i++) {
          DefaultPromise<Integer> promise = new DefaultPromise<>(loop.loop);
          DefaultPromise<Integer> mapped = new DefaultPromise<>(loop.loop);
          Function<Integer, Integer> mapping = mappings.next();
          var _ = promise.addListener(done -> mapped.setSuccess(mapping.apply(VALUE)));
          var _ = mapped.addListener(listeners.next());
          var _ = promise.setSuccess(VALUE);
        }
      }
    };
  }

  private static Kinds<Function<Integer, Integer>> mappings(boolean mixed) {
    return mixed ? Kinds.mixOf(EightKinds.mappings(MAPPED)) : Kinds.one(value -> MAPPED);
  }

  private static Kinds<BiConsumer<@Nullable Object, @Nullable Throwable>> callbacks(
      Runnable work, boolean mixed) {
    return mixed
        ? Kinds.mixOf(EightKinds.callbacks(work))
        : Kinds.made(() -> (value, failure) -> work.run());
  }

  private static Rig completableFuture(boolean mixed) {
    return new Batch(new Loop.Jdk(), Rig.OPERATIONS) {
      private final Kinds<Function<Integer, Integer>> mappings = mappings(mixed);
      private final Kinds<BiConsumer<@Nullable Object, @Nullable Throwable>> callbacks =
          callbacks(this::operationEnded, mixed);

      @Override
      void chunk() {
        for (int i = 0; i < CHUNK; i++) {
          CompletableFuture<Integer> promise = new CompletableFuture<>();
          var _ =
              promise
                  .thenApply(mappings.next())
                  .whenComplete(callbacks.next());
          promise.complete(VALUE);
        }
      }
    };
  }
}
