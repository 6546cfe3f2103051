package io.miniss.runtime.future;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The bridge between futures and the JDK's completion stages. For the runtime's own use. */
public final class Stages {
  private Stages() {}

  /** Passes the result of {@code stage} on to {@code promise}; returns its future. */
  public static <T extends @Nullable Object> Future<T> pass(
      CompletionStage<T> stage, Promise<T> promise) {
    stage.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            promise.tryComplete(value);
          } else {
            boolean wrapped =
                failure instanceof CompletionException && failure.getCause() != null;
            promise.tryFail(wrapped ? Objects.requireNonNull(failure.getCause()) : failure);
          }
        });
    return promise.future();
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
