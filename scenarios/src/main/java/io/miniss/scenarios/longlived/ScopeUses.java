package io.miniss.scenarios.longlived;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.task.TaskState;
import io.miniss.scenarios.longlived.Use.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Tasks, fibers and scopes that end in a scope that lives on. */
final class ScopeUses {
  static final List<Use> ALL =
      List.of(
          new Use("task that completes", Where.ANYWHERE, 1, ScopeUses::completes),
          new Use("task that fails", Where.ANYWHERE, 1, ScopeUses::fails),
          new Use("task that is cancelled", Where.ANYWHERE, 1, ScopeUses::cancelled),
          new Use("task that its core cancels at once", Where.ANYWHERE, 1,
              ScopeUses::cancelledByCore),
          new Use("task that its core rejects", Where.ANYWHERE, 1, ScopeUses::rejectedByCore),
          new Use("fiber that completes", Where.ANYWHERE, 1, ScopeUses::fiberCompletes).byFibers(),
          new Use("fiber that is cancelled", Where.ANYWHERE, 1, ScopeUses::fiberCancelled)
              .byFibers(),
          new Use("task within its deadline", Where.ANYWHERE, 1, ScopeUses::withinDeadline),
          new Use("fiber with a deadline that passes", Where.ANYWHERE, 1,
              ScopeUses::deadlinePasses).byFibers(),
          new Use("task of another core", Where.ANYWHERE, 0, ScopeUses::submits),
          new Use("scope that leaves its parent", Where.ANYWHERE, 1, ScopeUses::leaves),
          new Use("scope that is cancelled", Where.ANYWHERE, 1, ScopeUses::scopeCancelled)
              .byFibers(),
          new Use("scope that is cancelled before its limit", Where.ANYWHERE, 1,
              ScopeUses::cancelledBeforeLimit),
          new Use("scope with a limit that passes", Where.ANYWHERE, 1, ScopeUses::limitPasses));

  private ScopeUses() {}

  /** On some core, or stealable. */
  private static TaskOptions within(Site site) {
    TaskOptions placed =
        site.random().nextInt(3) == 0 ? TaskOptions.defaults() : site.somewhere();
    return placed.within(site.scope());
  }

  private static void completes(Site site) {
    Object marker = site.marker();
    JoinHandle<Object> task = site.note(site.task(within(site), () -> marker));
    site.require(task.join() == marker, "a task returns what its body returns");
    site.keep(task);
  }

  private static void fails(Site site) {
    Object marker = site.marker();
    JoinHandle<Object> task =
        site.note(
            site.task(
                within(site),
                () -> {
                  throw new IllegalStateException("planned, of " + marker.getClass());
                }));
    if (site.random().nextBoolean()) {
      site.awaitEnd(task);
    } else {
      while (!task.state().isEnd()) { // nobody looks at the failure, which is reported
        site.pause();
      }
    }
    site.require(task.state() == TaskState.FAILED, "a task that throws has failed");
  }

  private static void cancelled(Site site) {
    Object marker = site.marker();
    JoinHandle<Object> task = site.note(site.task(within(site), () -> marker));
    var _ = task.cancel("it is over");
    site.awaitEnd(task);
  }

  private static void cancelledByCore(Site site) {
    Object marker = site.marker();
    TaskState end =
        site.task(
            site.somewhere(),
            () -> {
              try {
                TaskOptions here = TaskOptions.defaults().on(site.here());
                JoinHandle<Object> task =
                    site.runtime().spawn(here.within(site.scope()), () -> marker);
                var _ = task.cancel("it is over");
                return task.state();
              } catch (RejectedTaskException noRoom) {
                return TaskState.CANCELLED;
              }
            })
            .join();
    site.require(
        end == TaskState.CANCELLED, "a task that is cancelled in the queue never runs: " + end);
  }

