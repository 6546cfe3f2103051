package io.miniss.scenarios.zoo.wakeup;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.AnnouncedSleep;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Exhibit 8: a worker and a completer both drain the worker's completions, under a try-lock. A completion
 * that comes when the worker has seen the queue empty and still holds the lock is drained by neither.
 */
public final class TryLockHidesCompletion implements Exhibit {
  private static final Label LABEL =
      new Label(
          8,
          "a drain that only tries the lock gives up while its holder has just finished its scan",
          BugKind.LOST_WAKE_UP,
          List.of(
              new Reference(
                  "EMPER MR !117",
                  URI.create("https://gitlab.cs.fau.de/i4/manycore/emper/-/merge_requests/117"))),
          """
          A worker reaps its own completions, and a global completer, which the kernel notifies, reaps \
          those of workers that are busy or asleep; whoever does not get the try-lock leaves it to the \
          other. A completion that arrives after the worker's scan and before its unlock is seen by \
          neither: the worker has finished, the completer was turned away, and the whole runtime may go \
          to sleep on it. In the fix the lock counts those it turns away, and the worker scans again. \
          (There one refusal passes as the ordinary race; the model scans again after any.)""",
          """
          A core's queues are drained by that core alone, without a lock, and whoever adds to one wakes \
          the core itself; only stealable tasks may be taken by others, by an atomic poll that cannot turn \
          anybody away.""");

  private static final int QUEUE = 8;

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int operations = world.drawSize("operations", 1, 4);
    int atOnce = world.drawSize("operations-at-once", 1, 2);
    IoContext context = variant == Variant.BUGGY ? new Buggy(world) : new Fixed(world);
    World.Client completer = world.client("completer", context::completeForOthers);
    world.client("worker", () -> context.work(operations, atOnce)).join();
    context.stop();
    completer.join();
  }

  /** A worker's operations, their completions, and the two who reap them. */
  private abstract static class IoContext {
    private final World world;
    private final Scheduler scheduler;
    private final BoundedQueue<Integer> completions;
    private final BoundedQueue<Integer> runnable;
    private final WakeFlag wakeFlag;
    private final EventFd completionEvents;
    private final SharedFlag stopped;

    IoContext(World world) {
      this.world = world;
      scheduler = world.scheduler();
      completions = BoundedQueue.manyProducers(scheduler, "completion queue", QUEUE);
      runnable = BoundedQueue.singleProducer(scheduler, "fibers that may go on", QUEUE);
      wakeFlag = new WakeFlag(scheduler, "wake flag of the worker");
      completionEvents = new EventFd(scheduler, "eventfd of the completer");
      stopped = new SharedFlag(scheduler, "the completer stops");
    }

    /** Takes the lock of the completion queue, or says that somebody else has it. */
    abstract boolean tryLock();

    /** Gives the lock back; whether somebody may have been turned away who must not be. */
    abstract boolean unlockAndCheck();

    /** Moves what is in the completion queue to {@code target}; the worker or the completer. */
    private int reap(Queue<Integer> target) {
      int reaped = 0;
      do {
        if (!tryLock()) {
          break;
        }
        while (!completions.isEmptyVolatile()) {
          Integer completion = completions.poll();
          if (completion != null) {
            target.add(completion);
            reaped++;
          }
        }
      } while (unlockAndCheck());
      return reaped;
    }

    /** The completer's thread: reaps for the worker and wakes it. */
    final void completeForOthers() {
      Queue<Integer> reaped = new ArrayDeque<>();
      while (true) {
        completionEvents.read();
        if (stopped.getAcquire()) {
          return;
        }
        if (reap(reaped) > 0) {
          for (Integer fiber = reaped.poll(); fiber != null; fiber = reaped.poll()) {
            runnable.offer(fiber);
          }
          wakeFlag.wake();
        }
      }
    }

    /** The worker's thread: starts operations and runs the fibers that waited for them. */
    final void work(int operations, int atOnce) {
      Parker parker = scheduler.currentParker();
      wakeFlag.sleeper(parker);
      List<World.Client> kernel = new ArrayList<>();
      Queue<Integer> ready = new ArrayDeque<>();
      boolean[] ended = new boolean[operations];
      int started = 0;
      int done = 0;
      while (done < operations) {
        while (started < operations && started - done < atOnce) {
          int operation = started++;
          kernel.add(world.client("operation " + operation, () -> complete(operation)));
        }
        reap(ready);
        Integer handed = runnable.poll();
        if (handed != null) {
          ready.add(handed);
        }
        if (ready.isEmpty()) {
          sleep(parker);
        }
        for (Integer fiber = ready.poll(); fiber != null; fiber = ready.poll()) {
          world.require(!ended[fiber], "an operation completes once: " + fiber);
          ended[fiber] = true;
          done++;
        }
      }
      kernel.forEach(World.Client::join);
    }

    /** The kernel. */
    private void complete(int operation) {
      completions.offer(operation);
      completionEvents.write();
    }

    private void sleep(Parker parker) {
      AnnouncedSleep.sleep(wakeFlag, parker, () -> runnable.isEmptyVolatile());
    }

    final void stop() {
      stopped.setVolatile(true);
      completionEvents.write();
    }
  }

  private static final class Buggy extends IoContext {
    private final SharedFlag locked;

    Buggy(World world) {
      super(world);
      locked = new SharedFlag(world.scheduler(), "lock of the completion queue");
    }

    @Override
    boolean tryLock() {
      return locked.compareAndSet(false, true);
    }

    @Override
    boolean unlockAndCheck() {
      locked.setVolatile(false);
      return false;
    }
  }

  private static final class Fixed extends IoContext {
    private enum Lock {
      FREE,
      HELD,
      HELD_AND_REFUSED
    }

    private final SharedReference<Lock> lock;

    Fixed(World world) {
      super(world);
      lock = new SharedReference<>(world.scheduler(), "lock of the completion queue", Lock.FREE);
    }

    @Override
    boolean tryLock() {
      while (true) {
        if (lock.compareAndSet(Lock.FREE, Lock.HELD)) {
          return true;
        }
        if (lock.compareAndSet(Lock.HELD, Lock.HELD_AND_REFUSED)
            || lock.getVolatile() == Lock.HELD_AND_REFUSED) {
          return false;
        }
      }
    }

    @Override
    boolean unlockAndCheck() {
      return lock.getAndSet(Lock.FREE) == Lock.HELD_AND_REFUSED;
    }
  }
}
