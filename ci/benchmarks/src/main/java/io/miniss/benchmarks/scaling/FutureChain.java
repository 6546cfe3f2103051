package io.miniss.benchmarks.scaling;

import io.miniss.benchmarks.Rounds;
import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A promise and so many mapped futures, each of the one before, on one core; one chain after the other. */
final class FutureChain implements Subject {
  private static final int OPERATIONS = 1 << 18;

  private final MultiCoreRuntime runtime = MultiCoreRuntime.builder().cores(1).busySpin().start();
  private final Core core = runtime.core(0);
  private final Function<String, String> stage = this::stage;
  private final int length;
  private final int chains;
  private int left;
  private int stages;
  private @Nullable Throwable failed;
  private CountDownLatch end = new CountDownLatch(0);

  FutureChain(int length) {
    this.length = length;
    chains = Math.max(1, OPERATIONS / length);
  }

  private String stage(String value) {
    stages++;
    return value;
  }

  private void chain() {
    stages = 0;
    Promise<String> promise = core.newPromise();
    Future<String> last = promise.future();
    for (int i = 0; i < length; i++) {
      last = last.map(stage);
    }
    last.onComplete((value, failure) -> ended(failure));
    promise.complete("value");
  }

  private void ended(@Nullable Throwable failure) {
    if (failure != null || stages != length) {
      failed = new IllegalStateException(stages + " stages of " + length + " have run", failure);
      end.countDown();
    } else if (--left > 0) {
      core.execute(this::chain);
    } else {
      end.countDown();
    }
  }

  @Override
  public long round() {
    left = chains;
    end = new CountDownLatch(1);
    core.execute(this::chain);
    Rounds.await(end);
    Throwable thrown = failed;
    if (thrown != null) {
      throw new IllegalStateException(thrown);
    }
    return (long) chains * length;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
