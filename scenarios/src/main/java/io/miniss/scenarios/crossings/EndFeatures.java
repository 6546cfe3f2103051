package io.miniss.scenarios.crossings;

import io.miniss.runtime.future.Future;
import io.miniss.runtime.task.TaskOptions;
import java.time.Duration;
import java.util.List;

/** How code ends the runtime, and waits for that end. */
final class EndFeatures {
  private static final Duration NO_TIME = Duration.ZERO;

  static final List<Feature> ALL =
      List.of(
          new Feature("wait for the stop", strand -> strand.run.stopsAtEnd() && !strand.isDeep(),
              EndFeatures::waitForStop),
          new Feature("shut down", strand -> strand.random.nextInt(4) == 0, EndFeatures::shutDown));

  private EndFeatures() {}

  /** A fiber that waits for a promise that nobody completes, ended by the runtime's drain limit. */
  private static void waitForStop(Strand strand) {
    strand.submitWaiting(
        strand.anyCore(),
        TaskOptions.defaults(),
        null,
        TaskFeatures::awaitNobody);
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
