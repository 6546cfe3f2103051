package io.miniss.scenarios.longlived;

import io.miniss.runtime.Fiber;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskState;
import io.miniss.scenarios.longlived.Use.Where;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Waits of fibers and of external threads that end in one way or another. */
final class WaitUses {
  static final List<Use> ALL =
      List.of(
          new Use("await that runs out", Where.ANYWHERE, 1, WaitUses::awaitRunsOut).byFibers(),
          new Use("await that has its result in time", Where.ANYWHERE, 0, WaitUses::awaitInTime)
              .byFibers(),
          new Use("await that is cancelled", Where.ANYWHERE, 1, WaitUses::awaitCancelled)
              .byFibers(),
          new Use("sleep", Where.ANYWHERE, 0, WaitUses::sleep).byFibers(),
          new Use("sleep that is cancelled", Where.ANYWHERE, 0, WaitUses::sleepCancelled)
              .byFibers(),
          new Use("shield", Where.ANYWHERE, 0, WaitUses::shield).byFibers(),
          new Use("shield of a fiber that is cancelled", Where.ANYWHERE, 0,
              WaitUses::shieldCancelled).byFibers(),
          new Use("join that runs out", Where.OUTSIDE, 2, WaitUses::joinRunsOut).waiting(),
          new Use("join that is interrupted", Where.OUTSIDE, 2, WaitUses::joinInterrupted)
              .waiting(),
          new Use("join that has its result in time", Where.OUTSIDE, 1, WaitUses::joinInTime)
              .waiting());

  private WaitUses() {}

  private static void awaitRunsOut(Site site) {
    Object marker = site.marker();
    Duration limit = site.shortTime();
    JoinHandle<Object> fiber =
        site.fiber(
            site.somewhere(),
            () -> {
              try {
                return Fiber.await(site.target(), limit);
              } catch (TimeoutException expected) {
                return marker;
              }
            });
    site.require(fiber.join() == marker, "a wait for what nobody completes runs out");
    site.keep(site.note(fiber));
  }

  private static void awaitInTime(Site site) {
    Object marker = site.marker();
    Promise<Object> soon = site.runtime().newPromise();
    JoinHandle<Object> fiber =
        site.fiber(site.somewhere(), () -> Fiber.await(soon.future(), Site.LONG));
    if (site.random().nextBoolean()) {
      site.pause();
    }
    soon.complete(marker);
    site.require(fiber.join() == marker, "a result in time is returned");
    site.keep(site.note(fiber));
  }

  private static void awaitCancelled(Site site) {
    Object marker = site.marker();
    boolean hasLimit = site.random().nextBoolean();
    JoinHandle<Object> fiber =
        site.fiber(
            site.somewhere(),
            () -> List.of(
                marker,
                hasLimit ? Fiber.await(site.target(), Site.LONG) : Fiber.await(site.target())));
    cancel(site, fiber);
  }

  private static void cancel(Site site, JoinHandle<Object> fiber) {
    site.note(fiber);
    if (site.random().nextInt(4) > 0) {
      site.pause();
    }
    var _ = fiber.cancel("it is over");
    site.awaitEnd(fiber);
    site.require(
        fiber.state() == TaskState.CANCELLED,
        "a fiber that waits is ended by its cancellation, not " + fiber.state());
  }

  private static void sleep(Site site) {
    Object marker = site.marker();
    Duration time = site.shortTime();
    JoinHandle<Object> fiber =
        site.fiber(
            site.somewhere(),
            () -> {
              Fiber.sleep(time);
              return marker;
            });
    site.require(fiber.join() == marker, "a sleep ends");
    site.keep(site.note(fiber));
  }

  private static void sleepCancelled(Site site) {
    Object marker = site.marker();
    cancel(
        site,
        site.fiber(
            site.somewhere(),
            () -> {
              Fiber.sleep(Site.LONG);
              return marker;
            }));
  }

  private static void shield(Site site) {
    Object marker = site.marker();
    Duration time = site.shortTime();
    boolean nested = site.random().nextBoolean();
    JoinHandle<Object> fiber =
        site.fiber(
            site.somewhere(),
            () -> {
              Fiber.shield(
                  Site.LONG,
                  () -> {
                    if (nested) {
                      Fiber.shield(Site.LONG, () -> Fiber.sleep(time));
                    }
                  });
              return marker;
            });
    site.require(fiber.join() == marker, "a shield ends");
    site.keep(site.note(fiber));
  }

  private static void shieldCancelled(Site site) {
    Object marker = site.marker();
    Duration time = site.shortTime();
    cancel(
        site,
        site.fiber(
            site.somewhere(),
            () -> {
              try {
                Fiber.sleep(Site.LONG);
                return marker;
              } catch (CancelledException cancelled) {
                Fiber.shield(Site.LONG, () -> Fiber.sleep(time));
                throw cancelled;
              }
            }));
  }

  private static void joinRunsOut(Site site) {
    try {
      Object result = site.target().join(site.shortTime());
      site.require(false, "a join of what nobody completes runs out, and has no result " + result);
    } catch (TimeoutException expected) {
      site.marker();
    }
  }

  private static void joinInterrupted(Site site) throws TimeoutException {
    Thread.currentThread().interrupt();
    try {
      Object result = site.target().joinInterruptibly(Site.LONG);
      site.require(false, "a join of a thread that is interrupted ends so, not with " + result);
    } catch (InterruptedException expected) {
      site.marker();
    }
  }

  private static void joinInTime(Site site) throws TimeoutException {
    Object marker = site.marker();
    Promise<Object> soon = site.note(site.runtime().newPromise());
    JoinHandle<Boolean> task = site.task(site.somewhere(), () -> soon.tryComplete(marker));
    site.require(soon.future().join(Site.LONG) == marker, "a join returns the result");
    site.awaitEnd(task);
    site.keep(soon);
  }
}
