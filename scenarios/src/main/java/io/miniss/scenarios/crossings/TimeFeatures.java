package io.miniss.scenarios.crossings;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.util.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What code may do with timers and sleeps. */
final class TimeFeatures {
  private static final int EQUAL_TIMERS = 7;

  private static final int MANY_TIMERS = 14;

  /** A core that looks for a timer only after such a time has let it be late. */
  private static final long LONG_PERIOD = 2 * Crossings.LATEST_NANOS;

  /** Of a periodic timer that does nothing else: one that started timers so often would make ever more of them. */
  private static final int IDLE_TICKS = 6;

  /** The clock of a run begins with any number, so the end of so long a time is often a smaller one. */
  private static final long MANY_YEARS = Duration.ofDays(70 * 365).toNanos();

  static final List<Feature> ALL =
      List.of(
          new Feature("timer", Strand::isOnCore, strand -> timer(strand, false)),
          new Feature("periodic timer", Strand::isOnCore, strand -> timer(strand, true)),
          new Feature("timers of one time", Strand::isOnCore, TimeFeatures::timersOfOneTime),
          new Feature("timers of many times", Strand::isOnCore, TimeFeatures::timersOfManyTimes),
          new Feature("timer beside a long period", Strand::isOnCore,
              TimeFeatures::besideLongPeriod),
          new Feature("timer that spawns", strand -> strand.isOnCore() && !strand.isDeep(),
              TimeFeatures::timerThatSpawns),
          new Feature("timer of many years", Strand::isOnCore,
              strand -> startOnce(strand, MANY_YEARS, () -> {})),
          Feature.fiber("await a timer",
              TimeFeatures::awaitTimer),
          Feature.anybody("cancel a timer", TimeFeatures::cancelTimer),
          Feature.client("cancel a timer from outside", TimeFeatures::cancelFromOutside),
          Feature.fiber("sleep", TimeFeatures::sleep),
          Feature.fiber("sleep in a shield",
              TimeFeatures::sleepInShield),
          Feature.fiber("sleep in two shields", TimeFeatures::sleepInTwoShields),
          Feature.fiber("await a sleep",
              TimeFeatures::awaitSleep));

  private TimeFeatures() {}

  private static TimerRecord newTimer(Core core, long nanos, boolean repeats) {
    return new TimerRecord(core.index(), nanos, repeats, core.diagnostics().timersFired());
  }

  private static void timer(Strand strand, boolean repeats) {
    long nanos =
        strand.random.nextInt(3) == 0 && !repeats
            ? 1_000_000L * (1 + strand.random.nextInt(20))
            : 200 + strand.random.nextInt(3_000);
    Runnable callback = strand.callback();
    boolean isBusy = !repeats || strand.random.nextInt(4) > 0;
    Runnable then = isBusy ? callback : () -> {};
    if (repeats) {
      startPeriodic(strand, nanos, isBusy ? 1 + strand.random.nextInt(3) : IDLE_TICKS, then);
    } else {
      startOnce(strand, nanos, then);
    }
  }

  /** Starts a timer that fires {@code ticks} times, and does {@code then} each time. */
  private static void startPeriodic(Strand strand, long nanos, int ticks, Runnable then) {
    Core core = Core.current();
    TimerRecord timer = newTimer(core, nanos, true);
    strand.run.timers().add(timer);
    timer.registration =
        strand.run.scenario()
            .start(
                core,
                Duration.ofNanos(nanos),
                true,
                () -> {
                  strand.run.timers().fires(timer, Core.current().index());
                  if (timer.fired == ticks) {
                    timer.registration.close();
                    timer.cancelledByItsCore();
                  }
                  then.run();
                });
  }

  /** Starts a timer that fires once and does {@code then}. */
  static TimerRecord startOnce(Strand strand, long nanos, Runnable then) {
    Core core = Core.current();
    TimerRules rules = strand.run.timers();
    TimerRecord timer = newTimer(core, nanos, false);
    rules.add(timer);
    timer.registration =
        strand.run.scenario()
            .start(
                core,
                Duration.ofNanos(nanos),
                false,
                () -> {
                  rules.fires(timer, Core.current().index());
                  then.run();
                });
    return timer;
  }

  /** Perhaps when all tasks have ended and the runtime is about to. */
  private static void timerThatSpawns(Strand strand) {
    int target = strand.anyCore();
    Runnable then =
        strand.callback(
            core -> {
              core.run.world().work(core.shortTime(3_000));
              if (core.random.nextBoolean()) {
                core.submitAction(target, task -> {});
              } else {
                core.submitWaiting(target, TaskOptions.defaults(), null, TimeFeatures::sleep);
              }
            });
    startOnce(strand, 500 + strand.random.nextInt(30_000), then);
  }

  /** Timers of two times, some of which are cancelled, so that all of the others are moved. */
  private static void timersOfOneTime(Strand strand) {
    int first = 200 + strand.random.nextInt(3_000);
    int second = 200 + strand.random.nextInt(3_000);
    List<TimerRecord> started = new ArrayList<>();
    for (int i = 0; i < EQUAL_TIMERS; i++) {
      started.add(
          startOnce(strand, strand.random.nextInt(4) == 0 ? second : first, () -> {}));
    }
    for (TimerRecord each : started) {
      if (strand.random.nextInt(3) == 0) {
        each.registration.close();
        each.cancelledByItsCore();
      }
    }
  }

