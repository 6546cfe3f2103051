package io.miniss.scenarios.zoo.wakeup;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Exhibit 6: a waiter that gives up after a broadcast resets the notifier's state, and with it the
 * permit that was stored there for whoever waits next.
 */
public final class PermitErasedByDroppedWaiter implements Exhibit {
  private static final Label LABEL =
      new Label(
          6,
          "a waiter that was notified and is dropped takes a stored permit along",
          BugKind.LOST_WAKE_UP,
          List.of(
              Reference.gitHub("tokio-rs/tokio", 3652),
              Reference.commit("tokio-rs/tokio", "f7c181c2c")),
          """
          A Notify is empty, has waiters, or holds one permit. A waiter that was dropped set it to empty \
          if it left no other behind, relying on the next lines to store the permit again that it might \
          have got. Those lines do nothing for a waiter that notify_waiters had woken, so after \
          notify_waiters, notify_one (which stores a permit, as nobody waits) and the drop, the permit was \
          gone and the next to wait waited for ever. The fix resets only a state that says there are \
          waiters.""",
          """
          There is no state that one waiter resets for others: a cancelled await retires its own listener \
          and leaves the FutureCell as it is, and a registration for room (BoundedQueue.awaitNotFull) that is \
          no longer needed costs a spurious wake-up, since signalNotFull wakes everybody who is registered.""");

