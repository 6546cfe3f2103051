package io.miniss.properties;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskOptions;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChainArbitrary;
import net.jqwik.api.state.Transformer;

/**
 * Actions for a {@link RuntimeChain}. Combine them with weights, and with actions of your own:
 *
 * <pre>{@code
 * RuntimeChain.of(
 *     RuntimeChain.start()
 *         .withAction(3, RuntimeActions.spawnTask())
 *         .withAction(1, RuntimeActions.cancel())
 *         .withAction(1, RuntimeActions.just("audit", live -> audit(live.runtime())))
 *         .withMaxTransformations(20))
 * }</pre>
 */
public final class RuntimeActions {
  private static final long MAX_NANOS = 5_000;
  private static final int MAX_CORES = 4;
  private static final int ANYWHERE = -1;

  private RuntimeActions() {}

  /** All of them, in chains of at most {@code maxLength}. */
  public static ActionChainArbitrary<RuntimeChain> all(int maxLength) {
    return RuntimeChain.start()
        .withAction(4, spawnTask())
        .withAction(4, spawnFiber())
        .withAction(1, spawnFailing())
        .withAction(2, cancel())
        .withAction(2, join())
        .withAction(2, work())
        .withAction(1, shutdown())
        .withMaxTransformations(maxLength);
  }

  /** A task that computes for some time, on some core or anywhere. */
  public static Action.Independent<RuntimeChain> spawnTask() {
    return spawn(
        "task",
        nanos -> live -> options -> live.runtime()
            .spawn(options, () -> compute(live, nanos)));
  }

  /** A fiber that sleeps for some time, on some core or anywhere. */
  public static Action.Independent<RuntimeChain> spawnFiber() {
    return spawn(
        "fiber",
        nanos -> live -> options -> live.runtime()
            .spawnFiber(options, () -> {
              Fiber.sleep(Duration.ofNanos(nanos));
              return Core.current().index();
            }));
  }

  /** A task that throws after some time. */
  public static Action.Independent<RuntimeChain> spawnFailing() {
    return spawn(
        "failing task",
        nanos -> live -> options -> live.runtime()
            .spawn(options, () -> {
              compute(live, nanos);
              throw new IllegalStateException("this task fails");
            }));
  }

  /** Cancels a task that was spawned before; it may have ended. */
  public static Action<RuntimeChain> cancel() {
    return withTask(
        number -> "cancel task " + number,
        number -> live -> live.task(number).ifPresent(handle -> handle.cancel("by the chain")));
  }

  /** Waits until a task that was spawned before has ended, however it ends. */
  public static Action<RuntimeChain> join() {
    return withTask(
        number -> "join task " + number,
        number -> live -> live.task(number).ifPresent(RuntimeActions::awaitEnd));
  }

  /** Lets some time pass. */
  public static Action.Independent<RuntimeChain> work() {
    return () -> nanos()
        .map(
            nanos -> step(
                "work " + nanos + " ns", live -> live.world().work(Duration.ofNanos(nanos))));
  }

  /** Shuts the runtime down without waiting: what is spawned afterwards is rejected. */
  public static Action.Independent<RuntimeChain> shutdown() {
    return just("shutdown", live -> {
      var _ = live.runtime().shutdown();
    });
  }

  /** An action of the user's own. */
  public static Action.Independent<RuntimeChain> just(
      String description, Consumer<LiveRuntime> action) {
    return () -> Arbitraries.just(step(description, action));
  }

  /** Submits a task to a live runtime. */
  private interface Submission {
    JoinHandle<?> with(TaskOptions options);
  }

  private interface LiveSubmission {
    Submission on(LiveRuntime live);
  }

  private static Action.Independent<RuntimeChain> spawn(
      String what, LongFunction<LiveSubmission> submission) {
    return () -> Combinators.combine(
        Arbitraries.integers().between(ANYWHERE, MAX_CORES - 1).shrinkTowards(ANYWHERE),
        nanos())
        .as(
            (core, nanos) -> Transformer.transform(
                "spawn " + what + (core == ANYWHERE ? "" : " on core " + core) + " of " + nanos
                    + " ns",
                chain -> chain.plus(
                    new RuntimeChain.Step(
                        what + " " + chain.tasks() + (core == ANYWHERE ? "" : " on core " + core)
                            + " of " + nanos + " ns",
                        true,
                        live -> live.spawn(
                            () -> submission.apply(nanos).on(live).with(placed(live, core)))))));
  }

  private static TaskOptions placed(LiveRuntime live, int core) {
    TaskOptions options = TaskOptions.defaults();
    return core == ANYWHERE ? options : options.on(core % live.runtime().coreCount());
  }

  private static int compute(LiveRuntime live, long nanos) {
    live.world().work(Duration.ofNanos(nanos));
    return Core.current().index();
  }

  private static void awaitEnd(JoinHandle<?> handle) {
    try {
      handle.join();
    } catch (TaskFailure | CancelledException ended) {
      // so it has ended
    }
  }

  private static Action<RuntimeChain> withTask(
      IntFunction<String> description, IntFunction<Consumer<LiveRuntime>> action) {
    return new WithTask(description, action);
  }

  /** Needs a task; which one is drawn from those that there are. */
  private record WithTask(
      IntFunction<String> description, IntFunction<Consumer<LiveRuntime>> action)
      implements Action.Dependent<RuntimeChain> {
    @Override
    public boolean precondition(RuntimeChain chain) {
      return chain.tasks() > 0;
    }

    @Override
    public Arbitrary<Transformer<RuntimeChain>> transformer(RuntimeChain chain) {
      return Arbitraries.integers()
          .between(0, chain.tasks() - 1)
          .map(number -> step(description.apply(number), action.apply(number)));
    }
  }

  private static Arbitrary<Long> nanos() {
    return Arbitraries.longs().between(0, MAX_NANOS);
  }

  private static Transformer<RuntimeChain> step(String description, Consumer<LiveRuntime> action) {
    return Transformer.transform(description, chain -> chain.plus(description, action));
  }
}
