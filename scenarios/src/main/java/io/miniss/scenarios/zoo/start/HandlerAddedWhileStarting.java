package io.miniss.scenarios.zoo.start;

import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Parker;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.SpinLock;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Exhibit 18: an event loop keeps a list of handlers and a copy of it that it runs from; who adds a
 * handler looks once whether the loop has started, and does the rest of the work on that answer.
 */
public final class HandlerAddedWhileStarting implements Exhibit {
  private static final Label LABEL =
      new Label(
          18,
          "a handler added while the loop starts is never run, or is started twice",
          BugKind.START,
          List.of(
              Reference.gitHub("OpenHFT/Chronicle-Threads", 106),
              Reference.gitHub("OpenHFT/Chronicle-Threads", 164),
              Reference.gitHub("OpenHFT/Chronicle-Threads", 242)),
          """
          Before the loop has started any thread may add a handler by itself: to a list, then to the array \
          that the loop runs from. Two adders could write their copies of the list in the wrong order, so \
          that a handler was in the list and never run (#106); a loop that started between two looks had \
          its handler started by the adder's thread (#242); and a handler could run before it had been \
          told its loop (#164). It was fixed by a lock around the look and what follows from it, which \
          the starting loop takes too, and by telling the handler first.""",
          """
          Nobody adds to a core's own structures from outside, started or not: a task goes through a queue \
          that exists before the core's thread does (CoreLoop's constructor), and all cores are connected \
          before the first one starts (CoreGroup).""");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int adders = world.drawSize("adders", 1, 3);
    int each = world.drawSize("handlers", 1, 2);
    Loop loop = variant == Variant.BUGGY ? new Buggy(world) : new Fixed(world);
    List<Handler> handlers = new ArrayList<>();
    List<World.Client> clients = new ArrayList<>();
    for (int adder = 0; adder < adders; adder++) {
      List<Handler> own = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        own.add(new Handler(world, "handler " + adder + "." + i));
      }
      handlers.addAll(own);
      clients.add(world.client("adder " + adder, () -> own.forEach(loop::add)));
    }
    World.Client thread = world.client("loop", loop::run);
    clients.forEach(World.Client::join);
    loop.stop();
    thread.join();
    for (Handler handler : handlers) {
      world.require(handler.runs > 0, "a handler that was added runs: " + handler.name);
      world.require(
          handler.startedBy.equals(List.of("loop")),
          "the loop starts a handler, once: " + handler.name + " was started by "
              + handler.startedBy);
      world.require(
          handler.wasReady, "a handler knows its loop before it runs: " + handler.name);
    }
  }

  /** Something that the loop runs again and again. */
  private static final class Handler {
    final String name;
    final SharedReference<Loop> loop;
    final List<String> startedBy = new ArrayList<>();
    int runs;
    boolean wasReady = true;

    Handler(World world, String name) {
      this.name = name;
      loop = new SharedReference<>(world.scheduler(), "loop of " + name, null);
    }

    /** Its loop has started. */
    void started(boolean onLoop) {
      startedBy.add(onLoop ? "loop" : "another thread");
    }

    /** A bit of its work; returns whether there was any. */
    boolean action() {
      wasReady &= loop.getVolatile() != null;
      return runs++ == 0;
    }
  }

  /** The event loop. */
  private abstract static class Loop {
    final SharedReference<Thread> thread;
    final SharedReference<List<Handler>> handlers;

    /** What is run: a copy of the handlers. */
    final SharedReference<List<Handler>> running;

    /** The handler of another thread that the started loop is to add. */
    private final SharedReference<Handler> offered;

    private final SharedReference<Parker> pauser;
    private final SharedFlag stopped;
    private final World world;

    Loop(World world) {
      this.world = world;
      thread = new SharedReference<>(world.scheduler(), "thread of the loop", null);
      handlers = new SharedReference<>(world.scheduler(), "handlers", List.of());
      running = new SharedReference<>(world.scheduler(), "array of handlers", List.of());
      offered = new SharedReference<>(world.scheduler(), "offered handler", null);
      pauser = new SharedReference<>(world.scheduler(), "pauser of the loop", null);
      stopped = new SharedFlag(world.scheduler(), "loop is stopped");
    }

    /** Adds a handler; any thread. */
    abstract void add(Handler handler);

    /** Puts a handler where the loop finds it. */
    abstract void addNew(Handler handler);

    /** The loop's thread has started. */
    abstract void begin();

    final void run() {
      pauser.setVolatile(world.scheduler().currentParker());
      begin();
      boolean last = false;
      while (!last) {
        last = stopped.getVolatile();
        boolean busy = true;
        while (busy) {
          busy = runHandlers() || accept();
        }
        if (!last) {
          Objects.requireNonNull(pauser.getAcquire()).park();
        }
      }
    }

    private boolean runHandlers() {
      boolean busy = false;
      for (Handler handler : Objects.requireNonNull(running.getVolatile())) {
        busy |= handler.action();
      }
      return busy;
    }

    private boolean accept() {
      Handler handler = offered.getAndSet(null);
      if (handler == null) {
        return false;
      }
      addNew(handler);
      return true;
    }

    /** After this one more round is run. */
    final void stop() {
      stopped.setVolatile(true);
      unpause();
    }

    private void unpause() {
      Parker parker = pauser.getVolatile();
      if (parker != null) {
        parker.unpark();
      }
    }

    /** Offers a handler to the loop, which has started. */
    final void offer(Handler handler) {
      while (!offered.compareAndSet(null, handler)) {
        unpause();
        world.scheduler().spinning();
      }
      unpause();
    }

    final void list(Handler handler) {
      while (true) {
        List<Handler> before = Objects.requireNonNull(handlers.getVolatile());
        List<Handler> after = new ArrayList<>(before);
        after.add(handler);
        if (handlers.compareAndSet(before, after)) {
          return;
        }
      }
    }

    final void copyHandlers() {
      running.setVolatile(handlers.getVolatile());
    }

    final void startHandlers() {
      thread.setVolatile(Thread.currentThread());
      for (Handler handler : Objects.requireNonNull(handlers.getVolatile())) {
        handler.started(true);
      }
    }

    final boolean isLoop(@Nullable Thread started) {
      return started == Thread.currentThread();
    }
  }

  /** As it shipped: a look, then as if nothing could have changed. */
  private static final class Buggy extends Loop {
    Buggy(World world) {
      super(world);
    }

    @Override
    void add(Handler handler) {
      if (thread.getVolatile() == null) {
        addNew(handler);
      } else {
        offer(handler);
      }
    }

    @Override
    void addNew(Handler handler) {
      list(handler);
      copyHandlers();
      handler.loop.setVolatile(this);
      Thread started = thread.getVolatile();
      if (started != null) {
        handler.started(isLoop(started));
      }
    }

    @Override
    void begin() {
      startHandlers();
    }
  }

  /** As it was fixed: one at a time, and the start is one of them. */
  private static final class Fixed extends Loop {
    private final SpinLock adding;

    Fixed(World world) {
      super(world);
      adding = new SpinLock(world.scheduler(), "lock of those who add handlers");
    }

    @Override
    void add(Handler handler) {
      if (!addBeforeStart(handler)) {
        offer(handler);
      }
    }

    private boolean addBeforeStart(Handler handler) {
      adding.lock();
      try {
        if (thread.getVolatile() != null) {
          return false;
        }
        addNew(handler);
        return true;
      } finally {
        adding.unlock();
      }
    }

    @Override
    void addNew(Handler handler) {
      handler.loop.setVolatile(this);
      list(handler);
      copyHandlers();
      if (isLoop(thread.getVolatile())) {
        handler.started(true);
      }
    }

    @Override
    void begin() {
      adding.lock();
      try {
        startHandlers();
      } finally {
        adding.unlock();
      }
    }
  }
}