  /** The first of many cancels some of the others, in whichever place of the order these are by then. */
  private static void timersOfManyTimes(Strand strand) {
    Object piece = new Object();
    List<TimerRecord> started = new ArrayList<>();
    for (int i = 0; i < MANY_TIMERS; i++) {
      TimerRecord timer = startOnce(strand, 1_000 + strand.random.nextInt(8_000), () -> {});
      timer.piece = piece;
      started.add(timer);
    }
    Runnable cancel =
        strand.callback(
            first -> {
              for (TimerRecord each : started) {
                if (each.fired == 0 && first.random.nextInt(3) == 0) {
                  each.registration.close();
                  each.cancelledByItsCore();
                }
              }
            });
    startOnce(strand, 900, cancel);
  }

  /** A core sleeps until a timer is due, and not until the next tick of another one that comes later. */
  private static void besideLongPeriod(Strand strand) {
    long period = LONG_PERIOD + strand.random.nextInt(1_000_000);
    startPeriodic(strand, period, 2, () -> {});
    startOnce(strand, period + 1_500_000 + strand.random.nextInt(2_000_000), () -> {});
  }

  private static void awaitTimer(Strand strand) {
    Promise<Boolean> fired = Core.current().newPromise();
    // Nobody is to cancel it: it would never be waited for to the end.
    TimerRecord timer =
        startOnce(strand, 200 + strand.random.nextInt(100_000), () -> fired.tryComplete(true));
    timer.registration = Registration.NONE;
    Fiber.await(fired.future());
  }

  private static void cancelTimer(Strand strand) {
    TimerRecord timer = strand.run.timers().anyTimer(strand.random);
    if (timer != null && timer.registration != Registration.NONE) {
      cancel(strand, timer);
    }
  }

  /** A thread outside cancels a timer so long before it is due that a run sees whether it fires nevertheless. */
  private static void cancelFromOutside(Strand strand) {
    List<TimerRecord> started = new CopyOnWriteArrayList<>();
    long nanos = Crossings.LATEST_NANOS + strand.random.nextInt(2_000_000);
    strand.awaitEnd(
        strand.submitAction(
            strand.anyCore(), core -> started.add(startOnce(core, nanos, () -> {}))));
    for (TimerRecord timer : started) {
      cancel(strand, timer);
    }
  }

  private static void cancel(Strand strand, TimerRecord timer) {
    boolean pending = timer.fired == 0 || timer.period;
    strand.run.timers().mayCancel(timer);
    timer.registration.close();
    if (strand.here() == timer.core) {
      timer.isCancelled |= pending;
    } else {
      strand.run.timers().asksToCancel(timer);
    }
  }

  private static void awaitSleep(Strand strand) {
    Duration time = strand.shortTime(5_000);
    long begin = strand.run.world().clock().nanos();
    Fiber.await(Core.current().sleep(time));
    strand.run.book().timedOut("an awaited sleep", begin, time.toNanos());
  }

  /** A cancellation does not end it before the shield's limit, and ends the next wait. */
  private static void sleepInShield(Strand strand) {
    Duration limit = strand.shortTime(10_000);
    Duration time = strand.shortTime(5_000);
    long begin = strand.run.world().clock().nanos();
    long least = Math.min(limit.toNanos(), time.toNanos());
    boolean ended = false;
    try {
      Fiber.shield(limit, () -> Fiber.sleep(time));
    } catch (CancelledException cancelled) {
      ended = true;
      strand.run.book().require(Core.currentToken().isCancelled(),
          "only a cancellation ends a sleep: " + strand);
      strand.run.book().timedOut("a shielded sleep that was cancelled", begin, least);
      throw cancelled;
    } finally {
      if (!ended) {
        strand.run.book().timedOut("a shielded sleep", begin, time.toNanos());
      }
    }
    if (Core.currentToken().isCancelled()) {
      try {
        Fiber.sleep(strand.shortTime(1_000));
        strand.run.book().require(false, "a wait of a cancelled fiber throws: " + strand);
      } catch (CancelledException expected) {
        throw expected;
      }
    }
  }

  /** The shield whose time passes first, whichever that is, lets the cancellation end the sleep. */
  private static void sleepInTwoShields(Strand strand) {
    TaskRecord me = strand.task;
    if (me == null || me.handle == null) {
      return;
    }
    TaskFeatures.cancel(strand, me);
    Duration some = strand.shortTime(10_000);
    boolean isOuter = strand.random.nextBoolean();
    long begin = strand.run.world().clock().nanos();
    try {
      Fiber.shield(
          isOuter ? some : TaskFeatures.AGES,
          () -> Fiber.shield(
              isOuter ? TaskFeatures.AGES : some, () -> TaskFeatures.sleepForAges(strand)));
    } finally {
      strand.run.book().timedOut("a cancelled sleep in two shields", begin, some.toNanos());
    }
  }

  static void sleep(Strand strand) {
    Duration time = strand.shortTime(5_000);
    long begin = strand.run.world().clock().nanos();
    try {
      Fiber.sleep(time);
    } catch (BrokenPromiseException end) {
      strand.run.book().require(false, "a runtime waits for a fiber that sleeps: " + strand);
    }
    strand.run.book().timedOut("a sleep", begin, time.toNanos());
  }
}
