package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.miniss.runtime.future.Future;
import io.miniss.runtime.task.RejectedTaskException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Rejections that come as a future of {@link Core#submit}, on real cores. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class RejectedSubmissionTest {

  private static final int SUBMITS = 5_000;

  private final Queue<Throwable> reported = new ConcurrentLinkedQueue<>();
  private final Queue<String> places = new ConcurrentLinkedQueue<>();
  private final AtomicInteger runs = new AtomicInteger();

  private MultiCoreRuntime runtime(Duration grace) {
    return Runtimes.cores(2)
        .mailboxCapacity(4)
        .backlogCapacity(4)
        .failureGrace(grace)
        .failureHandler(
            (failure, where) -> {
              reported.add(failure);
              places.add(where);
            })
        .start();
  }

  private List<Future<Integer>> submitToBusyCore() {
    List<Future<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < SUBMITS; i++) {
      futures.add(Core.current().submit(1, runs::incrementAndGet));
    }
    return futures;
  }

  @Test
  void rejectionsThatNobodyLooksAtAreReportedTogether() {
    try (MultiCoreRuntime runtime = runtime(Duration.ofMillis(1))) {
      Blocker blocker = Blocker.occupying(runtime, 1);
      Runtimes.run0(runtime, this::submitToBusyCore);
      await().until(() -> !places.isEmpty());
      blocker.release();
    }
    assertThat(runs).hasValue(8);
    // Those that did not find room among the watched, then the watched.
    assertThat(reported).hasSizeBetween(1, 2);
    assertThat(reported).allSatisfy(
        report -> assertThat(report)
            .isInstanceOf(RejectedTaskException.class)
            .hasMessageContaining(" submissions of core 0 rejected")
            .hasMessageContaining("core 1 is full"));
    assertThat(reported.stream().mapToInt(RejectedSubmissionTest::count).sum())
        .isEqualTo(SUBMITS - 8);
    assertThat(places).containsOnly("rejected submissions of core 0");
  }

  private static int count(Throwable report) {
    String message = String.valueOf(report.getMessage());
    return Integer.parseInt(message.substring(0, message.indexOf(' ')));
  }

  @Test
  void rejectionsAreReportedWhenTheCoreEnds() {
    try (MultiCoreRuntime runtime = runtime(Duration.ofDays(1))) {
      Blocker blocker = Blocker.occupying(runtime, 1);
      Runtimes.run0(runtime, this::submitToBusyCore);
      blocker.release();
    }
    assertThat(reported).hasSize(1);
  }

  @Test
  void theFirstRejectionIsTheCauseOfTheReport() {
    List<Future<Integer>> futures;
    try (MultiCoreRuntime runtime = runtime(Duration.ofDays(1))) {
      Blocker blocker = Blocker.occupying(runtime, 1);
      futures = Runtimes.on0(runtime, this::submitToBusyCore);
      blocker.release();
    }
    assertThat(reported)
        .singleElement()
        .extracting(Throwable::getCause)
        .isSameAs(futures.get(8).failure()); // core 1 takes 8
  }

  @Test
  void aRejectionThatSomebodyLooksAtIsNotReported() {
    try (MultiCoreRuntime runtime = runtime(Duration.ofDays(1))) {
      Blocker blocker = Blocker.occupying(runtime, 1);
      int rejected =
          Runtimes.on0(
              runtime,
              () -> {
                int failed = 0;
                for (int i = 0; i < 100; i++) {
                  Future<Integer> future = Core.current().submit(1, runs::incrementAndGet);
                  if (future.isDone() && future.failure() instanceof RejectedTaskException) {
                    failed++;
                  }
                }
                return failed;
              });
      assertThat(rejected).isEqualTo(100 - 8);
      blocker.release();
    }
    assertThat(reported).isEmpty();
  }
}
