package io.miniss.runtime.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimerQueueTest {

  private final TimerQueue timers = new TimerQueue();
  private final List<String> fired = new ArrayList<>();

  @Test
  void timersFireInTheOrderOfTheirDeadlines() {
    after(30, "late");
    after(10, "early");
    after(20, "middle");
    fireAllDueAt(0, 100);
    assertThat(fired).containsExactly("early", "middle", "late");
  }

  @Test
  void tiesFireInTheOrderOfCreation() {
    for (int i = 0; i < 40; i++) {
      after(10, "t" + i);
    }
    fireAllDueAt(0, 10);
    assertThat(fired).hasSize(40);
    assertThat(fired.getFirst()).isEqualTo("t0");
    for (int i = 0; i < 40; i++) {
      assertThat(fired.get(i)).isEqualTo("t" + i);
    }
  }

  @Test
  void tiesFireInTheOrderOfCreationAlsoWhenTheyWereArmedTheOtherWayRound() {
    // The last of the fresh list takes the place of a cancelled one, so arming is out of order.
    Timer gone = after(10, "gone");
    after(10, "second");
    after(10, "third");
    timers.cancel(gone);
    fireAllDueAt(0, 10);
    assertThat(fired).containsExactly("second", "third");
  }

  @Test
  void aTimerIsNeverEarly() {
    after(10, "timer");
    timers.arm(1_000);
    assertThat(timers.pollDue(1_009)).isNull();
    assertThat(timers.pollDue(1_010)).isNotNull();
  }

  @Test
  void aDelayCountsFromTheReadingThatArmsIt() {
    after(10, "first");
    timers.arm(1_000);
    after(10, "second");
    timers.arm(5_000);
    assertThat(timers.nextDeadlineNanos()).isEqualTo(1_010);
    fireAllDue(5_009);
    assertThat(fired).containsExactly("first");
    assertThat(timers.nextDeadlineNanos()).isEqualTo(5_010);
  }

  @Test
  void aFreshTimerHasNoDeadlineYet() {
    after(10, "fresh");
    assertThat(timers.hasFresh()).isTrue();
    assertThat(timers.hasDeadline()).isFalse();
    assertThatIllegalStateException().isThrownBy(timers::nextDeadlineNanos);
    timers.arm(0);
    assertThat(timers.hasFresh()).isFalse();
    assertThat(timers.hasDeadline()).isTrue();
  }

  @Test
  void aTimerThatWasCancelledWhileFreshNeverFires() {
    Timer gone = after(10, "gone");
    after(10, "stays");
    timers.cancel(gone);
    assertThat(gone.isPending()).isFalse();
    assertThat(timers.size()).isEqualTo(1);
    fireAllDueAt(0, 100);
    assertThat(fired).containsExactly("stays");
  }

  @Test
  void aTimerThatWasCancelledWhileArmedNeverFires() {
    after(5, "before");
    Timer gone = after(10, "gone");
    after(15, "behind");
    timers.arm(0);
    timers.cancel(gone);
    assertThat(timers.size()).isEqualTo(2);
    fireAllDue(100);
    assertThat(fired).containsExactly("before", "behind");
  }

  @Test
  void cancellingTwiceOrAfterFiringHarmsNobody() {
    Timer done = after(5, "done");
    Timer gone = after(6, "gone");
    after(10, "stays");
    timers.cancel(gone);
    timers.cancel(gone);
    timers.arm(0);
    fireAllDue(5);
    timers.cancel(done);
    assertThat(timers.size()).isEqualTo(1);
    fireAllDue(10);
    assertThat(fired).containsExactly("done", "stays");
  }

  @Test
  void aRepeatingTimerSkipsTheTicksThatWereMissed() {
    timers.every(10, () -> fired.add("tick"));
    timers.arm(0);
    fireAllDue(35);
    assertThat(fired).containsExactly("tick");
    assertThat(timers.nextDeadlineNanos()).isEqualTo(40);
    fireAllDue(39);
    assertThat(fired).hasSize(1);
    fireAllDue(40);
    assertThat(fired).hasSize(2);
    assertThat(timers.nextDeadlineNanos()).isEqualTo(50);
  }

  @Test
  void aRepeatingTimerCanBeCancelledByItsOwnTick() {
    Timer[] own = new Timer[1];
    own[0] = timers.every(10, () -> {
      fired.add("tick");
      timers.cancel(own[0]);
    });
    fireAllDueAt(0, 10);
    fireAllDue(1_000);
    assertThat(fired).containsExactly("tick");
    assertThat(timers.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aPeriodThatIsNotPositiveIsRefusedByName(long period) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> timers.every(period, () -> {}))
        .withMessageContaining("period is positive")
        .withMessageContaining(Long.toString(period));
  }

  @Test
  void theOrderSurvivesTheWrapAroundOfTheClock() {
    long beforeTheWrap = Long.MAX_VALUE - 5;
    after(20, "behind the wrap");
    after(3, "before the wrap");
    timers.arm(beforeTheWrap);
    assertThat(timers.pollDue(beforeTheWrap)).isNull();
    fireAllDue(beforeTheWrap + 3);
    assertThat(fired).containsExactly("before the wrap");
    assertThat(timers.pollDue(Long.MIN_VALUE + 13)).isNull();
    fireAllDue(beforeTheWrap + 20);
    assertThat(fired).containsExactly("before the wrap", "behind the wrap");
  }

  @Test
  void theLongestDelayIsStillInTheFuture() {
    after(Long.MAX_VALUE, "never");
    after(1, "soon");
    timers.arm(Long.MAX_VALUE - 10);
    fireAllDue(Long.MAX_VALUE);
    assertThat(fired).containsExactly("soon");
  }

  @Test
  void theNextDeadlineIsThatOfTheFirstNearOrFarTimer() {
    after(0, "moves the horizon");
    fireAllDueAt(0, 0);
    after(Reach.LEAST / 2, "near");
    after(2 * Reach.LEAST, "far");
    timers.arm(10);
    assertThat(timers.nextDeadlineNanos()).isEqualTo(10 + Reach.LEAST / 2);
    fireAllDue(10 + Reach.LEAST / 2);
    assertThat(timers.nextDeadlineNanos()).isEqualTo(10 + 2 * Reach.LEAST);
    fireAllDue(10 + 2 * Reach.LEAST);
    assertThat(fired).containsExactly("moves the horizon", "near", "far");
    assertThat(timers.hasDeadline()).isFalse();
  }

  @Test
  void aLookAfterTheFirstWasCancelledFindsTheNextDeadline() {
    Timer gone = after(10, "gone");
    after(50_000_000, "stays");
    timers.arm(0);
    timers.cancel(gone);
    assertThat(timers.nextDeadlineNanos()).isEqualTo(10);
    assertThat(timers.pollDue(10)).isNull();
    assertThat(timers.nextDeadlineNanos()).isEqualTo(50_000_000);
  }

  @Test
  void aFarTimerComesBeforeTheNextTickOfARepeatingOne() {
    long period = 10 * Reach.LEAST;
    timers.every(period, () -> fired.add("tick"));
    fireAllDueAt(0, period);
    after(5 * Reach.LEAST, "between");
    timers.arm(period);
    assertThat(timers.nextDeadlineNanos()).isEqualTo(period + 5 * Reach.LEAST);
    fireAllDue(period + 5 * Reach.LEAST);
    assertThat(fired).containsExactly("tick", "between");
    assertThat(timers.nextDeadlineNanos()).isEqualTo(2 * period);
  }

  @Test
  void timersThatComePayForALookAtThoseThatWait() {
    for (int i = 0; i < 10; i++) {
      after(100 * Reach.LEAST, "waits");
    }
    after(2 * Reach.LEAST, "first look");
    fireAllDueAt(0, 2 * Reach.LEAST); // paid for by eleven that came
    after(2 * Reach.LEAST, "second look");
    fireAllDueAt(2 * Reach.LEAST, 4 * Reach.LEAST);
    Timer gone = after(Reach.LEAST * 3 / 2, "gone");
    timers.arm(4 * Reach.LEAST);
    timers.cancel(gone);
    // Had the first look not been paid for, this timer would be among those in order.
    assertThat(timers.nextDeadlineNanos()).isEqualTo(Reach.LEAST * 11 / 2);
  }

  @Test
  void aPeakThatIsOverCostsOneLookOnly() {
    List<Timer> peak = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      peak.add(after(100 * Reach.LEAST, "peak"));
    }
    timers.arm(0);
    peak.forEach(timers::cancel);
    for (int look = 1; look <= 4; look++) {
      after(2 * Reach.LEAST, "look");
      fireAllDueAt(2L * (look - 1) * Reach.LEAST, 2L * look * Reach.LEAST);
    }
    long now = 8 * Reach.LEAST;
    Timer gone = after(Reach.LEAST * 3 / 2, "gone");
    after(3 * Reach.LEAST, "stays");
    timers.arm(now);
    timers.cancel(gone);
    // Had the looks not been paid for, the cancelled timer would have been among those in order.
    assertThat(timers.nextDeadlineNanos()).isEqualTo(now + Reach.LEAST * 3 / 2);
  }

  @Test
  void nothingIsLeftOfFarTimersThatWereCancelled() {
    for (int i = 0; i < 10_000; i++) {
      Timer gone = after(1_000_000_000, "gone");
      timers.arm(i);
      timers.cancel(gone);
    }
    assertThat(timers.size()).isZero();
    assertThat(timers.hasDeadline()).isFalse();
    assertThat(timers.hasFresh()).isFalse();
  }

  /** Against the simplest thing that does the same: a list that is sorted for each look. */
  @ParameterizedTest
  @CsvSource({"1, 50", "2, 50", "3, 50", "1, 4_000_000", "2, 4_000_000", "3, 300_000_000",
    "4, 20_000_000_000"})
  void aLongRandomUseAgreesWithASortedList(long seed, String longestDelay) {
    long longest = Long.parseLong(longestDelay.replace("_", ""));
    Random random = new Random(seed);
    List<Modelled> model = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    List<Integer> seen = new ArrayList<>();
    long now = Long.MAX_VALUE - 40 * longest; // the clock wraps on the way
    for (int step = 0; step < 4_000; step++) {
      int choice = random.nextInt(10);
      if (choice < 5) {
        int number = step;
        long delay = random.nextLong(random.nextBoolean() ? longest : 1 + longest / 50);
        model.add(new Modelled(number, delay, timers.after(delay, () -> seen.add(number))));
      } else if (choice < 8 && !model.isEmpty()) {
        Modelled gone = model.remove(random.nextInt(model.size()));
        timers.cancel(gone.timer);
        assertThat(gone.timer.isPending()).isFalse();
      } else {
        now += random.nextLong(random.nextInt(4) == 0 ? longest : 1 + longest / 50);
        arm(model, now);
        fireAllDue(now);
        fireModel(model, now, expected);
        assertThat(seen).as("fired up to step %d of seed %d", step, seed).isEqualTo(expected);
      }
      assertThat(timers.size()).isEqualTo(model.size());
    }
    assertThat(seen).hasSizeGreaterThan(200);
  }

  private void arm(List<Modelled> model, long now) {
    timers.arm(now);
    for (Modelled timer : model) {
      if (!timer.armed) {
        timer.armed = true;
        timer.nanos += now;
      }
    }
  }

  private static void fireModel(List<Modelled> model, long now, List<Integer> expected) {
    List<Modelled> due = new ArrayList<>(model);
    due.removeIf(timer -> timer.nanos - now > 0);
    due.sort(
        Comparator.<Modelled>comparingLong(timer -> timer.nanos - now)
            .thenComparingInt(timer -> timer.number));
    due.forEach(timer -> expected.add(timer.number));
    model.removeAll(due);
  }

  private static final class Modelled {
    final int number;
    final Timer timer;
    long nanos;
    boolean armed;

    Modelled(int number, long delay, Timer timer) {
      this.number = number;
      this.nanos = delay;
      this.timer = timer;
    }
  }

  private Timer after(long delay, String name) {
    return timers.after(delay, () -> fired.add(name));
  }

  private void fireAllDueAt(long armedAt, long now) {
    timers.arm(armedAt);
    fireAllDue(now);
  }

  private void fireAllDue(long now) {
    for (int i = 0; i < 10_000; i++) {
      Timer due = timers.pollDue(now);
      if (due == null) {
        return;
      }
      due.fire();
    }
    throw new AssertionError("10,000 timers are due at once: the queue does not get empty");
  }
}
