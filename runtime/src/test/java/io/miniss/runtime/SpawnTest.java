package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.Placement;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskId;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.task.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Spawning on real cores, from outside and from a core. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD) // a join ignores interrupts
class SpawnTest {

  @Test
  void aTaskRunsAndItsHandleHasItsValue() {
    try (var runtime = Runtimes.cores(2).start()) {
      JoinHandle<String> handle = runtime.spawn(() -> "value");
      assertThat(handle.join()).isEqualTo("value");
      assertThat(handle.state()).isEqualTo(TaskState.COMPLETED);
      assertThat(handle.future().getNow()).isEqualTo("value");
      assertThat(handle.id().isExternal()).isTrue();
    }
  }

  /** The ready queue takes two, so others wait in the backlog when the first of them spawns more. */
  @Test
  void ownTasksNeverOvertakeTheBacklog() {
    List<Integer> begun = new CopyOnWriteArrayList<>();
    try (var runtime = Runtimes.cores(1).readyCapacity(2).start()) {
      Runtimes.run0(
          runtime,
          () -> {
            Core core = Core.current();
            core.execute(
                () -> {
                  begun.add(1);
                  core.spawn(() -> begun.add(5));
                  core.execute(() -> begun.add(6));
                });
            for (int i = 2; i <= 4; i++) {
              int place = i;
              core.spawn(() -> begun.add(place));
            }
          });
    }
    assertThat(begun).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void aPlacedTaskRunsOnItsCoreOnTheThreadNamedAfterIt() {
    try (var runtime = Runtimes.cores(3).name("pipes").start()) {
      for (int i = 0; i < 3; i++) {
        assertThat(runtime.spawnOn(i, () -> Core.current().index()).join()).isEqualTo(i);
        assertThat(runtime.spawnOn(i, () -> Thread.currentThread().getName()).join())
            .isEqualTo("pipes-core-" + i);
      }
      assertThat(Core.isCurrent()).isFalse();
    }
  }

  @Test
  void placedTasksOfOneThreadStartInTheOrderInWhichItSentThem() {
    try (var runtime = Runtimes.cores(2).mailboxCapacity(8).start()) {
      List<Integer> started = new ArrayList<>(); // core 1 only
      JoinHandle<?> last = null;
      for (int i = 0; i < 500; i++) {
        int number = i;
        last = runtime.spawnOn(1, () -> started.add(number));
      }
      last.join();
      assertThat(started).isEqualTo(IntStream.range(0, 500).boxed().toList());
    }
  }

  @Test
  void placedTasksOfOneCoreStartInTheOrderInWhichItSentThemAlsoThroughItsLine() {
    try (var runtime = Runtimes.cores(2).mailboxCapacity(4).backlogCapacity(1_000).start()) {
      List<Integer> started = new ArrayList<>(); // core 1 only
      Future<?> last =
          Runtimes.on0(
              runtime,
              () -> {
                Future<?> sent = null;
                for (int i = 0; i < 500; i++) {
                  int number = i;
                  sent = Core.current().submit(1, () -> started.add(number));
                }
                return sent;
              });
      last.join();
      assertThat(started).isEqualTo(IntStream.range(0, 500).boxed().toList());
      assertThat(runtime.core(0).diagnostics().backlogHighWater()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(Placement.class)
  void stealableTasksAllRunUnderEveryPlacement(Placement placement) {
    try (var runtime = Runtimes.cores(3).placement(placement).start()) {
      AtomicInteger runs = new AtomicInteger();
      Callable<Integer> task = runs::incrementAndGet;
      for (int i = 0; i < 1_000; i++) {
        runtime.spawn(task);
      }
      assertThat(runtime.closeAndReport().completed()).isEqualTo(1_000);
      assertThat(runs).hasValue(1_000);
    }
  }

  @Test
  void aStealableTaskOfABusyCoreIsStolenByAnIdleOne() {
    try (var runtime = Runtimes.cores(2).start()) {
      Blocker blocker = Blocker.occupying(runtime, 0);
      for (int i = 0; i < 4; i++) {
        assertThat(runtime.spawn(() -> Core.current().index()).join()).isEqualTo(1);
      }
      assertThat(runtime.core(1).diagnostics().stolen()).isPositive();
      blocker.release();
    }
  }

  @Test
  void withoutStealingATaskStaysWhereItWasPut() {
    try (var runtime = Runtimes.cores(2).stealing(false).start()) {
      Blocker blocker = Blocker.occupying(runtime, 0);
      List<JoinHandle<Integer>> handles = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        handles.add(runtime.spawn(() -> Core.current().index()));
      }
      await().until(() -> handles.stream().filter(h -> h.state().isEnd()).count() == 2);
      assertThat(handles.stream().filter(h -> h.state() == TaskState.QUEUED).count()).isEqualTo(2);
      blocker.release();
      assertThat(handles.stream().map(JoinHandle::join).toList()).containsOnly(0, 1);
    }
  }

  @Test
  void trySpawnIsToldThatThereIsNoRoomAndTheRefusedTaskNeverRuns() {
    try (var runtime = Runtimes.cores(1).mailboxCapacity(4).start()) {
      Blocker blocker = Blocker.occupying(runtime, 0);
      AtomicInteger runs = new AtomicInteger();
      int accepted = 0;
      while (runtime.trySpawn(TaskOptions.defaults().on(0), runs::incrementAndGet).isPresent()) {
        accepted++;
      }
      assertThat(accepted).isEqualTo(4);
      Optional<JoinHandle<Integer>> refused =
          runtime.trySpawn(TaskOptions.defaults().on(0), runs::incrementAndGet);
      assertThat(refused).isEmpty();
      blocker.release();
      assertThat(runtime.closeAndReport().accepted()).isEqualTo(1 + accepted);
      assertThat(runs).hasValue(accepted);
    }
  }

  @Test
  void anExternalThreadWaitsForRoomAndThenGoesOn() throws Exception {
    try (var runtime = Runtimes.cores(1).mailboxCapacity(4).start();
        ExecutorService outside = Executors.newSingleThreadExecutor()) {
      Blocker blocker = Blocker.occupying(runtime, 0);
      for (int i = 0; i < 4; i++) {
        runtime.spawnOn(0, () -> "fills");
      }
      var waiting = outside.submit(() -> runtime.spawnOn(0, () -> "waited").join());
      blocker.release();
      assertThat(waiting.get()).isEqualTo("waited");
    }
  }

  @Test
  void whenTheSpawnLimitPassesTheRejectionNamesQueueCapacityAndLimit() {
    try (var runtime =
        Runtimes.cores(1).mailboxCapacity(4).spawnLimit(Duration.ofMillis(10)).start()) {
      Blocker blocker = Blocker.occupying(runtime, 0);
      for (int i = 0; i < 4; i++) {
        runtime.spawnOn(0, () -> "fills");
      }
      AtomicInteger runs = new AtomicInteger();
      assertThatExceptionOfType(RejectedTaskException.class)
          .isThrownBy(() -> runtime.spawnOn(0, runs::incrementAndGet))
          .withMessageContaining("inbox of core 0")
          .withMessageContaining("capacity 4")
          .withMessageContaining("PT0.01S");
      assertThatExceptionOfType(RejectedTaskException.class)
          .isThrownBy(
              () -> {
                for (int i = 0; i < 100; i++) {
                  runtime.spawn(() -> "stealable");
                }
              })
          .withMessageContaining("stealable tasks of core 0");
      blocker.release();
      var report = runtime.closeAndReport();
      assertThat(report.accepted()).isEqualTo(1 + 4 + 4);
      assertThat(report.isClean()).isTrue();
      assertThat(runs).hasValue(0);
    }
  }

  @Test
  void aCoreIsNeverBlockedByAFullTargetItIsRejectedWhenItsLineIsFullToo() {
    try (var runtime = Runtimes.cores(2).mailboxCapacity(4).backlogCapacity(3).start()) {
      Blocker blocker = Blocker.occupying(runtime, 1);
      AtomicInteger runs = new AtomicInteger();
      List<Future<Integer>> sent =
          Runtimes.on0(
              runtime,
              () -> {
                List<Future<Integer>> futures = new ArrayList<>();
                for (int i = 0; i < 9; i++) {
                  futures.add(Core.current().submit(1, runs::incrementAndGet));
                }
                return futures;
              });
      assertThat(sent.subList(0, 7)).noneMatch(Future::isDone);
      for (Future<Integer> rejected : sent.subList(7, 9)) {
        assertThat(rejected.failure())
            .isInstanceOf(RejectedTaskException.class)
            .hasMessageContaining("queue of core 1 is full")
            .hasMessageContaining("core 0's backlog for it (capacity 3)");
      }
      assertThat(Runtimes.on0(runtime, () -> "not blocked")).isEqualTo("not blocked");
      blocker.release();
      sent.subList(0, 7).forEach(Future::join);
      assertThat(runs).hasValue(7);
    }
  }

  @Test
  void twoCoresThatOverwhelmEachOtherDoNotDeadlock() {
    try (var runtime = Runtimes.cores(2).mailboxCapacity(4).backlogCapacity(5_000).start()) {
      List<JoinHandle<List<Future<Integer>>>> senders = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        int other = 1 - i;
        Callable<List<Future<Integer>>> sender =
            () -> {
              List<Future<Integer>> futures = new ArrayList<>();
              for (int n = 0; n < 2_000; n++) {
                futures.add(Core.current().submit(other, () -> Core.current().index()));
              }
              return futures;
            };
        senders.add(runtime.spawnOn(i, sender));
      }
      for (int i = 0; i < 2; i++) {
        assertThat(Future.all(senders.get(i).join()).join()).hasSize(2_000).containsOnly(1 - i);
      }
    }
  }

  @Test
  void idsAreUniqueWhoeverSubmits() throws Exception {
    try (var runtime = Runtimes.cores(2).start();
        ExecutorService outside = Executors.newFixedThreadPool(3)) {
      ConcurrentLinkedQueue<TaskId> ids = new ConcurrentLinkedQueue<>();
      CountDownLatch start = new CountDownLatch(1);
      List<java.util.concurrent.Future<?>> ends = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        ends.add(
            outside.submit(
                () -> {
                  Blocker.await(start);
                  for (int i = 0; i < 300; i++) {
                    JoinHandle<Boolean> outer =
                        runtime.spawn(() -> ids.add(runtime.spawnOn(1, () -> "inner").id()));
                    ids.add(outer.id());
                    outer.join();
                  }
                }));
      }
      start.countDown();
      for (var end : ends) {
        end.get();
      }
      assertThat(runtime.closeAndReport().completed()).isEqualTo(1_800);
      Set<TaskId> unique = new HashSet<>(ids);
      assertThat(ids).hasSize(1_800);
      assertThat(unique).hasSize(1_800);
      assertThat(unique.stream().filter(id -> !id.isExternal()).map(TaskId::core))
          .isSubsetOf(0, 1)
          .hasSize(900);
    }
  }

  @Test
  void aContinuationOfASubmittedTaskRunsOnTheCoreThatSubmittedIt() {
    try (var runtime = Runtimes.cores(2).start()) {
      Future<String> where =
          Runtimes.on0(
              runtime,
              () -> Core.current()
                  .submit(1, () -> "ran on " + Core.current())
                  .map(text -> text + ", continued on " + Core.current()));
      assertThat(where.join()).isEqualTo("ran on core 1, continued on core 0");
    }
  }

  @Test
  void timersFireInOrderAndNotBeforeTheirTime() {
    try (var runtime = Runtimes.cores(1).start()) {
      ConcurrentLinkedQueue<String> fired = new ConcurrentLinkedQueue<>();
      long before = System.nanoTime();
      ConcurrentLinkedQueue<Long> at = new ConcurrentLinkedQueue<>();
      Runtimes.run0(
          runtime,
          () -> {
            var _ = Core.current().after(Duration.ofMillis(20), () -> fired.add("late"));
            var _ = Core.current().after(Duration.ofMillis(10), () -> fired.add("early"));
            var _ = Core.current().after(Duration.ofMillis(10), () -> fired.add("early too"));
            var gone = Core.current().after(Duration.ofMillis(1), () -> fired.add("cancelled"));
            gone.close();
            Core.current()
                .sleep(Duration.ofMillis(30))
                .onComplete((value, failure) -> at.add(System.nanoTime()));
          });
      await().until(() -> !at.isEmpty());
      assertThat(fired).containsExactly("early", "early too", "late");
      assertThat(at.peek() - before).isGreaterThanOrEqualTo(30_000_000L);
    }
  }

  @Test
  void aRepeatingTimerTicksUntilItIsClosedFromOutside() {
    try (var runtime = Runtimes.cores(1).start()) {
      AtomicInteger ticks = new AtomicInteger();
      var registration =
          Runtimes.on0(
              runtime, () -> Core.current().every(Duration.ofMillis(1), ticks::incrementAndGet));
      await().until(() -> ticks.get() >= 3);
      Promise<String> closed = runtime.newPromise();
      Future<Integer> looked =
          Runtimes.on0(runtime, () -> closed.future().map(value -> ticks.get()));
      registration.close();
      closed.complete("comes to the core by the same way, after it");
      int seen = looked.join();
      CountDownLatch later = new CountDownLatch(1);
      Runtimes.run0(
          runtime,
          () -> {
            var _ = Core.current().after(Duration.ofMillis(20), later::countDown);
          });
      Blocker.await(later);
      assertThat(ticks).hasValue(seen);
    }
  }

  @Test
  void anExternalThreadThatWaitsForRoomAnywhereFindsItAtWhicheverCoreMakesItFirst() {
    try (var runtime = Runtimes.cores(2).mailboxCapacity(2).stealing(false).start()) {
      Blocker stuck = Blocker.occupying(runtime, 0);
      Blocker released = Blocker.occupying(runtime, 1);
      while (runtime.trySpawn(() -> "fills").isPresent()) {}
      // Two in a row: one of them begins at the core that stays stuck.
      List<JoinHandle<String>> handles = new CopyOnWriteArrayList<>();
      Thread spawner =
          Thread.ofPlatform()
              .start(
                  () -> {
                    handles.add(runtime.spawn(() -> "first"));
                    handles.add(runtime.spawn(() -> "second"));
                  });
      await().until(() -> spawner.getState() == Thread.State.TIMED_WAITING);
      released.release();
      await().until(() -> handles.size() == 2);
      stuck.release();
    }
  }

  @Test
  void aPlainTaskOfAnotherRuntimeDoesNotWaitForRoomBecauseThatWouldBlockItsCore() {
    try (var full = Runtimes.cores(1).mailboxCapacity(2).spawnLimit(Duration.ofDays(1)).start();
        var other = Runtimes.cores(1).start()) {
      Blocker blocker = Blocker.occupying(full, 0);
      while (full.trySpawn(() -> "fills").isPresent()) {}
      JoinHandle<?> rejected = other.spawn(() -> full.spawn(() -> "one too many"));
      assertThatExceptionOfType(TaskFailure.class)
          .isThrownBy(rejected::join)
          .withCauseInstanceOf(RejectedTaskException.class)
          .withStackTraceContaining("core 0 of another runtime cannot wait");
      JoinHandle<JoinHandle<String>> waiting =
          other.spawnFiber(() -> full.spawn(() -> "a fiber may wait"));
      assertThat(other.spawn(() -> "goes on").join()).isEqualTo("goes on");
      blocker.release();
      assertThat(waiting.join().join()).isEqualTo("a fiber may wait");
    }
  }

  @Test
  void anInterruptDuringTheWaitForRoomIsKept() throws InterruptedException {
    try (MultiCoreRuntime runtime = Runtimes.cores(1).mailboxCapacity(1).start()) {
      Blocker blocker = Blocker.occupying(runtime, 0);
      runtime.spawnOn(0, () -> {});
      AtomicBoolean kept = new AtomicBoolean();
      Thread sender =
          Thread.ofPlatform()
              .start(
                  () -> {
                    runtime.spawnOn(0, () -> {});
                    kept.set(Thread.interrupted());
                  });
      await().until(() -> isWaiting(sender));
      sender.interrupt();
      await().until(() -> !sender.isInterrupted() && isWaiting(sender));
      blocker.release();
      sender.join();
      assertThat(kept).isTrue();
    }
  }

  private static boolean isWaiting(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }
}
