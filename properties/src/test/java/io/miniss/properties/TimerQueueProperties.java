package io.miniss.properties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.timer.Timer;
import io.miniss.runtime.timer.TimerQueue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A queue of timers fires what a sorted list of timers would, in exact time. */
class TimerQueueProperties {
  private static final int TRIES = 300;

  /** One use of a queue of timers. */
  sealed interface Use {
    /** Creates a timer that fires once. */
    record After(long delay) implements Use {}

    /** Creates a timer that repeats. */
    record Every(long period) implements Use {}

    /** Cancels a timer. */
    record Cancel(int timer) implements Use {}

    /** Lets time pass, then fires what is due. */
    record Advance(long nanos) implements Use {}
  }

  /** A queue of timers that fires their numbers. */
  interface Timers {
    /** Creates a timer; repeats if {@code period} is not 0. */
    void add(int number, long delay, long period);

    /** Cancels one. */
    void cancel(int number);

    /** Fires what is due at {@code now}: their numbers, in order. */
    List<Integer> advance(long now);
  }

  /** The one under test. */
  static class Queue implements Timers {
    private final TimerQueue queue = new TimerQueue();
    private final List<Timer> timers = new ArrayList<>();
    private final List<Integer> fired = new ArrayList<>();

    @Override
    public void add(int number, long delay, long period) {
      Runnable action = () -> fired.add(number);
      timers.add(period == 0 ? queue.after(delay, action) : queue.every(period, action));
    }

    @Override
    public void cancel(int number) {
      queue.cancel(timers.get(number));
    }

    @Override
    public List<Integer> advance(long now) {
      fired.clear();
      queue.arm(now);
      for (Timer due = queue.pollDue(now); due != null; due = queue.pollDue(now)) {
        due.fire();
      }
      return List.copyOf(fired);
    }
  }

  /** The model: a list that is searched. */
  private static final class Model implements Timers {
    private static final class Entry {
      final int number;
      final long period;
      long delay;
      long deadline;
      boolean armed;
      boolean pending = true;

      Entry(int number, long delay, long period) {
        this.number = number;
        this.delay = delay;
        this.period = period;
      }
    }

    private final List<Entry> entries = new ArrayList<>();

    @Override
    public void add(int number, long delay, long period) {
      entries.add(new Entry(number, period == 0 ? delay : period, period));
    }

    @Override
    public void cancel(int number) {
      entries.get(number).pending = false;
    }

    @Override
    public List<Integer> advance(long now) {
      for (Entry entry : entries) {
        if (!entry.armed) {
          entry.armed = true;
          entry.deadline = now + entry.delay;
        }
      }
      List<Integer> fired = new ArrayList<>();
      while (true) {
        Entry first =
            entries.stream()
                .filter(entry -> entry.pending && entry.deadline - now <= 0)
                // Deadlines wrap, so they are compared as distances from now.
                .min(Comparator.comparingLong(entry -> entry.deadline - now))
                .orElse(null);
        if (first == null) {
          return fired;
        }
        fired.add(first.number);
        if (first.period == 0) {
          first.pending = false;
        } else {
          while (first.deadline - now <= 0) {
            first.deadline += first.period;
          }
        }
      }
    }
  }

  @Provide
  Arbitrary<List<Use>> uses() {
    return useLists();
  }

  private static Arbitrary<List<Use>> useLists() {
    Arbitrary<Use> after = Arbitraries.longs().between(0, 20).map(Use.After::new);
    Arbitrary<Use> every = Arbitraries.longs().between(1, 20).map(Use.Every::new);
    Arbitrary<Use> cancel = Arbitraries.integers().between(0, 30).map(Use.Cancel::new);
    Arbitrary<Use> advance = Arbitraries.longs().between(0, 50).map(Use.Advance::new);
    return Arbitraries.oneOf(List.of(after, after, every, cancel, advance)).list().ofMaxSize(60);
  }

  @Provide
  Arbitrary<Long> origins() {
    return Arbitraries.of(0L, -1L, Long.MAX_VALUE - 100, Long.MIN_VALUE, 1_000_000_007L);
  }

  /** Nanoseconds, in which all is near, to units in which most is far. */
  @Provide
  Arbitrary<Long> units() {
    return Arbitraries.of(1L, 10_007L, 200_003L, 60_000_000_011L);
  }

  @Property(tries = 1_000)
  void theQueueFiresWhatTheModelFires(
      @ForAll("uses") List<Use> uses, @ForAll("origins") long origin, @ForAll("units") long unit) {
    check(uses, origin, unit, Queue::new);
  }

  private static void check(
      List<Use> uses, long origin, long unit, Supplier<Timers> subject) {
    Timers timers = subject.get();
    Timers model = new Model();
    long now = origin;
    int count = 0;
    for (Use use : uses) {
      switch (use) {
        case Use.After after -> {
          timers.add(count, unit * after.delay(), 0);
          model.add(count++, unit * after.delay(), 0);
        }
        case Use.Every every -> {
          timers.add(count, 0, unit * every.period());
          model.add(count++, 0, unit * every.period());
        }
        case Use.Cancel cancel -> {
          if (cancel.timer() < count) {
            timers.cancel(cancel.timer());
            model.cancel(cancel.timer());
          }
        }
        case Use.Advance advance -> {
          now += unit * advance.nanos();
          assertThat(timers.advance(now))
              .as("fired %s ns after the origin", now - origin)
              .isEqualTo(model.advance(now));
        }
      }
    }
  }

  @Example
  void theModelCatchesATimerThatIsEarly() {
    caught(
        () -> new Queue() {
          @Override
          public void add(int number, long delay, long period) {
            super.add(number, delay - delay % 8, period);
          }
        });
  }

  @Example
  void theModelCatchesACancelThatIsForgotten() {
    caught(
        () -> new Queue() {
          @Override
          public void cancel(int number) {
            if (number % 4 != 0) {
              super.cancel(number);
            }
          }
        });
  }

  @Example
  void theModelCatchesTicksThatAreMadeUpFor() {
    caught(
        () -> new Queue() {
          private long last;

          @Override
          public List<Integer> advance(long now) {
            List<Integer> all = new ArrayList<>(super.advance(last));
            for (long time = last + 1; time - now <= 0; time++) {
              all.addAll(super.advance(time));
            }
            last = now;
            return all;
          }
        });
  }

  @Example
  void theModelCatchesTiesInTheWrongOrder() {
    caught(
        () -> new Queue() {
          @Override
          public List<Integer> advance(long now) {
            return super.advance(now).reversed();
          }
        });
  }

  private static void caught(Supplier<Timers> flawed) {
    assertThatThrownBy(
        () -> Samples.of(useLists(), TRIES).forEach(uses -> check(uses, 0, 1, flawed)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("after the origin");
  }
}