  private static void rejectedByCore(Site site) {
    List<JoinHandle<Object>> accepted =
        site.task(
            site.somewhere(),
            () -> {
              TaskOptions here = TaskOptions.defaults().on(site.here()).within(site.scope());
              List<JoinHandle<Object>> tasks = new ArrayList<>();
              try {
                while (true) {
                  tasks.add(site.runtime().spawn(here, bodyOf(site.marker())));
                }
              } catch (RejectedTaskException expected) {
                return tasks;
              }
            })
            .join();
    accepted.forEach(site::awaitEnd);
  }

  private static Callable<Object> bodyOf(Object marker) {
    return () -> marker;
  }

  private static void fiberCompletes(Site site) {
    Object marker = site.marker();
    JoinHandle<Object> fiber =
        site.note(
            site.fiber(
                within(site),
                () -> {
                  Fiber.yieldNow();
                  return marker;
                }));
    site.require(fiber.join() == marker, "a fiber returns what its body returns");
    site.keep(fiber);
  }

  private static void fiberCancelled(Site site) {
    Object marker = site.marker();
    JoinHandle<Object> fiber =
        site.note(
            site.fiber(
                within(site),
                () -> {
                  Fiber.sleep(Site.LONG);
                  return marker;
                }));
    site.pause();
    var _ = fiber.cancel("it is over");
    site.awaitEnd(fiber);
  }

  private static void withinDeadline(Site site) {
    Object marker = site.marker();
    JoinHandle<Object> task =
        site.note(site.task(within(site).deadline(Site.LONG), () -> marker));
    site.require(task.join() == marker, "a task returns what its body returns");
    site.keep(task);
  }

  private static void deadlinePasses(Site site) {
    Object marker = site.marker();
    JoinHandle<Object> fiber =
        site.note(
            site.fiber(
                within(site).deadline(site.shortTime()),
                () -> {
                  Fiber.sleep(Site.LONG);
                  return marker;
                }));
    site.awaitEnd(fiber);
    site.require(fiber.state() == TaskState.CANCELLED, "a deadline that passes ends a fiber");
  }

  private static void submits(Site site) {
    Object marker = site.marker();
    int target = site.anyCore();
    Future<Object> result =
        site.task(site.somewhere(), () -> Core.current().submit(target, bodyOf(marker))).join();
    try {
      site.require(result.join() == marker, "a task of another core returns its result");
    } catch (RejectedTaskException noRoom) {
      site.require(result.isFailed(), "who is rejected is told so");
    }
    site.keep(site.note(result));
  }

  private static CancellationScope child(Site site) {
    CancellationScope child = site.note(site.scope().child());
    if (site.random().nextInt(4) == 0) {
      site.awaitEnd(site.task(site.somewhere().within(child), site::marker));
    }
    return child;
  }

  private static void leaves(Site site) {
    CancellationScope child = child(site);
    child.leaveParent();
    site.keepLeft(child);
  }

  private static void scopeCancelled(Site site) {
    CancellationScope child = child(site);
    Object marker = site.marker();
    JoinHandle<Object> fiber =
        site.fiber(
            site.somewhere().within(child),
            () -> {
              Fiber.sleep(Site.LONG);
              return marker;
            });
    if (site.random().nextBoolean()) {
      site.pause();
    }
    site.require(child.cancel("it is over"), "a scope is cancelled by who cancels it first");
    site.awaitEnd(fiber);
    site.require(
        fiber.state() == TaskState.CANCELLED, "what is in a scope is cancelled with it");
    site.keep(child);
  }

  private static void cancelledBeforeLimit(Site site) throws Exception {
    CancellationScope child = child(site);
    CancellationScope same = site.hereOrThere(() -> child.cancelAfter(Site.LONG));
    if (site.random().nextBoolean()) {
      site.pause();
    }
    site.require(same.cancel("it is over"), "a scope is cancelled by who cancels it first");
    site.keep(child);
  }

  private static void limitPasses(Site site) throws Exception {
    CancellationScope child = child(site);
    CancellationScope same = site.hereOrThere(() -> child.cancelAfter(site.shortTime()));
    while (!same.isCancelled()) {
      site.pause();
    }
    site.keep(child);
  }
}
