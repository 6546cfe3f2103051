package io.miniss.benchmarks.scaling;

import io.miniss.benchmarks.Rounds;
import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What must hold however many there are: no stack overflows, and nothing that has ended is kept. */
final class Checks {
  /** How much more of the heap may be in use after the tasks than before. */
  private static final long BOUND_BYTES = 1 << 20;

  private static final int CHUNK = 64;

  private Checks() {}

  /** The measuring JVM: its arguments are the length of the chain and the number of tasks. */
  public static void main(String[] arguments) {
    int length = Integer.parseInt(arguments[0]);
    long tasks = Long.parseLong(arguments[1]);
    try (MultiCoreRuntime runtime = MultiCoreRuntime.builder().cores(1).busySpin().start()) {
      Core core = runtime.core(0);
      print(
          length,
          "mapped futures that a core has chained",
          onCore(core, () -> mapped(core.newPromise(), length)));
      print(
          length,
          "mapped futures that a thread outside has chained",
          failureOf(mapped(runtime.newPromise(), length)));
      print(length, "rounds of a recursive flatMap", onCore(core, () -> rounds(core, length)));
      printHeap(core, tasks);
    }
  }

  private static void print(int length, String what, @Nullable Throwable failure) {
    System.out.printf(
        Locale.ROOT,
        "%s %,d %s: %s%n",
        failure == null ? "ok" : "FAILED",
        length,
        what,
        failure == null ? "no stack overflow" : failure);
  }

  private interface Chain {
    Future<String> start();
  }

  private static @Nullable Throwable onCore(Core core, Chain chain) {
    Promise<String> copy = core.newPromise();
    core.execute(
        () -> chain.start().onComplete((value, failure) -> {
          if (failure == null) {
            copy.complete("done");
          } else {
            copy.fail(failure);
          }
        }));
    return failureOf(copy.future());
  }

  private static @Nullable Throwable failureOf(Future<String> future) {
    CountDownLatch end = new CountDownLatch(1);
    Throwable[] failed = new Throwable[1];
    future.onComplete(
        (value, failure) -> {
          failed[0] = failure;
          end.countDown();
        });
    Rounds.await(end);
    return failed[0];
  }

  private static Future<String> mapped(Promise<String> promise, int length) {
    Future<String> last = promise.future();
    for (int i = 0; i < length; i++) {
      last = last.map(value -> value);
    }
    promise.complete("value");
    return last;
  }

  private static Future<String> rounds(Core core, int left) {
    if (left == 0) {
      return Future.completed("done");
    }
    Promise<String> soon = core.newPromise();
    core.execute(() -> soon.complete("value"));
    return soon.future().flatMap(value -> rounds(core, left - 1));
  }

  private static void printHeap(Core core, long tasks) {
    run(core, tasks / 10);
    long before = Heap.used();
    run(core, tasks);
    long grown = Heap.used() - before;
    System.out.printf(
        Locale.ROOT,
        "%s %,d tasks, half of them with a handle: the used heap after a collection went from %,d KB by %+,d KB (bound"
            + " %+,d KB)%n",
        grown <= BOUND_BYTES ? "ok" : "FAILED",
        tasks,
        before >> 10,
        grown >> 10,
        BOUND_BYTES >> 10);
  }

  private static void run(Core core, long tasks) {
    CountDownLatch end = new CountDownLatch(1);
    core.execute(new Tasks(core, tasks, end));
    Rounds.await(end);
  }

  /** Queues a chunk of tasks, and itself after them. */
  private static final class Tasks implements Runnable {
    private final Core core;
    private final CountDownLatch end;
    private long left;
    private long started;
    private long ended;

    Tasks(Core core, long tasks, CountDownLatch end) {
      this.core = core;
      this.end = end;
      left = tasks;
    }

    private void ended() {
      ended++;
    }

    @Override
    public void run() {
      if (left <= 0) {
        if (ended == started) {
          end.countDown();
        } else {
          core.execute(this);
        }
        return;
      }
      for (int i = 0; i < CHUNK; i += 2) {
        core.execute(this::ended);
        var _ = core.spawn(this::ended);
      }
      left -= CHUNK;
      started += CHUNK;
      core.execute(this);
    }
  }
}
