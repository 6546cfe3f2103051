package io.miniss.scenarios.longlived;

import io.miniss.runtime.Core;
import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.task.TaskState;
import io.miniss.scenarios.longlived.Use.Where;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Submissions to a core that is held and whose mailbox is full. */
final class HeldUses {
  static final List<Use> ALL =
      List.of(
          new Use("task that finds no room", Where.HELD, 1, HeldUses::findsNoRoom),
          new Use("task that waits for room in vain", Where.HELD, 2, HeldUses::waitsInVain)
              .waiting(),
          new Use("action that waits for room in vain", Where.HELD, 2, HeldUses::actionInVain)
              .waiting(),
          new Use("task of a scope that was cancelled", Where.HELD, 1, HeldUses::tooLate),
          new Use("task that is cancelled while it waits for room", Where.HELD, 1,
              HeldUses::cancelledMeanwhile),
          new Use("task that another core finds no room for", Where.HELD, 1,
              HeldUses::coreFindsNoRoom));

  private HeldUses() {}

  private static TaskOptions within(CancellationScope scope) {
    return TaskOptions.defaults().on(0).within(scope);
  }

  private static void findsNoRoom(Site site) {
    Object marker = site.marker();
    Optional<JoinHandle<Object>> task =
        site.runtime().trySpawn(within(site.scope()), () -> marker);
    site.require(task.isEmpty(), "there is no room in the mailbox of a core that is held");
  }

  private static void waitsInVain(Site site) {
    Object marker = site.marker();
    try {
      JoinHandle<Object> task = site.runtime().spawn(within(site.scope()), () -> marker);
      site.require(false, "there is no room for " + task.id());
    } catch (RejectedTaskException expected) {
      site.world().note("rejected");
    }
  }

  private static void actionInVain(Site site) {
    Object marker = site.marker();
    try {
      site.runtime().core(0).execute(() -> site.keep(marker));
      site.require(false, "there is no room for an action");
    } catch (RejectedTaskException expected) {
      site.world().note("rejected");
    }
  }

  /** What joins a scope that was cancelled is cancelled, whether there is room for it or not. */
  private static void tooLate(Site site) {
    Object marker = site.marker();
    CancellationScope child = site.note(site.scope().child());
    boolean _ = child.cancel("it is over");
    try {
      JoinHandle<Object> task =
          site.random().nextBoolean()
              ? site.runtime().spawn(within(child), () -> marker)
              : site.runtime().<Object>trySpawn(within(child), () -> marker).orElseThrow();
      site.require(
          task.state() == TaskState.CANCELLED, "who joins a cancelled scope is cancelled");
      site.keep(site.note(task));
    } catch (RejectedTaskException | NoSuchElementException rejected) {
      site.require(false, "who was cancelled is not rejected as well: " + rejected);
    }
  }

  /** Another thread cancels the scope of a task that waits for room. */
  private static void cancelledMeanwhile(Site site) {
    Object marker = site.marker();
    CancellationScope child = site.note(site.scope().child());
    Duration time = site.shortTime();
    long[] cancelled = {Long.MAX_VALUE};
    World.Client canceller =
        site.world()
            .client(
                "canceller",
                () -> {
                  site.world().work(time);
                  boolean _ = child.cancel("it is over");
                  cancelled[0] = site.world().clock().nanos();
                });
    long begin = site.world().clock().nanos();
    try {
      JoinHandle<Object> task = site.runtime().spawn(within(child), () -> marker);
      canceller.join();
      site.awaitEnd(task);
      site.require(
          task.state() == TaskState.CANCELLED, "a task for which there is no room does not run");
      site.note(task);
    } catch (RejectedTaskException rejected) {
      canceller.join();
      long waited = site.ground().spawnLimit().toNanos();
      site.require(
          !site.world().isPunctual() || cancelled[0] - begin >= waited,
          "who was cancelled is not rejected as well: " + rejected);
    }
  }

  /** A core does not wait: what it cannot send waits in its backlog, and is rejected when that is full. */
  private static void coreFindsNoRoom(Site site) {
    int other = site.runtime().coreCount() - 1;
    if (other == 0) {
      return;
    }
    Callable<Boolean> fill =
        () -> {
          while (true) {
            Object marker = new Object();
            try {
              site.keep(
                  site.runtime().spawn(
                      TaskOptions.defaults().on(0).within(site.scope()), () -> marker));
            } catch (RejectedTaskException expected) {
              site.note(marker);
              Future<Object> submitted = site.note(Core.current().submit(0, () -> marker));
              return submitted.isFailed() && submitted.failure() instanceof RejectedTaskException;
            }
          }
        };
    site.require(
        site.task(TaskOptions.defaults().on(other), fill).join(),
        "a backlog that is full takes nothing");
  }
}
