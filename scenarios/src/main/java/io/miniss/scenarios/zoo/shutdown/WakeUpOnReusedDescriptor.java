package io.miniss.scenarios.zoo.shutdown;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Exhibit 10: a thread that wakes an event loop writes to the loop's descriptor while the loop, on its
 * way out, closes it, and the number belongs to another file by then. The model is Netty's {@code
 * EpollEventLoop}: its flag {@code wakenUp}, its eventfd and its clean-up; and of the kernel the table
 * of descriptors. The epoll wait has no time-out.
 */
public final class WakeUpOnReusedDescriptor implements Exhibit {
  private static final Label LABEL =
      new Label(
          10,
          "a wake-up writes to a descriptor that the shutdown has closed and that is reused",
          BugKind.SHUTDOWN,
          List.of(Reference.gitHub("netty/netty", 9362), Reference.gitHub("netty/netty", 9586)),
          """
          The thread that shuts a loop down sets its state and then wakes it by writing to its eventfd. \
          The loop may see the state by itself, leave, and close the descriptor before the write: the \
          write reaches whatever was opened under that number since. The fix lets the loop know whether \
          a write is under way, by taking the flag back when it wakes, and wait for its event before it \
          closes.""",
          """
          A core is woken through its Parker, an object that lives as long as somebody refers to it, and \
          a wake after the core has exited does nothing; what is sent to such a core is refused by its \
          closed RemoteWorkQueue.""");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int tasks = world.drawSize("tasks", 0, 2);
    int files = world.drawSize("files", 1, 3);
    Descriptors descriptors = new Descriptors(world.scheduler());
    Loop loop =
        variant == Variant.BUGGY ? new Buggy(world, descriptors) : new Fixed(world, descriptors);
    List<World.Client> clients = new ArrayList<>();
    clients.add(world.client("event loop", loop::run));
    clients.add(world.client("writer", () -> writeFiles(world, descriptors, files)));
    for (int i = 0; i < tasks; i++) {
      loop.execute("task " + i);
    }
    loop.shutdownGracefully();
    clients.forEach(World.Client::join);
  }

  /** A thread that has nothing to do with the loop, in the same process. */
  private static void writeFiles(World world, Descriptors descriptors, int files) {
    for (int i = 0; i < files; i++) {
      DataFile file = new DataFile(world.scheduler(), "file " + i);
      int descriptor = descriptors.open(file);
      descriptors.write(descriptor);
      long writes = file.writes.getVolatile();
      descriptors.close(descriptor);
      world.require(
          writes == 1,
          "a file holds what its owner wrote: 1 write to file %d, found %d".formatted(i, writes));
    }
  }

  /** What can be behind a descriptor. */
  private interface OpenFile {
    void written();
  }

  private static final class DataFile implements OpenFile {
    private final SharedLong writes;

    DataFile(Scheduler scheduler, String name) {
      writes = new SharedLong(scheduler, name);
    }

    @Override
    public void written() {
      writes.getAndAdd(1);
    }
  }

  /** An eventfd in an edge-triggered epoll set of one. */
  private static final class EventFile implements OpenFile {
    private final Scheduler scheduler;
    private final SharedFlag edge;
    private final SharedReference<@Nullable Parker> waiter;

    EventFile(Scheduler scheduler) {
      this.scheduler = scheduler;
      edge = new SharedFlag(scheduler, "event of the eventfd");
      waiter = new SharedReference<>(scheduler, "waiter in epoll", null);
    }

    @Override
    public void written() {
      edge.setVolatile(true);
      Parker parker = waiter.getVolatile();
      if (parker != null) {
        parker.unpark();
      }
    }

    /** Waits for a write that has not been reported yet. The loop only. */
    void epollWait() {
      Parker me = scheduler.currentParker();
      waiter.setVolatile(me);
      while (!edge.compareAndSet(true, false)) {
        me.park();
      }
    }
  }

  /** The descriptors of the process: a new file gets the lowest number that is free. */
  private static final class Descriptors {
    private static final int MAX_OPEN = 4;

    private final List<SharedReference<@Nullable OpenFile>> slots = new ArrayList<>();

    Descriptors(Scheduler scheduler) {
      for (int i = 0; i < MAX_OPEN; i++) {
        slots.add(new SharedReference<>(scheduler, "descriptor " + i, null));
      }
    }

    int open(OpenFile file) {
      for (int i = 0; i < MAX_OPEN; i++) {
        if (slots.get(i).compareAndSet(null, file)) {
          return i;
        }
      }
      throw new IllegalStateException("there are no more than " + MAX_OPEN + " descriptors");
    }

    void close(int descriptor) {
      slots.get(descriptor).setVolatile(null);
    }

    /** Writes once; to a closed descriptor it does nothing, where the kernel says EBADF. */
    void write(int descriptor) {
      OpenFile file = slots.get(descriptor).getVolatile();
      if (file != null) {
        file.written();
      }
    }
  }

  /** An event loop; the variants differ in what they know about writes that are under way. */
  private abstract static class Loop {
    private static final String WAKE_UP_TASK = "wake-up task";

    private final Descriptors descriptors;
    private final BoundedQueue<String> queue;
    private final SharedFlag shuttingDown;
    private final int eventDescriptor;
    final EventFile eventFile;
    final SharedFlag wakenUp;

    Loop(World world, Descriptors descriptors) {
      this.descriptors = descriptors;
      Scheduler scheduler = world.scheduler();
      queue = BoundedQueue.manyProducers(scheduler, "task queue", 8);
      shuttingDown = new SharedFlag(scheduler, "shutting down");
      wakenUp = new SharedFlag(scheduler, "wakenUp");
      eventFile = new EventFile(scheduler);
      eventDescriptor = descriptors.open(eventFile);
    }

    /** Any thread. */
    final void execute(String task) {
      queue.offer(task);
      wakeUp();
    }

    /** Any thread. */
    final void shutdownGracefully() {
      shuttingDown.setVolatile(true);
      queue.offer(WAKE_UP_TASK);
      wakeUp();
    }

    private void wakeUp() {
      if (wakenUp.compareAndSet(false, true)) {
        descriptors.write(eventDescriptor);
      }
    }

    final void run() {
      do {
        select();
        runAllTasks();
      } while (!shuttingDown.getVolatile());
      runAllTasks();
      beforeClose();
      descriptors.close(eventDescriptor);
    }

    /** Waits until there is something to do. */
    abstract void select();

    abstract void beforeClose();

    final boolean hasTasks() {
      return !queue.isEmptyVolatile();
    }

    private void runAllTasks() {
      while (hasTasks()) {
        queue.poll();
      }
    }
  }

  /** Knows nothing. */
  private static final class Buggy extends Loop {
    Buggy(World world, Descriptors descriptors) {
      super(world, descriptors);
    }

    @Override
    void select() {
      if (wakenUp.getVolatile()) {
        wakenUp.setVolatile(false);
      }
      if (!hasTasks()) {
        eventFile.epollWait();
      }
    }

    @Override
    void beforeClose() {}
  }

  /** Lets nobody write while it is awake, and remembers a write whose event it has not seen. */
  private static final class Fixed extends Loop {
    /** The loop's own. */
    private boolean writeIsPending;

    Fixed(World world, Descriptors descriptors) {
      super(world, descriptors);
      wakenUp.setVolatile(true); // it begins awake
    }

    @Override
    void select() {
      if (writeIsPending) {
        awaitPendingWrite();
        return;
      }
      wakenUp.setVolatile(false);
      boolean sawEvent = false;
      if (!hasTasks()) {
        eventFile.epollWait();
        sawEvent = true;
      }
      boolean wasWoken = !wakenUp.compareAndSet(false, true);
      writeIsPending = wasWoken && !sawEvent;
    }

    @Override
    void beforeClose() {
      if (writeIsPending) {
        awaitPendingWrite();
      }
    }

    private void awaitPendingWrite() {
      eventFile.epollWait();
      writeIsPending = false;
    }
  }
}
