package io.miniss.scenarios.zoo.fairness;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.Reply;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A work-stealing pool whose workers keep the task that was woken last for themselves. */
public final class SlotThatCannotBeStolen implements Exhibit {
  private static final Label LABEL =
      new Label(
          30,
          "a slot that cannot be stolen keeps a task behind a long one while other workers idle",
          BugKind.FAIRNESS,
          List.of(
              Reference.gitHub("tokio-rs/tokio", 4941),
              Reference.gitHub("tokio-rs/tokio", 7431),
              Reference.gitHub("tokio-rs/tokio", 8100)),
          "A worker of tokio puts the task that it wakes into a slot of its own, to run it next"
              + " while its data is in the cache, and does not tell anybody. If the task that runs now goes"
              + " on for long, the woken one waits in the slot, which nobody can steal, while other workers"
              + " sleep. Fixed in 1.51 by a slot that can be stolen and a wake-up for each task put there;"
              + " that change was taken back in May 2026, so the issue is open again.",
          "There is no slot: a stealable task is offered to a queue that every idle core steals"
              + " from, and StealableQueues.wakeFor wakes one that sleeps if the owner is awake. Tasks"
              + " placed on a core do wait for that core, as is promised.");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    Pool pool = new Pool(world.scheduler(), variant, world.drawSize("workers", 2, 3));
    int blockers = world.drawSize("blockers", 1, pool.workers.size() - 1);
    int others = world.drawSize("others", 0, 2);
    List<Victim> victims = new ArrayList<>();
    List<Blocker> all = new ArrayList<>();
    for (int i = 0; i < blockers; i++) {
      Victim victim = new Victim(pool.scheduler, "victim " + i);
      victims.add(victim);
      all.add(new Blocker(pool.scheduler, "blocker " + i, victim));
    }
    List<World.Client> threads = new ArrayList<>();
    for (Worker worker : pool.workers) {
      threads.add(world.client(worker.name, worker::run));
    }
    victims.forEach(pool::spawn);
    for (int i = 0; i < others; i++) {
      pool.spawn(worker -> {});
    }
    all.forEach(pool::spawn);
    // A worker is left for them whatever the blockers do: they must end while those go on.
    victims.forEach(victim -> victim.ended.await());
    all.forEach(Blocker::release);
    pool.shutdown();
    threads.forEach(World.Client::join);
  }

  /** Something to run on a worker; called again each time it is scheduled. */
  interface Task {
    void poll(Worker worker);
  }

  /** Waits to be notified, and ends. */
  static final class Victim implements Task {
    /** Null, then the victim when it waits, then {@link #NOTIFIED}. */
    private final SharedReference<Object> notification;

    private static final Object NOTIFIED = "notified";

    private final Reply<Boolean> ended;

    Victim(Scheduler scheduler, String name) {
      notification = new SharedReference<>(scheduler, "notification of " + name, null);
      ended = new Reply<>(scheduler, name + " has ended");
    }

    @Override
    public void poll(Worker worker) {
      if (!notification.compareAndSet(null, this)) {
        ended.set(true);
      }
    }
  }

  /** Notifies its victim and then keeps its worker until it is released. */
  static final class Blocker implements Task {
    private final Victim victim;
    private final SharedReference<Parker> blocked;
    private final SharedFlag released;
    private final Scheduler scheduler;

    Blocker(Scheduler scheduler, String name, Victim victim) {
      this.scheduler = scheduler;
      this.victim = victim;
      blocked = new SharedReference<>(scheduler, "thread of " + name, null);
      released = new SharedFlag(scheduler, name + " is released");
    }

    @Override
    public void poll(Worker worker) {
      if (victim.notification.getAndSet(Victim.NOTIFIED) == victim) {
        worker.schedule(victim);
      }
      Parker parker = scheduler.currentParker();
      blocked.setVolatile(parker);
      while (!released.getVolatile()) {
        parker.park();
      }
    }

    void release() {
      released.setVolatile(true);
      Parker parker = blocked.getVolatile();
      if (parker != null) {
        parker.unpark();
      }
    }
  }

  /** The pool. */
  static final class Pool {
    private final Scheduler scheduler;
    private final BoundedQueue<Task> injected;
    private final SharedFlag shutDown;
    private final List<Worker> workers = new ArrayList<>();

    Pool(Scheduler scheduler, Variant variant, int workers) {
      this.scheduler = scheduler;
      injected = BoundedQueue.stealable(scheduler, "injection queue", 8);
      shutDown = new SharedFlag(scheduler, "shut down");
      for (int i = 0; i < workers; i++) {
        this.workers.add(
            switch (variant) {
              case BUGGY -> new Buggy(this, "worker " + i);
              case FIXED -> new Fixed(this, "worker " + i);
            });
      }
    }

    void spawn(Task task) {
      offer(injected, task);
      wakeOne();
    }

    void wakeOne() {
      for (Worker worker : workers) {
        if (worker.wakeFlag.wake()) {
          return;
        }
      }
    }

    void shutdown() {
      shutDown.setVolatile(true);
      workers.forEach(worker -> worker.wakeFlag.wake());
    }
  }

  static void offer(BoundedQueue<Task> queue, Task task) {
    if (!queue.offer(task)) {
      throw new AssertionError("there is room for every task in " + queue);
    }
  }

  /** A worker, all but its slot. */
  abstract static class Worker {
    final Pool pool;
    final String name;
    final BoundedQueue<Task> tasks;
    private final WakeFlag wakeFlag;

    Worker(Pool pool, String name) {
      this.pool = pool;
      this.name = name;
      tasks = BoundedQueue.stealable(pool.scheduler, "queue of " + name, 8);
      wakeFlag = new WakeFlag(pool.scheduler, "wake flag of " + name);
    }

    /** Schedules what the task that runs here has woken. This worker only. */
    abstract void schedule(Task woken);

    /** Takes what is in the slot. This worker only. */
    abstract @Nullable Task takeSlot();

    /** Takes a task from this worker. Any worker. */
    abstract @Nullable Task steal();

    /** Whether there is something to steal. Any worker. */
    abstract boolean hasSomethingToSteal();

    void run() {
      Parker parker = pool.scheduler.currentParker();
      wakeFlag.sleeper(parker);
      while (true) {
        Task task = next();
        if (task != null) {
          task.poll(this);
        } else if (pool.shutDown.getVolatile()) {
          return;
        } else {
          sleep(parker);
        }
      }
    }

    private @Nullable Task next() {
      Task task = takeSlot();
      if (task == null) {
        task = tasks.poll();
      }
      if (task == null) {
        task = pool.injected.poll();
      }
      for (int i = 0; task == null && i < pool.workers.size(); i++) {
        Worker victim = pool.workers.get(i);
        task = victim == this ? null : victim.steal();
      }
      return task;
    }

    private void sleep(Parker parker) {
      wakeFlag.announceSleep();
      boolean something = pool.shutDown.getVolatile() || !pool.injected.isEmptyVolatile();
      for (Worker worker : pool.workers) {
        something = something || worker.hasSomethingToSteal();
      }
      if (!something) {
        parker.park();
      }
      wakeFlag.endSleep();
    }
  }

  /** As it shipped. */
  static final class Buggy extends Worker {
    private @Nullable Task slot;

    Buggy(Pool pool, String name) {
      super(pool, name);
    }

    @Override
    void schedule(Task woken) {
      Task previous = slot;
      slot = woken;
      if (previous != null) {
        offer(tasks, previous);
        pool.wakeOne();
      }
    }

    @Override
    @Nullable Task takeSlot() {
      Task task = slot;
      slot = null;
      return task;
    }

    @Override
    @Nullable Task steal() {
      return tasks.poll();
    }

    @Override
    boolean hasSomethingToSteal() {
      return !tasks.isEmptyVolatile();
    }
  }

  /** As it was fixed. */
  static final class Fixed extends Worker {
    private final SharedReference<Task> slot;

    Fixed(Pool pool, String name) {
      super(pool, name);
      slot = new SharedReference<>(pool.scheduler, "slot of " + name, null);
    }

    @Override
    void schedule(Task woken) {
      Task previous = slot.getAndSet(woken);
      if (previous != null) {
        offer(tasks, previous);
      }
      pool.wakeOne();
    }

    @Override
    @Nullable Task takeSlot() {
      return slot.getAndSet(null);
    }

    @Override
    @Nullable Task steal() {
      Task task = tasks.poll();
      return task == null ? slot.getAndSet(null) : task;
    }

    @Override
    boolean hasSomethingToSteal() {
      return !tasks.isEmptyVolatile() || slot.getVolatile() != null;
    }
  }
}
