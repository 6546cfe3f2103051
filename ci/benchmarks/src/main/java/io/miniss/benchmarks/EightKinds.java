package io.miniss.benchmarks;

import io.activej.common.function.BiConsumerEx;
import io.activej.common.function.FunctionEx;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.FutureListener;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Eight objects that do the same, for {@link Kinds#mixOf}. They look alike on purpose: each lambda expression is a class
 * of its own, also where its text is that of another.
 */
@SuppressWarnings("UnnecessaryLambda") // each is to be a class
final class EightKinds {
  private EightKinds() {}

  /** Actions that do {@code work}. */
  static List<Runnable> actions(Runnable work) {
    return List.of(
        () -> work.run(),
        () -> work.run(),
        () -> work.run(),
        () -> work.run(),
        () -> work.run(),
        () -> work.run(),
        () -> work.run(),
        () -> work.run());
  }

  /** Tasks that do {@code work}. */
  static List<Callable<@Nullable Void>> tasks(Runnable work) {
    return List.of(
        () -> nothing(work),
        () -> nothing(work),
        () -> nothing(work),
        () -> nothing(work),
        () -> nothing(work),
        () -> nothing(work),
        () -> nothing(work),
        () -> nothing(work));
  }

  /** Mappings of a promise's value. */
  static List<Function<Integer, Integer>> mappings(Integer mapped) {
    return List.of(
        value -> mapped,
        value -> mapped,
        value -> mapped,
        value -> mapped,
        value -> mapped,
        value -> mapped,
        value -> mapped,
        value -> mapped);
  }

  /** The same for ActiveJ. */
  static List<FunctionEx<Integer, Integer>> activeJMappings(Integer mapped) {
    return List.of(
        value -> mapped,
        value -> mapped,
        value -> mapped,
        value -> mapped,
        value -> mapped,
        value -> mapped,
        value -> mapped,
        value -> mapped);
  }

  /** Callbacks of a promise that do {@code work}. */
  static List<BiConsumer<@Nullable Object, @Nullable Throwable>> callbacks(Runnable work) {
    return List.of(
        (value, failure) -> work.run(),
        (value, failure) -> work.run(),
        (value, failure) -> work.run(),
        (value, failure) -> work.run(),
        (value, failure) -> work.run(),
        (value, failure) -> work.run(),
        (value, failure) -> work.run(),
        (value, failure) -> work.run());
  }

  /** The same for ActiveJ. */
  static List<BiConsumerEx<Integer, Exception>> activeJCallbacks(Runnable work) {
    return List.of(
        (value, failure) -> work.run(),
        (value, failure) -> work.run(),
        (value, failure) -> work.run(),
        (value, failure) -> work.run(),
        (value, failure) -> work.run(),
        (value, failure) -> work.run(),
        (value, failure) -> work.run(),
        (value, failure) -> work.run());
  }

  /** The same for Netty. */
  static List<FutureListener<Integer>> nettyListeners(Runnable work) {
    return List.of(
        done -> work.run(),
        done -> work.run(),
        done -> work.run(),
        done -> work.run(),
        done -> work.run(),
        done -> work.run(),
        done -> work.run(),
        done -> work.run());
  }

  /** Tasks of Netty's timer that do {@code work}. */
  static List<TimerTask> nettyTimerTasks(Runnable work) {
    return List.of(
        timeout -> work.run(),
        timeout -> work.run(),
        timeout -> work.run(),
        timeout -> work.run(),
        timeout -> work.run(),
        timeout -> work.run(),
        timeout -> work.run(),
        timeout -> work.run());
  }

  private static @Nullable Void nothing(Runnable work) {
    work.run();
    return null;
  }
}
