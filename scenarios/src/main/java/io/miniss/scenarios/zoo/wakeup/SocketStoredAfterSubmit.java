package io.miniss.scenarios.zoo.wakeup;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Exhibit 5: executors share one port for completions, so an operation may be completed on another
 * executor than the one that submits it, and before that one has finished submitting it.
 */
public final class SocketStoredAfterSubmit implements Exhibit {
  private static final Label LABEL =
      new Label(
          5,
          "another executor completes an accept before its socket is stored (reported as a lost wake-up)",
          BugKind.LOST_WAKE_UP,
          List.of(
              Reference.gitHub("lalinsky/zio", 530),
              Reference.gitHub("lalinsky/zio", 533),
              Reference.commit("lalinsky/zio", "cf263054")),
          """
          Tasks that moved between executors hung now and then, as if a completion had been lost. In truth \
          an accept stored its new socket in the operation only after it had been submitted, and as all \
          executors take from one completion port, another could complete it in between: it found what \
          was in that place before, and closed or handed out a socket that was somebody else's, so that \
          unrelated operations failed or never ended. The fix stores the socket first.""",
          """
          What another core needs is written before the one access that makes it reachable: the offer to a \
          ring (Outgoing.sending), the push to a RemoteWorkQueue, the compare-and-set that adds a listener to a \
          FutureCell. A task is never touched by its sender after that.""");

  private static final int QUEUE = 8;

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int executors = world.drawSize("executors", 1, 3);
    int accepts = world.drawSize("accepts", 1, 3);
    Backend backend =
        variant == Variant.BUGGY ? new Buggy(world, executors) : new Fixed(world, executors);
    world.finalCheck("no socket leaks", backend::requireAllClosed);
    World.Client kernel = world.client("kernel", () -> backend.completeAll(executors * accepts));
    List<World.Client> clients = new ArrayList<>();
    for (Executor executor : backend.executors) {
      clients
          .add(world.client("executor " + executor.id, () -> backend.acceptAll(executor, accepts)));
    }
    clients.forEach(World.Client::join);
    kernel.join();
  }

  private static final class Socket {
    private final World world;
    private final String name;
    private final SharedFlag closed;

    Socket(World world, String name) {
      this.world = world;
      this.name = name;
      closed = new SharedFlag(world.scheduler(), name + " is closed");
    }

    void close() {
      world.require(closed.compareAndSet(false, true), "a socket is closed once: " + name);
    }

    boolean isOpen() {
      return !closed.getVolatile();
    }
  }

  /** The operation, which lives in the task that accepts and is used again by its next accept. */
  private static final class Accept {
    final Executor home;

    /** The socket for the connection, made beforehand. */
    final SharedReference<Socket> socket;

    /** The result, complete once {@link #finished} says so: the connection, or null for a failure. */
    @Nullable Socket connection;

    final SharedFlag finished;

    Accept(Scheduler scheduler, Executor home) {
      this.home = home;
      socket = new SharedReference<>(scheduler, "socket of accept on executor " + home.id, null);
      finished = new SharedFlag(scheduler, "accept on executor " + home.id + " is finished");
    }
  }

  private record Completion(Accept operation, boolean succeeded) {}

  private static final class Executor {
    final int id;
    final WakeFlag wakeFlag;

    /** All sockets it has made. Its own until the end. */
    final List<Socket> made = new ArrayList<>();

    Executor(Scheduler scheduler, int id) {
      this.id = id;
      wakeFlag = new WakeFlag(scheduler, "wake flag of executor " + id);
    }
  }

  /** The completion port and the executors that take from it. */
  private abstract static class Backend {
    final List<Executor> executors = new ArrayList<>();
    private final World world;
    private final Scheduler scheduler;
    private final BoundedQueue<Accept> submitted;
    private final EventFd submissions;
    private final BoundedQueue<Completion> port;

    Backend(World world, int executorCount) {
      this.world = world;
      scheduler = world.scheduler();
      submitted = BoundedQueue.manyProducers(scheduler, "submitted accepts", QUEUE);
      submissions = new EventFd(scheduler, "submissions");
      port = BoundedQueue.stealable(scheduler, "completion port", QUEUE);
      for (int id = 0; id < executorCount; id++) {
        executors.add(new Executor(scheduler, id));
      }
    }

    /** Gives {@code operation} its socket and the kernel the operation. */
    abstract void submit(Accept operation, Socket socket);

    final void handToKernel(Accept operation) {
      submitted.offer(operation);
      submissions.write();
    }

    /** The kernel: completes each accept, with a connection or a failure. */
    final void completeAll(int accepts) {
      RandomGenerator network = world.random("network");
      int completed = 0;
      while (completed < accepts) {
        if (submitted.isEmptyVolatile()) {
          submissions.read();
          continue;
        }
        Accept operation = submitted.poll();
        if (operation != null) {
          port.offer(new Completion(operation, network.nextInt(4) > 0));
          executors.forEach(executor -> executor.wakeFlag.wake());
          completed++;
        }
      }
    }

    /** An executor's thread, with one task that accepts connections one after the other. */
    final void acceptAll(Executor self, int accepts) {
      Parker parker = scheduler.currentParker();
      self.wakeFlag.sleeper(parker);
      Accept operation = new Accept(scheduler, self);
      for (int i = 0; i < accepts; i++) {
        operation.finished.setVolatile(false);
        Socket socket = new Socket(world, "socket " + self.id + "." + i);
        self.made.add(socket);
        submit(operation, socket);
        while (!operation.finished.getAcquire()) {
          Completion completion = port.poll();
          if (completion != null) {
            complete(completion);
          } else {
            sleep(self, operation, parker);
          }
        }
        Socket connection = operation.connection;
        if (connection != null) {
          world.require(
              connection.isOpen(), "an accepted connection is open: " + connection.name);
          connection.close();
        }
      }
    }

    /** Any executor. */
    private void complete(Completion completion) {
      Accept operation = completion.operation;
      Socket socket =
          Objects.requireNonNull(
              operation.socket.getAcquire(), "an accept that completes has its socket");
      if (completion.succeeded) {
        operation.connection = socket;
      } else {
        socket.close();
        operation.connection = null;
      }
      operation.finished.setVolatile(true);
      operation.home.wakeFlag.wake();
    }

    private void sleep(Executor self, Accept operation, Parker parker) {
      self.wakeFlag.announceSleep();
      if (port.isEmptyVolatile() && !operation.finished.getVolatile()) {
        parker.park();
      }
      self.wakeFlag.endSleep();
    }

    final void requireAllClosed() {
      for (Executor executor : executors) {
        for (Socket socket : executor.made) {
          world.require(!socket.isOpen(), "every socket is closed in the end: " + socket.name);
        }
      }
    }
  }

  private static final class Buggy extends Backend {
    Buggy(World world, int executors) {
      super(world, executors);
    }

    @Override
    void submit(Accept operation, Socket socket) {
      handToKernel(operation);
      operation.socket.setRelease(socket);
    }
  }

  private static final class Fixed extends Backend {
    Fixed(World world, int executors) {
      super(world, executors);
    }

    @Override
    void submit(Accept operation, Socket socket) {
      operation.socket.setRelease(socket);
      handToKernel(operation);
    }
  }
}
