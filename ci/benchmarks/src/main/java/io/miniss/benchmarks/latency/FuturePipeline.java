package io.miniss.benchmarks.latency;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;

/** Each stage is a dependent future of the one before. */
final class FuturePipeline implements Pipeline {
  private final ForkJoinPool pool;

  FuturePipeline(ForkJoinPool pool) {
    this.pool = pool;
  }

  @Override
  public void submit(Request request) {
    var _ =
        CompletableFuture.supplyAsync(() -> worked(request), pool)
            .thenApplyAsync(FuturePipeline::worked, pool)
            .thenApplyAsync(FuturePipeline::worked, pool)
            .thenAccept(Request::end);
  }

  private static Request worked(Request request) {
    request.work();
    return request;
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
