package io.miniss.scenarios.longlived;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.util.Registration;
import io.miniss.scenarios.longlived.Use.Where;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Timers that fire or are cancelled, and actions. */
final class TimeUses {
  /** What a user has at a time who has many; more than a core may keep of those that have ended. */
  private static final int MANY = 60;

  static final List<Use> ALL =
      List.of(
          new Use("timer that fires", Where.ANYWHERE, 0, TimeUses::fires),
          new Use("timer that repeats and is cancelled", Where.ANYWHERE, 0, TimeUses::repeats),
          new Use("timer that is cancelled on its core", Where.ANYWHERE, 0,
              site -> cancelled(site, 1, true)),
          new Use("timer that is cancelled from elsewhere", Where.ANYWHERE, 0,
              site -> cancelled(site, 1, false)),
          new Use("many timers that are cancelled", Where.ANYWHERE, 0,
              site -> cancelled(site, MANY, true)),
          new Use("sleep of a core", Where.ANYWHERE, 0, TimeUses::sleeps),
          new Use("action", Where.ANYWHERE, 0, TimeUses::executes));

  private TimeUses() {}

  private static void fires(Site site) {
    Object marker = site.marker();
    Duration time = site.shortTime();
    Promise<Object> fired = site.runtime().newPromise();
    site.keep(
        site.task(
            site.somewhere(),
            () -> Core.current().after(time, () -> fired.complete(marker)))
            .join());
    site.require(fired.future().join() == marker, "a timer fires");
  }

  private static void repeats(Site site) {
    Object marker = site.marker();
    Promise<Object> ticked = site.runtime().newPromise();
    TaskOptions there = TaskOptions.defaults().on(site.anyCore());
    Registration timer =
        site.task(
            there,
            () -> Core.current().every(Duration.ofNanos(700), () -> ticked.tryComplete(marker)))
            .join();
    site.require(ticked.future().join() == marker, "a timer fires");
    close(site, there, new ArrayList<>(List.of(timer)), site.random().nextBoolean());
  }

  private static void cancelled(Site site, int count, boolean onItsCore) {
    TaskOptions there = TaskOptions.defaults().on(site.anyCore());
    boolean atOnce = site.random().nextInt(4) == 0;
    List<Registration> timers =
        site.task(
            there,
            () -> {
              List<Registration> started = new ArrayList<>();
              for (int i = 0; i < count; i++) {
                Object marker = site.markerOfMany();
                started.add(
                    Core.current()
                        .after(Site.LONG, () -> site.require(false, "it is cancelled: " + marker)));
              }
              if (atOnce) {
                started.forEach(Registration::close);
              }
              return started;
            })
            .join();
    close(site, there, timers, onItsCore);
  }

  private static void close(
      Site site, TaskOptions there, List<Registration> timers, boolean onItsCore) {
    Callable<Boolean> close =
        () -> {
          timers.forEach(Registration::close);
          return true;
        };
    if (onItsCore) {
      site.require(site.task(there, close).join(), "timers are cancelled");
    } else {
      timers.forEach(Registration::close);
      JoinHandle<Boolean> later =
          site.fiber(
              there,
              () -> {
                for (int i = 0; i < 3; i++) {
                  Fiber.yieldNow(); // then its core has looked, and done what it was asked for
                }
                return true;
              });
      site.awaitEnd(later);
    }
    site.keep(timers.getFirst());
    timers.clear();
  }

  private static void sleeps(Site site) {
    Duration time = site.shortTime();
    Future<?> awake =
        site.note(site.task(site.somewhere(), () -> Core.current().sleep(time)).join());
    site.require(awake.join() == null, "a sleep ends");
    site.keep(awake);
  }

  private static void executes(Site site) {
    Object marker = site.marker();
    Promise<Object> done = site.runtime().newPromise();
    while (true) {
      try {
        site.runtime().core(site.anyCore()).execute(() -> done.complete(marker));
        break;
      } catch (RejectedTaskException noRoom) {
        site.pause();
      }
    }
    site.require(done.future().join() == marker, "an action runs");
  }
}
