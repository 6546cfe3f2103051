package io.miniss.simulator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import io.miniss.simulator.strategy.Candidates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who can run, who waits until when, and who waits for whom. */
final class ThreadListsTest {
  private final List<SimulatedThread> threads = new ArrayList<>();

  /** The lists look at no parts of the run. No mocks: what Mockito changes here, other tests of this JVM run. */
  private SimulatedThread thread() {
    SimulatedThread thread =
        new SimulatedThread(
            null,
            null,
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

  @Test
  void aCandidateShowsWhatItsThreadDoesNext() {
    RunClock clock = new RunClock(1, true);
    Candidates candidates = new RunnableThreads(clock, threads);
    SimulatedThread thread = thread();
    ((RunnableThreads) candidates).add(thread);
    assertThat(candidates.location(0)).isZero();
    Scheduler scheduler = mock(Scheduler.class);
    when(scheduler.newLocationId()).thenReturn(7);
    SharedLocation location = new SharedFlag(scheduler, "flag");
    thread.announce(0, Access.WRITE, location);
    thread.ownSteps = 5;
    clock.countStep();
    assertThat(candidates.access(0)).isEqualTo(Access.WRITE);
    assertThat(candidates.location(0)).isEqualTo(7);
    assertThat(candidates.place(0)).isSameAs(location);
    assertThat(candidates.event(0)).isEqualTo(1);
    assertThat(candidates.step()).isEqualTo(1);
    assertThat(candidates.ownSteps(0)).isEqualTo(5);
  }

  // ---- all threads of a run ----

  private final ThreadTable table = new ThreadTable(new RunClock(1, true));

  private SimulatedThread started(boolean daemon) {
    SimulatedThread thread = thread();
    thread.started = true;
    thread.daemon = daemon;
    table.add(thread);
    return thread;
  }

  @Test
  void daemonsAloneKeepNoRunGoing() {
    SimulatedThread user = started(false);
    SimulatedThread daemon = started(true);
    user.state = SimulatedThread.State.ENDED;
    table.noteEnd();
    assertThat(table.isAtUsersEnd()).as("unless it is asked for").isFalse();
    table.endWithLastUserThread();
    user.state = SimulatedThread.State.RUNNABLE;
    table.noteEnd();
    assertThat(table.isAtUsersEnd()).isFalse();
    user.state = SimulatedThread.State.ENDED;
    table.noteEnd();
    assertThat(table.isAtUsersEnd()).isTrue();
    assertThat(table.live()).containsExactly(daemon);
  }

  @Test
  void whatLetsAThreadGoOnIsAMove() {
    SimulatedThread thread = started(false);
    long before = table.moves();
    table.makeRunnable(thread);
    long woken = table.moves();
    table.leaveRunnable(thread, SimulatedThread.State.PARKED);
    long parked = table.moves();
    table.noteUnpark();
    assertThat(List.of(before, woken, parked, table.moves())).doesNotHaveDuplicates();
  }

  @Test
  void otherThreadsAreNotInsideARun() {
    assertThat(table.isInside()).as("the carrier").isTrue();
    assertThat(table.isUnwinding()).isFalse();
    table.setUnwinding(true);
    assertThat(table.isUnwinding()).isTrue();
    List<Boolean> elsewhere =
        CompletableFuture.supplyAsync(() -> List.of(table.isInside(), table.isUnwinding()))
            .join();
    assertThat(elsewhere).containsExactly(false, false);
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

  private List<String> wokenByTheEndOfFaults() {
    deadlines.endDelays(10);
    return wokenAt(10);
  }

  @Test
  void theEndOfFaultsEndsDelaysAlone() {
    sleeper(30).delayed = true;
    sleeper(30);
    assertThat(wokenByTheEndOfFaults()).containsExactly("t0");
  }

  @Test
  void aDelayIsOverWithItsWait() {
    SimulatedThread thread = sleeper(5);
    thread.delayed = true;
    assertThat(wokenAt(5)).containsExactly("t0");
    thread.state = SimulatedThread.State.PARKED;
    thread.timed = true;
    thread.wakeNanos = 30;
    deadlines.began(thread);
    assertThat(wokenByTheEndOfFaults()).isEmpty();
  }

  // ---- who gets no turn ----

  @Test
  void whoRunsDoesNotStarve() {
    for (int i = 0; i < 2; i++) {
      runnable.add(thread());
    }
    Starvation starvation = new Starvation();
    assertThat(starvation.isAnyStarving(1, runnable, threads.get(0))).isFalse();
    threads.get(0).ownSteps++;
    // The first turn of the other one, whose step is not counted yet.
    assertThat(starvation.isAnyStarving(2, runnable, threads.get(1))).isFalse();
    threads.get(0).ownSteps++;
    assertThat(starvation.isAnyStarving(3, runnable, threads.get(0))).isTrue();
  }

  // ---- who waits for whom ----

  @Test
  void aCircleIsFoundBehindThoseWhoWaitForIt() {
    for (int i = 0; i < 5; i++) {
      thread();
    }
    threads.get(0).awaitEnd(threads.get(2));
    threads.get(2).awaitEnd(threads.get(4));
    assertThat(WaitCycle.of(threads, List.of())).isEmpty();
    threads.get(4).awaitEnd(threads.get(3));
    threads.get(3).awaitEnd(threads.get(2));
    assertThat(WaitCycle.of(threads, List.of()))
        .isEqualTo(Optional.of("t2 waits for t4, t4 waits for t3, t3 waits for t2"));
    threads.get(3).awaitNobody();
    assertThat(WaitCycle.of(threads, List.of())).isEmpty();
  }

}
