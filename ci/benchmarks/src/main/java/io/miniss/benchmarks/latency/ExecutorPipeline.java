package io.miniss.benchmarks.latency;

import java.util.List;
import java.util.concurrent.Executor;

/** Each stage hands the request to the executor of the next. */
final class ExecutorPipeline implements Pipeline {
  private final Executor first;
  private final Executor second;
  private final Executor third;
  private final Runnable close;

  /** Stage i is on executor i modulo their number. */
  ExecutorPipeline(List<? extends Executor> executors, Runnable close) {
    first = executors.getFirst();
    second = executors.get(1 % executors.size());
    third = executors.get(2 % executors.size());
    this.close = close;
  }

  @Override
  public void submit(Request request) {
    first.execute(
        () -> {
          request.work();
          second.execute(
              () -> {
                request.work();
                third.execute(
                    () -> {
                      request.work();
                      request.end();
                    });
              });
        });
  }

  @Override
  public void close() {
    close.run();
  }
}
