package io.miniss.scenarios.zoo.cancel;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Parker;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.Mailbox;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Exhibit 20: a file is opened by a kernel that works on its own, and who wanted it open may lose
 * interest at any time. The kernel may have opened it all the same.
 */
public final class CancelledOpenLeaksDescriptor implements Exhibit {
  private static final Label LABEL =
      new Label(
          20,
          "a cancelled operation completes after all, and its result leaks",
          BugKind.CANCELLATION,
          List.of(
              Reference.gitHub("monoio-rs/monoio", 318),
              Reference.gitHub("compio-rs/compio", 746),
              Reference.gitHub("tokio-rs/tokio", 7979)),
          """
          With io_uring, to cancel an operation is to ask the kernel, and the operation may have been done \
          already. The runtimes marked a dropped open, accept or read with a kernel-chosen buffer as \
          cancelled and threw its completion away when it came, and with it the descriptor or the buffer \
          that it carried. They now look at the completion of a cancelled operation and close what it \
          brought, also when it had arrived and nobody had asked for it yet.""",
          """
          A running task is asked to end and not declared dead: what it opened is in its own hands, its \
          finally runs, and only its core stores its end (Task). A cancelled task that was queued has run \
          no code, so it has opened nothing.""");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int users = world.drawSize("users", 1, 2);
    int opens = world.drawSize("opens", 1, 3);
    RandomGenerator choice = world.random("what is cancelled");
    Driver driver = variant == Variant.BUGGY ? new Buggy(world) : new Fixed(world);
    List<World.Client> clients = new ArrayList<>();
    List<Open> cancelled = new ArrayList<>();
    for (int user = 0; user < users; user++) {
      List<Open> own = new ArrayList<>();
      for (int i = 0; i < opens; i++) {
        Open open = new Open(world, user + "." + i);
        own.add(open);
        if (choice.nextBoolean()) {
          cancelled.add(open);
        }
      }
      clients.add(world.client("user " + user, () -> own.forEach(driver::use)));
    }
    clients.add(world.client("canceller", () -> cancelled.forEach(Open::abort)));
    World.Client kernel = world.client("kernel", driver::serveSubmissions);
    World.Client completions = world.client("driver", driver::serveCompletions);
    clients.forEach(World.Client::join);
    driver.submissions.close();
    kernel.join();
    driver.completions.close();
    completions.join();
    for (Descriptor descriptor : driver.opened) {
      world.require(
          !descriptor.open.getVolatile(),
          "what was opened is closed in the end: the descriptor of open " + descriptor.owner);
    }
  }

  /** What an open brings. */
  private static final class Descriptor {
    final String owner;
    final SharedFlag open;

    Descriptor(World world, String owner) {
      this.owner = owner;
      open = new SharedFlag(world.scheduler(), "descriptor of open " + owner + " is open");
      open.setVolatile(true);
    }

    void close() {
      if (!open.compareAndSet(true, false)) {
        throw new IllegalStateException("the descriptor of open " + owner + " is closed twice");
      }
    }
  }

  /** Whether the kernel will do it, has done it, or was asked in time to leave it. */
  private enum InKernel {
    PENDING,
    DONE,
    CANCELLED
  }

  /** One operation. */
  private static final class Open {
    static final Object WAITING = "waiting";
    static final Object CANCELLED = "cancelled";
    static final Object FAILED = "failed";

    final String name;
    final SharedReference<InKernel> inKernel;

    /** Waiting, cancelled, failed, or the descriptor. */
    final SharedReference<Object> lifecycle;

    final SharedFlag aborted;
    final SharedReference<Parker> user;

    Open(World world, String name) {
      this.name = name;
      inKernel =
          new SharedReference<>(
              world.scheduler(), "open " + name + " in the kernel", InKernel.PENDING);
      lifecycle = new SharedReference<>(world.scheduler(), "lifecycle of open " + name, WAITING);
      aborted = new SharedFlag(world.scheduler(), "open " + name + " is aborted");
      user = new SharedReference<>(world.scheduler(), "user of open " + name, null);
    }

    /** Its user is to give it up; another thread. */
    void abort() {
      aborted.setVolatile(true);
      wakeUser();
    }

    void wakeUser() {
      Parker parker = user.getVolatile();
      if (parker != null) {
        parker.unpark();
      }
    }
  }

  /** A completion: the descriptor, or null for an operation that the kernel has cancelled. */
  private record Completion(Open open, @Nullable Descriptor descriptor) {}

  /** The ring between users and kernel. */
  private abstract static class Driver {
    final World world;
    final Mailbox<Open> submissions;
    final Mailbox<Completion> completions;

    /** The kernel's own. */
    final List<Descriptor> opened = new ArrayList<>();

    Driver(World world) {
      this.world = world;
      submissions = new Mailbox<>(world.scheduler(), "submissions");
      completions = new Mailbox<>(world.scheduler(), "completions");
    }

    /** A cancelled operation has brought {@code result}. */
    abstract void discard(Object result);

    /** A user opens, uses and closes, unless told to give up. */
    final void use(Open open) {
      Parker parker = world.scheduler().currentParker();
      open.user.setVolatile(parker);
      submissions.put(open);
      while (true) {
        if (open.aborted.getVolatile()) {
          cancel(open);
          return;
        }
        if (open.lifecycle.getVolatile() instanceof Descriptor descriptor) {
          descriptor.close();
          return;
        }
        parker.park();
      }
    }

    private void cancel(Open open) {
      Object before = open.lifecycle.getAndSet(Open.CANCELLED);
      if (before == Open.WAITING) {
        open.inKernel.compareAndSet(InKernel.PENDING, InKernel.CANCELLED);
      } else if (before != null) {
        discard(before);
      }
    }

    final void serveSubmissions() {
      for (Open open = submissions.take(); open != null; open = submissions.take()) {
        Descriptor descriptor = null;
        if (open.inKernel.compareAndSet(InKernel.PENDING, InKernel.DONE)) {
          descriptor = new Descriptor(world, open.name);
          opened.add(descriptor);
        }
        completions.put(new Completion(open, descriptor));
      }
    }

    final void serveCompletions() {
      for (Completion each = completions.take(); each != null; each = completions.take()) {
        Object result = each.descriptor() == null ? Open.FAILED : each.descriptor();
        if (each.open().lifecycle.compareAndSet(Open.WAITING, result)) {
          each.open().wakeUser();
        } else {
          discard(result);
        }
      }
    }
  }

  /** As it shipped. */
  private static final class Buggy extends Driver {
    Buggy(World world) {
      super(world);
    }

    @Override
    void discard(Object result) {}
  }

  /** As it was fixed. */
  private static final class Fixed extends Driver {
    Fixed(World world) {
      super(world);
    }

    @Override
    void discard(Object result) {
      if (result instanceof Descriptor descriptor) {
        descriptor.close();
      }
    }
  }
}
