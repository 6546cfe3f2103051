package io.miniss.scenarios.longlived;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** An external thread or a fiber that does one use after the other. Belongs to that thread. */
public final class Site {
  /** How many ended tasks, scopes and futures its user keeps: these may keep nothing else. */
  static final int KEPT = 3;

  /** Longer than any run. */
  static final Duration LONG = Duration.ofDays(1);

  private final Ground ground;
  private final String name;
  private final boolean onCore;
  private final RandomGenerator random;
  private final List<Object> kept = new ArrayList<>();
  private final List<CancellationScope> left = new ArrayList<>();
  private String use = "";
  private Traces.Trace trace;

  /** A site of this name, by which its random choices are drawn. */
  public Site(Ground ground, String name, boolean onCore) {
    this.ground = ground;
    this.name = name;
    this.onCore = onCore;
    this.random = ground.world().random(name);
    this.trace = ground.traces().begin(use);
  }

  /** What follows is the use of this name. */
  void begin(String name) {
    use = name;
    world().note(name);
    trace = ground.traces().begin(name);
  }

  /** After the end of the long-lived scope: who has left it lives on. */
  public void judge() {
    for (CancellationScope scope : left) {
      require(!scope.isCancelled(), "a scope that has left its parent is not cancelled with it");
    }
  }

  /** What it is called. */
  public String name() {
    return name;
  }

  /** Whether it is a fiber. */
  public boolean isOnCore() {
    return onCore;
  }

  Ground ground() {
    return ground;
  }

  World world() {
    return ground.world();
  }

  MultiCoreRuntime runtime() {
    return ground.runtime();
  }

  RandomGenerator random() {
    return random;
  }

  Future<Object> target() {
    return ground.target();
  }

  CancellationScope scope() {
    return ground.scope();
  }

  void require(boolean condition, String rule) {
    world().require(condition, rule + " (" + use + " of " + name + ")");
  }

  // ---- what is made and ends ----

  /** Notes what ends with this use. */
  <T> T note(T object) {
    trace.add(object);
    return object;
  }

  /** An object that ends with this use. */
  Object marker() {
    return note(new Object());
  }

  /** One of many that end with this use, and are counted each. */
  Object markerOfMany() {
    Object marker = new Object();
    ground.traces().note(use, marker);
    return marker;
  }

  /** Keeps what has ended, if it is one of the first. */
  void keep(Object ended) {
    if (kept.size() < KEPT) {
      kept.add(ended);
    }
  }

  /** Remembers a scope that has left the long-lived one, if it is one of the first. */
  void keepLeft(CancellationScope scope) {
    if (left.size() < KEPT) {
      left.add(scope);
    }
  }

  // ---- time ----

  Duration shortTime() {
    return Duration.ofNanos(random.nextInt(1_500));
  }

  /** Lets time pass. */
  void pause() {
    Duration time = shortTime();
    if (onCore) {
      Fiber.sleep(time);
    } else {
      world().work(time);
    }
  }

  // ---- tasks ----

  int anyCore() {
    return random.nextInt(runtime().coreCount());
  }

  TaskOptions somewhere() {
    return TaskOptions.defaults().on(onCore && random.nextBoolean() ? here() : anyCore());
  }

  /** Of a fiber, its core. */
  int here() {
    return Core.current().index();
  }

  /** A task that is accepted, however long that takes. */
  public <T extends @Nullable Object> JoinHandle<T> task(TaskOptions options, Callable<T> body) {
    return accepted(() -> runtime().spawn(options, body));
  }

  /** A fiber that is accepted, however long that takes. */
  public <T extends @Nullable Object> JoinHandle<T> fiber(TaskOptions options, Callable<T> body) {
    return accepted(() -> runtime().spawnFiber(options, body));
  }

  private <T> T accepted(Supplier<T> submission) {
    while (true) {
      try {
        return submission.get();
      } catch (RejectedTaskException noRoom) {
        pause();
      }
    }
  }

  /** What {@code body} returns, on a core (this one, if it is one) or here. */
  <T extends @Nullable Object> T at(boolean core, Callable<T> body) throws Exception {
    return core && !onCore ? task(somewhere(), body).join() : body.call();
  }

  /** What {@code body} returns: called here, or by a task on some core. */
  <T extends @Nullable Object> T hereOrThere(Callable<T> body) throws Exception {
    return random.nextBoolean() ? body.call() : task(somewhere(), body).join();
  }

  /** Waits until {@code task} has ended, in whichever way. */
  void awaitEnd(JoinHandle<?> task) {
    try {
      var _ = task.join();
    } catch (RuntimeException ended) {
      require(task.state().isEnd(), "who has joined a task sees its end: " + ended);
    }
    keep(task);
  }
}
