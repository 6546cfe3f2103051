package io.miniss.scenarios.zoo.timers;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.SpinLock;
import io.miniss.simulator.scenario.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Exhibit 25: a timer wheel shared by threads. What is due moves from the wheel to a list of what is
 * about to fire, and a timer that is dropped has to be taken out of the right one.
 */
public final class TimerDroppedWhileItFires implements Exhibit {
  private static final Label LABEL =
      new Label(
          25,
          "a timer is dropped in the tick in which it fires, and looked for in the wrong list",
          BugKind.TIMERS,
          List.of(
              Reference.gitHub("tokio-rs/tokio", 3229), Reference.gitHub("tokio-rs/tokio", 3069)),
          """
          The wheel was rewritten because sleeps of 0 ms could hang (#3069). In the new one each timer \
          remembers in which slot it is; one that became due moved to the pending list and its memory still \
          named the slot. The driver gives its lock up after some wakers to call them, and a timer dropped \
          just then was taken out of the slot, where it was not: the wheel panicked (#3229). Now the move \
          to the pending list is remembered too. In this model the dropped timer stays and fires.""",
          """
          A core's timers are its own: nobody else can cancel one while it fires, a cancel from another \
          thread is a request to the core (CoreLoop), and a timer that has left the heap says so itself, in \
          the same step (TimerQueue).""");

  private static final long TICK = 1_000;

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int users = world.drawSize("users", 1, 3);
    int sleeps = world.drawSize("sleeps", 1, 3);
    int batch = world.drawSize("batch", 1, 2);
    Wheel wheel = variant == Variant.BUGGY ? new Buggy(world, batch) : new Fixed(world, batch);
    World.Client driver = world.client("driver", wheel::drive);
    List<World.Client> clients = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      String name = "user " + user;
      RandomGenerator random = world.random(name);
      clients.add(
          world.client(
              name,
              () -> {
                for (int i = 0; i < sleeps; i++) {
                  wheel.sleep(name + "'s timer " + i, random.nextInt(3), random.nextInt(4));
                }
              }));
    }
    clients.forEach(World.Client::join);
    wheel.stop();
    driver.join();
  }

  /** One timer; but for the flag it belongs to who holds the wheel's lock. */
  private static final class Timer {
    static final long PENDING = Long.MAX_VALUE;

    final String name;
    final long tick;
    final Parker user;
    final SharedFlag fired;

    /** Where it is to be found: a tick, or {@link #PENDING}. */
    long listed;

    /** Whether it is in a list. */
    boolean registered;

    boolean dropped;

    Timer(World world, String name, long tick) {
      this.name = name;
      this.tick = tick;
      user = world.scheduler().currentParker();
      fired = new SharedFlag(world.scheduler(), name + " has fired");
    }
  }

  /** The timers, and the thread that fires them. */
  private abstract static class Wheel {
    private final World world;
    private final int batch;
    private final SpinLock lock;
    private final SharedFlag stopped;
    private final long start;

    // Under the lock.
    private final TreeMap<Long, List<Timer>> slots = new TreeMap<>();
    final Queue<Timer> pending = new ArrayDeque<>();
    private long elapsed;
    private @Nullable Parker driver;

    Wheel(World world, int batch) {
      this.world = world;
      this.batch = batch;
      lock = new SpinLock(world.scheduler(), "lock of the wheel");
      stopped = new SharedFlag(world.scheduler(), "the wheel is stopped");
      start = world.clock().nanos();
    }

    /** {@code timer} has left its slot for the pending list. */
    abstract void markPending(Timer timer);

    /** Whether {@code timer}, which is in a list, is in the pending one. */
    abstract boolean isPending(Timer timer);

    /** Sleeps for some ticks, but gives up after {@code patience} ticks. */
    final void sleep(String name, long ticks, long patience) {
      long now = world.clock().nanos();
      Timer timer = new Timer(world, name, ceilTick(now + ticks * TICK));
      register(timer);
      long deadline = now + patience * TICK;
      while (!timer.fired.getVolatile() && world.clock().nanos() - deadline < 0) {
        timer.user.parkUntil(deadline);
      }
      drop(timer);
    }

    private long ceilTick(long nanos) {
      return (nanos - start + TICK - 1) / TICK;
    }

    private void register(Timer timer) {
      lock.lock();
      Parker waiting = driver;
      if (timer.tick <= elapsed) {
        timer.fired.setVolatile(true);
      } else {
        timer.registered = true;
        timer.listed = timer.tick;
        slots.computeIfAbsent(timer.tick, _ -> new ArrayList<>()).add(timer);
      }
      lock.unlock();
      if (waiting != null) {
        waiting.unpark();
      }
    }

    private void drop(Timer timer) {
      lock.lock();
      timer.dropped = true;
      if (timer.registered) {
        if (isPending(timer)) {
          pending.remove(timer);
        } else {
          List<Timer> slot = slots.get(timer.listed);
          if (slot != null) {
            slot.remove(timer);
          }
        }
        timer.registered = false;
      }
      lock.unlock();
    }

    final void stop() {
      stopped.setVolatile(true);
      lock.lock();
      Parker waiting = driver;
      lock.unlock();
      if (waiting != null) {
        waiting.unpark();
      }
    }

    /** The driver's thread. */
    final void drive() {
      Parker parker = world.scheduler().currentParker();
      lock.lock();
      driver = parker;
      lock.unlock();
      while (!stopped.getVolatile()) {
        fire();
        lock.lock();
        boolean idle = slots.isEmpty();
        long next = idle ? 0 : start + slots.firstKey() * TICK;
        lock.unlock();
        if (idle) {
          parker.park();
        } else if (world.clock().nanos() - next < 0) {
          parker.parkUntil(next);
        }
      }
    }

    private void fire() {
      List<Timer> fired = new ArrayList<>();
      lock.lock();
      long now = (world.clock().nanos() - start) / TICK;
      for (Timer timer = poll(now); timer != null; timer = poll(now)) {
        timer.registered = false;
        world.require(!timer.dropped, "a timer that was dropped does not fire: " + timer.name);
        fired.add(timer);
        if (fired.size() == batch) {
          lock.unlock();
          wake(fired);
          lock.lock();
        }
      }
      lock.unlock();
      wake(fired);
    }

    private static void wake(List<Timer> timers) {
      for (Timer timer : timers) {
        timer.fired.setVolatile(true);
        timer.user.unpark();
      }
      timers.clear();
    }

    /** The next timer that is due at {@code now}; a slot as a whole becomes pending. */
    private @Nullable Timer poll(long now) {
      while (pending.isEmpty()) {
        Map.Entry<Long, List<Timer>> first = slots.firstEntry();
        if (first == null || first.getKey() > now) {
          elapsed = now;
          return null;
        }
        slots.pollFirstEntry();
        for (Timer timer : first.getValue()) {
          markPending(timer);
          pending.add(timer);
        }
        elapsed = first.getKey();
      }
      return pending.poll();
    }
  }

  /** As it shipped: the state says that it is registered, the memory names the slot. */
  private static final class Buggy extends Wheel {
    Buggy(World world, int batch) {
      super(world, batch);
    }

    @Override
    void markPending(Timer timer) {}

    @Override
    boolean isPending(Timer timer) {
      return !timer.registered;
    }
  }

  /** As it was fixed. */
  private static final class Fixed extends Wheel {
    Fixed(World world, int batch) {
      super(world, batch);
    }

    @Override
    void markPending(Timer timer) {
      timer.listed = Timer.PENDING;
    }

    @Override
    boolean isPending(Timer timer) {
      return timer.listed == Timer.PENDING;
    }
  }
}
