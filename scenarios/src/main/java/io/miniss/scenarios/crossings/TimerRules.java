package io.miniss.scenarios.crossings;

import io.miniss.scenarios.rules.Verdict;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The timers of one run, and the rules of when they fire. Any thread. */
final class TimerRules {
  private final World world;
  private final Verdict verdict;
  private final Fairness fairness;
  private final List<TimerRecord> timers = new ArrayList<>();

  TimerRules(World world, Verdict verdict, Fairness fairness) {
    this.world = world;
    this.verdict = verdict;
    this.fairness = fairness;
  }

  private long now() {
    return world.clock().nanos();
  }

  synchronized @Nullable TimerRecord anyTimer(RandomGenerator random) {
    return timers.isEmpty() ? null : timers.get(random.nextInt(timers.size()));
  }

  synchronized void add(TimerRecord timer) {
    timer.createdNanos = now();
    timers.add(timer);
    fairness.starts(timer);
  }

  /** The caller is about to cancel it. */
  synchronized void mayCancel(TimerRecord timer) {
    timer.mayBeCancelled = true;
  }

  /** The caller, which is not its core, has cancelled it. */
  synchronized void asksToCancel(TimerRecord timer) {
    if (!timer.isAskedToCancel) {
      timer.isAskedToCancel = true;
      timer.cancelNanos = now();
    }
  }

  /** The calling core begins what {@code timer} does. */
  void fires(TimerRecord timer, int core) {
    judgeTick(timer, core);
    fairness.fires(timer, core);
  }

  private synchronized void judgeTick(TimerRecord timer, int core) {
    timer.fired++;
    long waited = now() - timer.createdNanos;
    verdict.require(
        core == timer.core, "a timer fires on its core: %s on %d".formatted(timer, core));
    verdict.require(timer.period || timer.fired == 1, "a timer fires once: " + timer);
    // On the machine this call may have waited for the rules, and the core gone on meanwhile.
    verdict.require(
        !timer.isCancelled || !world.isSimulated(), "a cancelled timer does not fire: " + timer);
    TimerRecord overtaken = overtakenBy(timer);
    verdict.require(
        overtaken == null, "timers fire in order: %s before %s".formatted(timer, overtaken));
    verdict.requireNotLate(
        "the cancel of " + timer, now() - timer.cancelNanos, !timer.isAskedToCancel);
    timer.ticks.add(now());
    int ticks = timer.ticks.size();
    verdict.require(
        ticks < 4 || !world.isSimulated()
            || timer.ticks.getLast() - timer.ticks.get(ticks - 4) > timer.nanos,
        "ticks that were missed are skipped: four within one period of " + timer);
    verdict.require(
        waited >= timer.nanos * timer.fired,
        "no timer is early: %s after %d ns".formatted(timer, waited));
    verdict.requireNotLate(
        timer.toString(), waited - (timer.period ? 0 : timer.nanos), timer.period);
  }

  /** One that should have come before {@code timer}, which fires, or null. */
  private @Nullable TimerRecord overtakenBy(TimerRecord timer) {
    if (!world.isSimulated() || timer.period) {
      return null;
    }
    boolean isOlder = true;
    for (TimerRecord other : timers) {
      isOlder &= other != timer;
      if (other != timer && other.core == timer.core && isDueBefore(other, timer, isOlder)
          && other.mustFire()) {
        return other;
      }
    }
    return null;
  }

  /** Whether {@code other} is due before {@code timer} for sure. */
  private static boolean isDueBefore(TimerRecord other, TimerRecord timer, boolean isOlder) {
    return isOlder
        ? other.nanos <= timer.nanos
        : other.nanos < timer.nanos && other.piece != null && other.piece == timer.piece;
  }

  /** All threads have ended; {@code shutdownNanos} is when somebody began to shut down. */
  synchronized void judge(long shutdownNanos) {
    for (TimerRecord timer : timers) {
      long last = timer.ticks.isEmpty() ? timer.createdNanos : timer.ticks.getLast();
      long due = last + timer.nanos;
      verdict.requireNotLate(
          timer + " has fired " + timer.fired + " times",
          shutdownNanos - due,
          (timer.fired > 0 && !timer.period) || timer.mayBeCancelled);
    }
  }
}
