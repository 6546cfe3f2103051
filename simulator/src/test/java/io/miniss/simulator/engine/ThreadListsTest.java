package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who can run, who waits until when, and who waits for whom. */
final class ThreadListsTest {
  private final List<SimulatedThread> threads = new ArrayList<>();

  private SimulatedThread thread() {
    SimulatedThread thread =
        new SimulatedThread(
            mock(SimulatedThread.Turns.class),
            mock(RunParts.class),
            threads.size(),
            "t" + threads.size(),
            false,
            me -> {});
    threads.add(thread);
    return thread;
  }

  // ---- who can run ----

  private final RunnableThreads runnable = new RunnableThreads(new RunClock(1, true), threads);

  private List<Integer> numbers() {
    return IntStream.range(0, runnable.count()).map(runnable::thread).boxed().toList();
  }

  @Test
  void eachThreadThatCanRunIsThereOnce() {
    for (int i = 0; i < 20; i++) {
      runnable.add(thread());
      runnable.add(threads.get(i));
    }
    assertThat(numbers()).containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
  }

  @Test
  void whoLeavesIsReplacedByTheLast() {
    for (int i = 0; i < 4; i++) {
      runnable.add(thread());
    }
    runnable.remove(threads.get(1));
    runnable.remove(threads.get(1));
    assertThat(numbers()).containsExactly(0, 3, 2);
    runnable.remove(threads.get(3));
    assertThat(numbers()).containsExactly(0, 2);
    runnable.remove(threads.get(2));
    runnable.add(threads.get(1));
    assertThat(numbers()).containsExactly(0, 1);
    assertThat(runnable.get(1)).isSameAs(threads.get(1));
  }

  @Test
  void whoRanLastIsKnownWhileNobodyRuns() {
    assertThat(runnable.lastThread()).isEqualTo(-1);
    assertThat(runnable.current()).isEqualTo(-1);
    runnable.add(thread());
    runnable.add(thread());
    runnable.setRunning(threads.get(1));
    assertThat(runnable.current()).isEqualTo(1);
    runnable.setRunning(null);
    assertThat(runnable.current()).isEqualTo(-1);
    assertThat(runnable.lastThread()).isEqualTo(1);
  }

  // ---- who waits until when ----

  private final Deadlines deadlines = new Deadlines(threads);

  private SimulatedThread sleeper(long untilNanos) {
    SimulatedThread thread = thread();
    thread.state = SimulatedThread.State.BUSY;
    thread.timed = true;
    thread.wakeNanos = untilNanos;
    deadlines.began(thread);
    return thread;
  }

  private List<String> wokenAt(long now) {
    List<String> woken = new ArrayList<>();
    deadlines.wakeDue(
        now,
        thread -> {
          deadlines.ended(thread);
          thread.state = SimulatedThread.State.RUNNABLE;
          woken.add(thread.name);
        });
    return woken;
  }

  @Test
  void atADeadlineThoseWakeWhoseItIs() {
    assertThat(deadlines.isEmpty()).isTrue();
    sleeper(30);
    sleeper(10);
    sleeper(10);
    assertThat(deadlines.nextNanos()).isEqualTo(10);
    assertThat(wokenAt(9)).isEmpty();
    assertThat(wokenAt(10)).containsExactly("t1", "t2");
    assertThat(deadlines.nextNanos()).isEqualTo(30);
    assertThat(deadlines.isEmpty()).isFalse();
    assertThat(wokenAt(40)).containsExactly("t0");
    assertThat(deadlines.isEmpty()).isTrue();
    assertThat(deadlines.nextNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whoeverIsWokenEarlierHasNoDeadline() {
    SimulatedThread sleeper = sleeper(10);
    deadlines.ended(sleeper);
    assertThat(deadlines.isEmpty()).isTrue();
    assertThat(wokenAt(20)).isEmpty();
  }

  @Test
  void whoeverDoesNotWaitHasNoDeadline() {
    SimulatedThread thread = thread();
    thread.timed = true;
    thread.state = SimulatedThread.State.RUNNABLE;
    deadlines.ended(thread);
    assertThat(deadlines.isEmpty()).isTrue();
    assertThat(thread.timed).isFalse();
  }

  @Test
  void aWaitThatEndsEarlierMovesItsDeadline() {
    SimulatedThread sleeper = sleeper(30);
    deadlines.endBy(sleeper, 40);
    assertThat(deadlines.nextNanos()).isEqualTo(30);
    deadlines.endBy(sleeper, 20);
    assertThat(deadlines.nextNanos()).isEqualTo(20);
    assertThat(wokenAt(20)).containsExactly("t0");
    assertThat(deadlines.isEmpty()).isTrue();
  }

  @Test
  void anEndlessWaitCanBeGivenADeadline() {
    SimulatedThread parked = thread();
    parked.state = SimulatedThread.State.PARKED;
    deadlines.endBy(parked, 20);
    assertThat(deadlines.isEmpty()).isFalse();
    assertThat(deadlines.nextNanos()).isEqualTo(20);
    assertThat(wokenAt(19)).isEmpty();
    assertThat(wokenAt(20)).containsExactly("t0");
  }

  // ---- who waits for whom ----

  @Test
  void aCircleIsFoundBehindThoseWhoWaitForIt() {
    for (int i = 0; i < 5; i++) {
      thread();
    }
    threads.get(0).awaitEnd(threads.get(2));
    threads.get(2).awaitEnd(threads.get(4));
    assertThat(WaitCycle.of(threads)).isEmpty();
    threads.get(4).awaitEnd(threads.get(3));
    threads.get(3).awaitEnd(threads.get(2));
    assertThat(WaitCycle.of(threads))
        .isEqualTo(Optional.of("t2 waits for t4, t4 waits for t3, t3 waits for t2"));
    threads.get(3).awaitNobody();
    assertThat(WaitCycle.of(threads)).isEmpty();
  }

}
