package io.miniss.runtime.future;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The bridge between futures and the JDK's completion stages. For the runtime's own use. */
public final class Stages {
  private Stages() {}

  /** A future of {@code runtime} with the result of {@code stage}. */
  public static <T extends @Nullable Object> Future<T> adopt(
      RuntimeContext runtime, CompletionStage<T> stage) {
    FutureCell<T> cell = new FutureCell<>(runtime);
    stage.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            cell.tryComplete(value);
          } else {
            boolean wrapped =
                failure instanceof CompletionException && failure.getCause() != null;
            cell.tryFail(wrapped ? Objects.requireNonNull(failure.getCause()) : failure);
          }
        });
    return cell;
  }

  /** A stage with the result of {@code future}. */
  static <T extends @Nullable Object> CompletionStage<T> stageOf(Future<T> future) {
    CompletableFuture<T> stage = new CompletableFuture<>();
    future.onComplete(
        (value, failure) -> {
          if (failure == null) {
            stage.complete(value);
          } else {
            stage.completeExceptionally(failure);
          }
        });
    return stage;
  }
}
