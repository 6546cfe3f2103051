package io.miniss.scenarios.examples;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.util.Registration;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;

/**
 * Many timers on every core, many of them for the same moment. Some are cancelled at once, some by an
 * earlier timer, some from another thread. Timers that break a rule throw, and what a timer throws
 * reaches the runtime's failure handler.
 */
public class TimerStorm implements Scenario {
  private static final Duration TICK = Duration.ofNanos(700);

  @Override
  public String name() {
    return "timer-storm";
  }

  @Override
  public String description() {
    return "many timers: never early, by deadline then creation, and never once cancelled";
  }

  @Override
  public void run(World world) {
    Queue<String> broken = new ConcurrentLinkedQueue<>();
    world.invariant(
        "timers",
        () -> {
          String rule = broken.peek();
          if (rule != null) {
            throw new AssertionError(rule);
          }
        });

    int timers = world.drawSize("timers", 1, 11) * world.scale();
    int ticks = world.drawSize("ticks", 1, 4);
    List<Storm> storms = new ArrayList<>();
    try (MultiCoreRuntime runtime =
        world
            .runtime()
            .failureHandler((failure, where) -> broken.add(where + ": " + failure.getMessage()))
            .start()) {
      List<JoinHandle<?>> running = new ArrayList<>();
      for (int core = 0; core < world.cores(); core++) {
        Storm storm = new Storm(world, timers, ticks, world.random("core " + core));
        storms.add(storm);
        running.add(
            runtime.spawnFiber(
                TaskOptions.named("storm " + core).on(core),
                () -> {
                  storm.raise();
                  return true;
                }));
      }
      int somewhere = world.random("workload").nextInt(world.cores());
      cancelFromOutside(world, runtime, somewhere);
      running.forEach(JoinHandle::join);
    }
    world.metric("timers", storms.stream().mapToInt(storm -> storm.delays.length).sum());
    world.metric("fired", storms.stream().mapToInt(storm -> storm.fired).sum());
  }

  /** Cancelled by another thread, a timer may fire until its core looks, but not afterwards. */
  private void cancelFromOutside(World world, MultiCoreRuntime runtime, int core) {
    Duration delay = Duration.ofNanos(20_000);
    boolean[] looked = {false};
    Registration timer =
        runtime
            .spawnOn(
                core,
                () -> Core.current()
                    .after(
                        delay,
                        () -> world.require(
                            !looked[0], "a timer cancelled from outside fires no more")))
            .join();
    cancel(timer);
    runtime
        .spawnFiber(
            TaskOptions.named("look").on(core),
            () -> {
              for (int turn = 0; turn < 3; turn++) {
                Fiber.sleep(Duration.ZERO);
              }
              looked[0] = true;
              Fiber.sleep(delay);
              return true;
            })
        .join();
  }

  /** Starts a timer on {@code core}. */
  Registration start(Core core, Duration delay, Runnable action) {
    return core.after(delay, action);
  }

  /** Cancels a timer. */
  void cancel(Registration timer) {
    timer.close();
  }

  /** The timers of one core, all started by one fiber; all fields belong to that core. */
  private final class Storm {
    private final World world;
    private final int[] delays;
    private final int[] victims;
    private final boolean[] done;
    private final Registration[] timers;
    private final int ticks;
    private long started;
    private int left;
    private int fired;
    private int ticked;
    private int lastFired = -1;

    Storm(World world, int count, int ticks, RandomGenerator random) {
      this.world = world;
      this.ticks = ticks;
      delays = new int[count];
      victims = new int[count];
      done = new boolean[count];
      timers = new Registration[count];
      for (int i = 0; i < count; i++) {
        delays[i] = 1_000 * random.nextInt(5);
        victims[i] = random.nextInt(2 * count); // half of them cancel nobody
      }
    }

    /** A fiber: starts everything in one go, then waits until all timers have fired. */
    void raise() {
      Core core = Core.current();
      Promise<Boolean> over = core.newPromise();
      started = world.clock().nanos();
      left = delays.length + ticks;
      for (int i = 0; i < delays.length; i++) {
        int timer = i;
        timers[i] = start(core, Duration.ofNanos(delays[i]), () -> fire(timer, over));
      }
      Registration[] repeating = new Registration[1];
      repeating[0] = core.every(TICK, () -> tick(repeating[0], over));
      cancelIfWaiting(victims[0]);
      Fiber.await(over.future());
    }

    private void fire(int timer, Promise<Boolean> over) {
      world.require(!done[timer], "a timer fires once, and not if cancelled: number " + timer);
      int before = lastFired;
      end(timer);
      fired++;
      lastFired = timer;
      cancelIfWaiting(victims[timer]);
      endIfOver(over);
      requireNotEarly("timer " + timer, delays[timer]);
      world.require(
          before < 0
              || delays[before] < delays[timer]
              || (delays[before] == delays[timer] && before < timer),
          "timers fire by deadline, then creation: number %d of %d ns fired after %d of %d ns"
              .formatted(timer, delays[timer], before, before < 0 ? 0 : delays[before]));
    }

    private void tick(Registration self, Promise<Boolean> over) {
      world.require(ticked < ticks, "a cancelled timer does not tick: tick " + ticked);
      ticked++;
      left--;
      if (ticked == ticks) {
        cancel(self);
      }
      endIfOver(over);
      requireNotEarly("tick " + ticked, ticked * TICK.toNanos());
    }

    private void requireNotEarly(String what, long delay) {
      long waited = world.clock().nanos() - started;
      world.require(
          waited >= delay,
          "no timer fires early: %s of %d ns after %d ns".formatted(what, delay, waited));
    }

    private void cancelIfWaiting(int timer) {
      if (timer < timers.length && !done[timer]) {
        cancel(timers[timer]);
        end(timer);
      }
    }

    private void end(int timer) {
      done[timer] = true;
      left--;
    }

    private void endIfOver(Promise<Boolean> over) {
      if (left == 0) {
        over.complete(true);
      }
    }
  }
}
