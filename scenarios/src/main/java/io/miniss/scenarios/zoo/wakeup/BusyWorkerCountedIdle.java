package io.miniss.scenarios.zoo.wakeup;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Exhibit 7: a pool wakes an idle worker for a job or else starts a new one, and a worker that is already
 * on its way to a job still counts as idle.
 */
public final class BusyWorkerCountedIdle implements Exhibit {
  private static final Label LABEL =
      new Label(
          7,
          "a job is left to a worker that is counted idle and has a long job already",
          BugKind.LOST_WAKE_UP,
          List.of(
              Reference.gitHub("tokio-rs/tokio", 8056),
              Reference.gitHub("tokio-rs/tokio", 8057),
              Reference.gitHub("tokio-rs/tokio", 8068)),
          """
          The pool's one lock was replaced by a sharded queue and atomic counters. A worker raised the \
          count of idle workers before it waited and lowered it after it had got a job, so for a while a \
          worker that had taken its notification still counted; the next spawn_blocking read the count, \
          notified nobody in particular and started no thread. If the first job was a long one, the second \
          stayed in the queue. The change was reverted: under the one lock, whoever queues the job takes \
          the worker it notifies out of the count.""",
          """
          The runtime starts no threads on demand. Whether a core sleeps is said by its own WakeFlag, \
          which the waker flips with the compare-and-set that decides to wake it, so a core that somebody \
          has woken is not taken for asleep by the next; and a core looks at every queue again after it \
          has announced its sleep.""");

  private static final int MAX_WORKERS = 16;

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int rounds = world.drawSize("rounds", 1, 2);
    int quick = world.drawSize("quick-jobs", 0, 2);
    int writers = world.drawSize("long-jobs", 1, 2);
    Pool pool = variant == Variant.BUGGY ? new Buggy(world) : new Fixed(world);
    Scheduler scheduler = world.scheduler();
    for (int round = 0; round < rounds; round++) {
      runToEnd(scheduler, pool, quick);
      List<EventFd> gates = new ArrayList<>();
      List<EventFd> ends = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        EventFd gate = new EventFd(scheduler, "gate of long job " + i);
        EventFd end = new EventFd(scheduler, "end of long job " + i);
        gates.add(gate);
        ends.add(end);
        pool.submit(
            () -> {
              gate.read();
              end.write();
            });
      }
      runToEnd(scheduler, pool, quick);
      for (int i = writers - 1; i >= 0; i--) {
        gates.get(i).write();
        ends.get(i).read();
      }
    }
    pool.shutdown();
  }

  private static void runToEnd(Scheduler scheduler, Pool pool, int jobs) {
    for (int i = 0; i < jobs; i++) {
      EventFd end = new EventFd(scheduler, "end of quick job " + i);
      pool.submit(end::write);
      end.read();
    }
  }

  /** Runs jobs that may block, each on a thread of its own while it runs. */
  private abstract static class Pool {
    final BoundedQueue<Runnable> queue;
    final SharedLong idle;
    final SharedLong workers;
    final SharedFlag shutdown;
    final ReentrantLock lock = new ReentrantLock();
    final Condition available = lock.newCondition();

    /** Notifications that no worker has taken yet. Under the lock. */
    int notified;

    private final World world;
    private final List<World.Client> threads = new ArrayList<>();

    Pool(World world) {
      this.world = world;
      Scheduler scheduler = world.scheduler();
      queue = BoundedQueue.stealable(scheduler, "jobs", MAX_WORKERS);
      idle = new SharedLong(scheduler, "idle workers");
      workers = new SharedLong(scheduler, "workers");
      shutdown = new SharedFlag(scheduler, "the pool shuts down");
    }

    /** Queues {@code job}, and wakes or starts a worker for it. */
    abstract void submit(Runnable job);

    /** A worker's thread. */
    abstract void work();

    /** Under the lock. */
    final void startWorker() {
      long number = workers.getAndAdd(1);
      threads.add(world.client("worker " + number, this::work));
    }

    final @Nullable Runnable take() {
      while (!queue.isEmptyVolatile()) {
        Runnable job = queue.poll();
        if (job != null) {
          return job;
        }
      }
      return null;
    }

    /** Ends the workers, who have nothing to do any more. */
    final void shutdown() {
      lock.lock();
      try {
        shutdown.setVolatile(true);
        available.signalAll();
      } finally {
        lock.unlock();
      }
      threads.forEach(World.Client::join);
    }
  }

  private static final class Buggy extends Pool {
    Buggy(World world) {
      super(world);
    }

    @Override
    void submit(Runnable job) {
      queue.offer(job);
      if (idle.getVolatile() == 0 && workers.getVolatile() < MAX_WORKERS) {
        lock.lock();
        try {
          startWorker();
        } finally {
          lock.unlock();
        }
        return;
      }
      lock.lock();
      try {
        notified++;
        available.signal();
      } finally {
        lock.unlock();
      }
    }

    @Override
    void work() {
      while (true) {
        for (Runnable job = take(); job != null; job = take()) {
          job.run();
        }
        idle.getAndAdd(1);
        Runnable job = awaitJob();
        idle.getAndAdd(-1);
        if (job == null) {
          return;
        }
        job.run();
      }
    }

    /** Waits for a notification with a job; null when the pool shuts down. */
    private @Nullable Runnable awaitJob() {
      while (true) {
        lock.lock();
        try {
          while (notified == 0) {
            if (shutdown.getVolatile()) {
              return null;
            }
            available.awaitUninterruptibly();
          }
          notified--;
        } finally {
          lock.unlock();
        }
        Runnable job = take();
        if (job != null) {
          return job;
        }
      }
    }
  }

  private static final class Fixed extends Pool {
    Fixed(World world) {
      super(world);
    }

    @Override
    void submit(Runnable job) {
      lock.lock();
      try {
        queue.offer(job);
        if (idle.getVolatile() == 0) {
          if (workers.getVolatile() < MAX_WORKERS) {
            startWorker();
          }
        } else {
          idle.getAndAdd(-1);
          notified++;
          available.signal();
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    void work() {
      for (Runnable job = awaitJob(); job != null; job = awaitJob()) {
        job.run();
      }
    }

    /** Takes a job or waits for a notification of one; null when the pool shuts down. */
    private @Nullable Runnable awaitJob() {
      lock.lock();
      try {
        while (true) {
          Runnable job = take();
          if (job != null) {
            return job;
          }
          idle.getAndAdd(1);
          while (notified == 0) {
            if (shutdown.getVolatile()) {
              idle.getAndAdd(-1);
              return null;
            }
            available.awaitUninterruptibly();
          }
          notified--;
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
