package io.miniss.scenarios.zoo.cancel;

import io.miniss.runtime.shared.SharedReference;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.Mailbox;
import io.miniss.simulator.scenario.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Exhibit 22: a read lends its buffer to the kernel. Who drops the read before it has completed gives
 * the buffer to somebody else while the kernel still writes to it.
 */
public final class BufferFreedInFlight implements Exhibit {
  private static final Label LABEL =
      new Label(
          22,
          "a source is dropped before its completion: the kernel writes to freed memory",
          BugKind.CANCELLATION,
          List.of(Reference.commit("DataDog/glommio", "6466125")),
          """
          A submitted operation had two owners, the source that the user holds and an entry in the \
          reactor's table. Dropping the source took the entry out as well, so its buffer was freed while \
          the kernel still used it. Now the entry stays until the operation's completion has been \
          consumed, cancelled or not; only what was never submitted is freed at once.""",
          """
          Nothing of a task is given back while it may still run: a cancel that comes after the start only \
          stores a reason (Task), a fiber leaves its core's list when its body has returned (CoreLoop), and \
          a wait that was given up leaves a retired listener behind that does nothing (FutureCell).""");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int reads = world.drawSize("reads", 1, 5);
    int devices = world.drawSize("devices", 1, 2);
    int buffers = world.drawSize("buffers", 1, 3);
    Reactor reactor =
        variant == Variant.BUGGY
            ? new Buggy(world, devices, buffers)
            : new Fixed(world, devices, buffers);
    List<World.Client> kernel = new ArrayList<>();
    for (Mailbox<Read> device : reactor.devices) {
      kernel.add(world.client("device", () -> reactor.serve(device)));
    }
    world.client("reactor", () -> reactor.run(reads)).join();
    reactor.devices.forEach(Mailbox::close);
    kernel.forEach(World.Client::join);
  }

  /** Whether the kernel will do it, has begun, or was asked in time to leave it. */
  private enum InKernel {
    PENDING,
    BEGUN,
    CANCELLED
  }

  private static final class Buffer {
    final SharedReference<Integer> content;

    /** The read that has it; 0 while it is free. */
    final SharedReference<Integer> owner;

    Buffer(World world, int number) {
      content = new SharedReference<>(world.scheduler(), "content of buffer " + number, 0);
      owner = new SharedReference<>(world.scheduler(), "owner of buffer " + number, 0);
    }
  }

  private static final class Read {
    final int number;
    final Buffer buffer;
    final SharedReference<InKernel> inKernel;

    Read(World world, int number, Buffer buffer) {
      this.number = number;
      this.buffer = buffer;
      buffer.owner.setVolatile(number);
      inKernel =
          new SharedReference<>(
              world.scheduler(), "read " + number + " in the kernel", InKernel.PENDING);
    }
  }

  /** One thread's reads. What is not shared belongs to that thread. */
  private abstract static class Reactor {
    final List<Mailbox<Read>> devices = new ArrayList<>();
    private final World world;
    private final int bufferCount;
    private final Mailbox<Read> completions;
    private final RandomGenerator choice;

    /** Free buffers; the one that was used last is used first. */
    private final Deque<Buffer> free = new ArrayDeque<>();

    /** Not seen by the kernel yet. */
    private final Queue<Read> queued = new ArrayDeque<>();

    /** What has a buffer and is not queued, by number. */
    final TreeMap<Integer, Read> sources = new TreeMap<>();

    /** Those of them that nobody waits for. */
    private final TreeMap<Integer, Read> dropped = new TreeMap<>();

    private int awaited;

    Reactor(World world, int deviceCount, int bufferCount) {
      this.world = world;
      this.bufferCount = bufferCount;
      completions = new Mailbox<>(world.scheduler(), "completions");
      choice = world.random("what is dropped");
      for (int i = 0; i < deviceCount; i++) {
        devices.add(new Mailbox<>(world.scheduler(), "submissions to device " + i));
      }
      for (int i = 0; i < bufferCount; i++) {
        free.push(new Buffer(world, i));
      }
    }

    /** The source of a submitted read is dropped. */
    abstract void dropSubmitted(Read read);

    final void run(int reads) {
      for (int number = 1; number <= reads; number++) {
        while (free.isEmpty()) {
          submit();
          complete(Objects.requireNonNull(completions.take()));
        }
        Read read = new Read(world, number, free.pop());
        queued.add(read);
        if (choice.nextBoolean()) {
          submit();
        }
        if (choice.nextBoolean()) {
          drop(read);
        } else {
          awaited++;
        }
      }
      submit();
      while (awaited > 0 || !sources.isEmpty()) {
        complete(Objects.requireNonNull(completions.take()));
      }
      world.require(
          free.size() == bufferCount, "every buffer comes back: " + free.size() + " have");
    }

    private void submit() {
      for (Read read = queued.poll(); read != null; read = queued.poll()) {
        sources.put(read.number, read);
        devices.get(read.number % devices.size()).put(read);
      }
    }

    private void drop(Read read) {
      if (queued.remove(read)) {
        release(read);
        return;
      }
      dropped.put(read.number, read);
      dropSubmitted(read);
      read.inKernel.compareAndSet(InKernel.PENDING, InKernel.CANCELLED);
    }

    final void release(Read read) {
      sources.remove(read.number);
      read.buffer.owner.setVolatile(0);
      free.push(read.buffer);
    }

    private void complete(Read read) {
      if (dropped.remove(read.number) == null) {
        int found = Objects.requireNonNull(read.buffer.content.getAcquire());
        world.require(
            found == read.number,
            "a read finds what was read for it: read " + read.number + " found " + found);
        awaited--;
      }
      if (sources.containsKey(read.number)) {
        release(read);
      }
    }

    /** The kernel: serves the reads of one device. */
    final void serve(Mailbox<Read> device) {
      for (Read read = device.take(); read != null; read = device.take()) {
        if (read.inKernel.compareAndSet(InKernel.PENDING, InKernel.BEGUN)) {
          int owner = Objects.requireNonNull(read.buffer.owner.getVolatile());
          world.require(
              owner == read.number,
              "the kernel writes to memory that is lent to it: read " + read.number
                  + " to a buffer of read " + owner);
          read.buffer.content.setRelease(read.number);
        }
        completions.put(read);
      }
    }
  }

  /** As it shipped: nobody holds it, so it is free. */
  private static final class Buggy extends Reactor {
    Buggy(World world, int deviceCount, int bufferCount) {
      super(world, deviceCount, bufferCount);
    }

    @Override
    void dropSubmitted(Read read) {
      release(read);
    }
  }

  /** As it was fixed: the completion frees it. */
  private static final class Fixed extends Reactor {
    Fixed(World world, int deviceCount, int bufferCount) {
      super(world, deviceCount, bufferCount);
    }

    @Override
    void dropSubmitted(Read read) {}
  }
}