  private static final int QUEUE = 8;

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int jobs = world.drawSize("jobs", 1, 3);
    int broadcasts = world.drawSize("broadcasts", 1, 2);
    int guests = world.drawSize("guests", 1, 2);
    Notify notify = variant == Variant.BUGGY ? new Buggy(world) : new Fixed(world);
    Service service = new Service(world, notify);
    World.Client server = world.client("server", service::serve);
    List<World.Client> clients = new ArrayList<>();
    for (int i = 0; i < guests; i++) {
      Guest guest = new Guest(world.scheduler(), i);
      clients.add(world.client("guest " + i, () -> service.waitAsGuest(guest)));
      clients.add(world.client("end of guest " + i, guest::abort));
    }
    clients.add(
        world.client(
            "broadcaster",
            () -> {
              for (int i = 0; i < broadcasts; i++) {
                notify.notifyWaiters();
              }
            }));
    clients.add(world.client("caller", () -> service.call(jobs)));
    clients.forEach(World.Client::join);
    service.close();
    server.join();
  }

  /** Jobs for whoever is notified. */
  private static final class Service {
    private final Scheduler scheduler;
    private final Notify notify;
    private final BoundedQueue<EventFd> jobs;
    private final SharedFlag closed;

    Service(World world, Notify notify) {
      scheduler = world.scheduler();
      this.notify = notify;
      jobs = BoundedQueue.stealable(scheduler, "jobs", QUEUE);
      closed = new SharedFlag(scheduler, "the service is closed");
    }

    /** Has one job done after the other. */
    void call(int count) {
      for (int i = 0; i < count; i++) {
        EventFd answer = new EventFd(scheduler, "answer to job " + i);
        jobs.offer(answer);
        notify.notifyOne();
        answer.read();
      }
    }

    /** Does jobs until the service is closed. */
    void serve() {
      while (true) {
        boolean last = closed.getVolatile();
        doJobs();
        if (last) {
          return;
        }
        notify.await();
      }
    }

    /** Waits once as the server does, in a task that is aborted at some time. */
    void waitAsGuest(Guest guest) {
      Parker parker = guest.arrive(scheduler);
      Waiter waiter = notify.register();
      while (waiter != null) {
        if (guest.isAborted()) {
          notify.drop(waiter);
          return;
        }
        if (waiter.isNotified()) {
          break;
        }
        parker.park();
      }
      doJobs();
    }

    void close() {
      closed.setVolatile(true);
      notify.notifyOne();
    }

    private void doJobs() {
      while (!jobs.isEmptyVolatile()) {
        EventFd job = jobs.poll();
        if (job != null) {
          job.write();
        }
      }
    }
  }

  /** A task that may be aborted: then it is not run any more, and what it waits in is dropped. */
  private static final class Guest {
    private final SharedReference<Parker> parker;
    private final SharedFlag aborted;

    Guest(Scheduler scheduler, int number) {
      parker = new SharedReference<>(scheduler, "thread of guest " + number, null);
      aborted = new SharedFlag(scheduler, "guest " + number + " is aborted");
    }

    Parker arrive(Scheduler scheduler) {
      Parker mine = scheduler.currentParker();
      parker.setVolatile(mine);
      return mine;
    }

    void abort() {
      aborted.setVolatile(true);
      Parker sleeping = parker.getVolatile();
      if (sleeping != null) {
        sleeping.unpark();
      }
    }

    boolean isAborted() {
      return aborted.getVolatile();
    }
  }

  private enum State {
    EMPTY,
    WAITING,
    NOTIFIED
  }

  private enum Notification {
    ONE_WAITER,
    ALL_WAITERS
  }

  private static final class Waiter {
    private final Parker parker;

    /** Written under the lock. */
    private final SharedReference<Notification> notification;

    Waiter(Scheduler scheduler) {
      parker = scheduler.currentParker();
      notification = new SharedReference<>(scheduler, "notification of a waiter", null);
    }

    boolean isNotified() {
      return notification.getAcquire() != null;
    }
  }

  /** Wakes one of those who wait or the next one, or all of those who wait. */
  private abstract static class Notify {
    /** Leaves WAITING only under the lock. */
    final SharedReference<State> state;

    private final Scheduler scheduler;
    private final ReentrantLock lock = new ReentrantLock();

    /** Under the lock. */
    final Deque<Waiter> waiters = new ArrayDeque<>();

    Notify(World world) {
      scheduler = world.scheduler();
      state = new SharedReference<>(scheduler, "state of the notifier", State.EMPTY);
    }

    /** Under the lock: {@code seen} is the state, and the waiter that is dropped is off the list. */
    abstract void waiterLeft(@Nullable State seen);

    final void notifyOne() {
      State seen = state.getVolatile();
      while (seen != State.WAITING) {
        if (state.compareAndSet(seen, State.NOTIFIED)) {
          return;
        }
        seen = state.getVolatile();
      }
      Waiter woken;
      lock.lock();
      try {
        woken = notifyLocked();
      } finally {
        lock.unlock();
      }
      wake(woken);
    }

    final void notifyWaiters() {
      List<Waiter> woken;
      lock.lock();
      try {
        if (state.getVolatile() != State.WAITING) {
          return;
        }
        woken = List.copyOf(waiters);
        waiters.clear();
        woken.forEach(waiter -> waiter.notification.setRelease(Notification.ALL_WAITERS));
        state.setVolatile(State.EMPTY);
      } finally {
        lock.unlock();
      }
      woken.forEach(Notify::wake);
    }

    /** Waits until notified. */
    final void await() {
      Waiter waiter = register();
      while (waiter != null && !waiter.isNotified()) {
        waiter.parker.park();
      }
    }

    /** Takes the permit and returns null, or begins to wait. */
    final @Nullable Waiter register() {
      if (state.compareAndSet(State.NOTIFIED, State.EMPTY)) {
        return null;
      }
      lock.lock();
      try {
        while (state.getVolatile() != State.WAITING) {
          if (state.compareAndSet(State.EMPTY, State.WAITING)) {
            break;
          }
          if (state.compareAndSet(State.NOTIFIED, State.EMPTY)) {
            return null;
          }
        }
        Waiter waiter = new Waiter(scheduler);
        waiters.addLast(waiter);
        return waiter;
      } finally {
        lock.unlock();
      }
    }

    /** The waiter gives up; a permit that was meant for it goes to the next. */
    final void drop(Waiter waiter) {
      Waiter woken = null;
      lock.lock();
      try {
        State seen = state.getVolatile();
        waiters.remove(waiter);
        waiterLeft(seen);
        if (waiter.notification.getAcquire() == Notification.ONE_WAITER) {
          woken = notifyLocked();
        }
      } finally {
        lock.unlock();
      }
      wake(woken);
    }

    private @Nullable Waiter notifyLocked() {
      Waiter chosen = waiters.pollFirst();
      if (chosen == null) {
        state.setVolatile(State.NOTIFIED);
        return null;
      }
      chosen.notification.setRelease(Notification.ONE_WAITER);
      if (waiters.isEmpty()) {
        state.setVolatile(State.EMPTY);
      }
      return chosen;
    }

    private static void wake(@Nullable Waiter waiter) {
      if (waiter != null) {
        waiter.parker.unpark();
      }
    }
  }

  private static final class Buggy extends Notify {
    Buggy(World world) {
      super(world);
    }

    @Override
    void waiterLeft(@Nullable State seen) {
      if (waiters.isEmpty()) {
        state.setVolatile(State.EMPTY);
      }
    }
  }

  private static final class Fixed extends Notify {
    Fixed(World world) {
      super(world);
    }

    @Override
    void waiterLeft(@Nullable State seen) {
      if (waiters.isEmpty() && seen == State.WAITING) {
        state.setVolatile(State.EMPTY);
      }
    }
  }
}
