package io.miniss.scenarios.crossings;

import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** How code ends the runtime, and waits for that end. */
final class EndFeatures {
  static final String SHUT_DOWN = "shut down";
  static final String BE_INTERRUPTED = "be interrupted";

  private static final Duration NO_TIME = Duration.ZERO;

  private static final int MOST_AT_THE_END = 20;

  private static final int TIMERS = 2;

  static final List<Feature> ALL =
      List.of(
          new Feature("wait for the stop", strand -> strand.run.stopsAtEnd() && !strand.isDeep(),
              EndFeatures::waitForStop),
          new Feature("wait for the end", strand -> strand.mayOutliveRuntime(),
              EndFeatures::waitForEnd),
          new Feature("submit until the end", strand -> strand.mayOutliveRuntime(),
              EndFeatures::submitUntilEnd),
          Feature.client(BE_INTERRUPTED, Strand::liveInterrupted),
          new Feature(SHUT_DOWN, strand -> strand.random.nextInt(4) == 0, EndFeatures::shutDown));

  private EndFeatures() {}

  /** A fiber that waits for a promise that nobody completes, or a task that blocks, ended by the runtime's drain limit. */
  private static void waitForStop(Strand strand) {
    if (strand.random.nextBoolean()) {
      strand.submitAction(strand.anyCore(), EndFeatures::blockUntilInterrupted);
      return;
    }
    strand.submitWaiting(
        strand.anyCore(),
        TaskOptions.defaults(),
        null,
        TaskFeatures::awaitNobody);
  }

  private static void blockUntilInterrupted(Strand strand) {
    Book book = strand.run.book();
    int core = strand.here();
    book.blocks(core);
    try {
      new CountDownLatch(1).await();
      book.require(false, "nobody opens a latch");
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted");
    } finally {
      book.goesOn(core);
    }
  }

  /** A thread outside waits for a promise that nobody completes: the end of the runtime breaks it. */
  private static void waitForEnd(Strand strand) {
    Promise<Integer> never = strand.run.runtime().newPromise();
    Future<Integer> awaited =
        strand.random.nextBoolean() ? never.future() : never.future().map(value -> value + 1);
    try {
      int got =
          strand.random.nextBoolean()
              ? awaited.join()
              : awaited.toCompletionStage().toCompletableFuture().join();
      strand.run.book().require(false, "nobody completes a promise by " + got);
    } catch (BrokenPromiseException | CompletionException expected) {
      strand.run.book().require(strand.run.runtime().phase() == Phase.TERMINATED,
          "who waits for nobody is told so when the runtime has ended: " + expected);
    }
  }

  /** A thread outside goes on until it is rejected, so that some submissions come in the middle of the shutdown. */
  private static void submitUntilEnd(Strand strand) {
    Book book = strand.run.book();
    book.allow(MOST_AT_THE_END);
    for (int i = 0; i < MOST_AT_THE_END && !book.isOver(); i++) {
      TaskRecord task =
          strand.submit(
              Strand.Way.TRY_SPAWN,
              false,
              strand.anyCore(),
              TaskOptions.defaults(),
              null,
              true);
      if (task != null && strand.random.nextInt(3) == 0) {
        TaskFeatures.cancel(strand, task);
      }
      strand.run.world().work(strand.shortTime(300));
    }
  }

  /**
   * Submits a task behind another one, so that it waits. Returns what cancels it, for {@code other}: the runtime ends
   * meanwhile, and that may be the last that happens.
   */
  static Runnable submitAndCancelLater(Strand strand, Strand other) {
    int core = strand.anyCore();
    strand.submitAction(core, task -> task.run.world().work(task.shortTime(2_000)));
    TaskRecord queued =
        strand.submit(Strand.Way.SPAWN, false, core, TaskOptions.defaults(), null, true);
    return () -> {
      if (queued != null) {
        TaskFeatures.cancel(other, queued);
      }
    };
  }

  /**
   * Keeps a core busy while the runtime begins to end. Then its timers, which spawn, are due, and so is a callback.
   * Returns what completes the future of that, for {@code other}.
   */
  static Runnable keepBusy(Strand strand, Strand other) {
    Book book = strand.run.book();
    book.allow(TIMERS + 2);
    int core = strand.anyCore();
    FutureRecord promise = book.newPromise(strand.run.runtime().newPromise());
    AtomicReference<@Nullable TaskRecord> sent = new AtomicReference<>();
    strand.awaitEnd(
        strand.submitAction(
            core,
            task -> {
              FutureFeatures.register(task, promise, task.callback(EndFeatures::workAndLock));
              for (int i = 0; i < TIMERS; i++) {
                int target = task.anyCore();
                Runnable then =
                    task.callback(
                        timer -> timer.submitWaiting(
                            target, TaskOptions.defaults(), null, TimeFeatures::sleep));
                TimeFeatures.startOnce(task, 1_000 + task.random.nextInt(10_000), then);
              }
              sent.set(task.submitAction(core, Strand::workLong)); // after this turn's look at the timers
            }));
    TaskRecord busy = sent.get();
    while (busy != null && busy.starts == 0 && !busy.hasEnded()) {
      strand.pause(200);
    }
    return () -> {
      other.run.lock().lock();
      try {
        FutureFeatures.complete(other, promise, Outcome.of(1));
        other.workLong(); // the callback may wait for the lock when all tasks have ended
      } finally {
        other.run.lock().unlock();
      }
    };
  }

  private static void workAndLock(Strand strand) {
    strand.workLong();
    if (strand.random.nextBoolean()) {
      HoldFeatures.lock(strand);
    }
  }

  private static void shutDown(Strand strand) {
    Book book = strand.run.book();
    int way = strand.random.nextInt(4);
    boolean stops = way == 1 || (way == 2 && strand.run.hasDrainLimit());
    book.shutsDown(stops);
    switch (way) {
      case 0 -> {
        var _ = strand.run.runtime().shutdown();
      }
      case 1 -> {
        var _ = strand.run.runtime().shutdown(strand.shortTime(20_000));
        if (strand.isOnCore()) {
          book.hasShutDown(strand.here());
          strand.execute(strand.here());
        }
      }
      case 2 -> {
        if (strand.isOnCore()) {
          strand.run.runtime().close();
        } else {
          var _ = strand.run.runtime().closeAndReport();
          book.ended();
        }
      }
      default -> {
        Future<?> end = strand.run.runtime().shutdown();
        if (!strand.isOnCore()) {
          end.join();
          book.ended();
        }
      }
    }
    book.hasShutDown();
    strand.run.world().work(NO_TIME);
  }
}
