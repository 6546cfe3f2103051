package io.miniss.scenarios.zoo.timers;

import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.util.Registration;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Exhibit 24: one task of a core waits for signals, sometimes with a limit. The timer of a wait that was
 * signalled is left for whoever comes next to cancel.
 */
public final class StaleTimerEndsLaterWait implements Exhibit {
  private static final Label LABEL =
      new Label(
          24,
          "a stale timer is not cancelled and ends a wait that it does not belong to",
          BugKind.TIMERS,
          List.of(
              Reference.gitHub("DataDog/glommio", 158),
              Reference.commit("DataDog/glommio", "28e32ae"),
              Reference.commit("scylladb/seastar", "045c822f3")),
          """
          Glommio's reactor cancelled the old timer only where it armed a new one, so a sleep without a \
          limit was ended by the timer of an earlier one. Seastar's condition variable cancelled the timer \
          of a wait only when the signalled waiter ran again; while that was still in the task queue the \
          timer could fire and turn the signal into a time-out. Both now cancel the timer at once, whatever \
          follows.""",
          """
          The exhibit runs on the runtime's own timers. A fiber's wait has a flag and a timer of its own, \
          which it closes before it returns, and what it answers is whether the future arrived, not whether \
          the timer fired (FiberTask.await).""");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    RandomGenerator random = world.random("workload");
    List<Round> rounds = new ArrayList<>();
    for (int i = 0, count = world.drawSize("rounds", 1, 4); i < count; i++) {
      rounds.add(
          new Round(
              random.nextInt(3) > 0,
              Duration.ofNanos(1_000 + random.nextInt(9_000)),
              Duration.ofNanos(random.nextInt(6_000))));
    }
    try (MultiCoreRuntime runtime = world.runtime().start()) {
      Promise<Integer> over = runtime.newPromise();
      Condition condition =
          runtime.spawnOn(0, () -> variant == Variant.BUGGY ? new Buggy() : new Fixed()).join();
      runtime.spawnOn(0, new Consumer(world, condition, rounds, over)::next);
      World.Client signaller =
          world.client(
              "signaller",
              () -> {
                for (Round round : rounds) {
                  world.work(round.pause());
                  runtime.spawnOn(0, condition::signal).join();
                }
              });
      int signalled = over.future().join();
      signaller.join();
      int kept = runtime.spawnOn(0, () -> condition.signals).join();
      world.require(
          signalled + kept == rounds.size(),
          "a signal ends a wait or is kept: of " + rounds.size() + " signals " + signalled
              + " ended a wait and " + kept + " are kept");
    }
  }

  /** How long a wait may last, if there is a limit, and how long the signaller pauses. */
  private record Round(boolean limited, Duration limit, Duration pause) {}

  /** Waits, round after round; all of it belongs to the core. */
  private static final class Consumer {
    private final World world;
    private final Condition condition;
    private final Iterator<Round> rounds;
    private final Promise<Integer> over;
    private int signalled;

    Consumer(World world, Condition condition, List<Round> rounds, Promise<Integer> over) {
      this.world = world;
      this.condition = condition;
      this.rounds = rounds.iterator();
      this.over = over;
    }

    void next() {
      if (!rounds.hasNext()) {
        over.complete(signalled);
        return;
      }
      Round round = rounds.next();
      long began = world.clock().nanos();
      condition
          .await(round)
          .onComplete(
              (inTime, _) -> {
                if (Boolean.TRUE.equals(inTime)) {
                  signalled++;
                } else {
                  judgeTimeOut(round, world.clock().nanos() - began);
                }
                next();
              });
    }

    private void judgeTimeOut(Round round, long nanos) {
      world.require(round.limited(), "a wait without a limit ends with a signal");
      world.require(
          nanos >= round.limit().toNanos(),
          "a wait lasts until its limit: " + nanos + " of " + round.limit().toNanos() + " ns");
    }
  }

  /** One wait. */
  private static final class Wait {
    final Promise<Boolean> resume = Core.current().newPromise();
    boolean timedOut;
  }

  /** A condition that one task at a time waits for; signals are kept. Belongs to a core. */
  private abstract static class Condition {
    int signals;
    private boolean waiting;
    private @Nullable Registration timer;
    private Wait current = new Wait();

    /** A wait begins, with or without a timer of its own. */
    abstract void waitBegins(boolean withTimer);

    /** The wait is signalled; its task runs later. */
    abstract void waitSignalled();

    /** Waits for a signal; returns false if the limit passed first. */
    final Future<Boolean> await(Round round) {
      if (signals > 0) {
        signals--;
        return Future.completed(true);
      }
      Wait wait = new Wait();
      current = wait;
      waiting = true;
      waitBegins(round.limited());
      if (round.limited()) {
        timer = Core.current().after(round.limit(), this::timeOut);
      }
      return wait.resume.future().map(_ -> !wait.timedOut);
    }

    final void signal() {
      if (!waiting) {
        signals++;
        return;
      }
      waitSignalled();
      end();
    }

    /** The timer fires. */
    private void timeOut() {
      current.timedOut = true;
      end();
    }

    private void end() {
      waiting = false;
      current.resume.tryComplete(true);
    }

    final void cancelTimer() {
      if (timer != null) {
        timer.close();
        timer = null;
      }
    }
  }

  /** As it shipped: the next one who needs the timer cancels it. */
  private static final class Buggy extends Condition {
    @Override
    void waitBegins(boolean withTimer) {
      if (withTimer) {
        cancelTimer();
      }
    }

    @Override
    void waitSignalled() {}
  }

  /** As it was fixed. */
  private static final class Fixed extends Condition {
    @Override
    void waitBegins(boolean withTimer) {
      cancelTimer();
    }

    @Override
    void waitSignalled() {
      cancelTimer();
    }
  }
}
