package io.miniss.scenarios.examples;

import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.CoreDiagnostics;
import io.miniss.runtime.diagnostics.RuntimeDiagnostics;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/**
 * Clients and cores submit more than the cores can do, into queues of a few places. Clients wait for
 * room or are told that there is none; cores are never blocked: what they submit waits in a bounded
 * backlog or is rejected. So memory is bounded, and what was accepted ends.
 */
public class Overload implements Scenario {
  private static final int MAILBOX = 2;
  private static final int READY = 3;
  private static final int BACKLOG = 2;

  @Override
  public String name() {
    return "overload";
  }

  @Override
  public String description() {
    return "producers faster than consumers: bounded memory, no blocked core, rejected never ran";
  }

  @Override
  public void run(World world) {
    RandomGenerator random = world.random("workload");
    int each = world.drawSize("tasks", 1, 11) * world.scale();
    int outside = world.drawSize("clients", 1, 3);
    Duration effort = Duration.ofNanos(200 + random.nextInt(2_000));
    int cores = world.cores();
    // On each core an inbox, a queue of stealable tasks, a ring from each other core, its own ready
    // queue, a backlog for each of the others' and one of stealable tasks, and one task that runs.
    int places = cores * ((cores + 1) * MAILBOX + READY + (cores + 1) * BACKLOG + 1);
    List<Producer> producers = new ArrayList<>();
    for (int i = 0; i < outside + cores; i++) {
      producers.add(new Producer(i, each, world.random("producer " + i)));
    }
    int[] ended = new int[cores];
    world.invariant("bounded", () -> requireBounded(producers, ended, places));

    try (MultiCoreRuntime runtime = limit(world.runtime()).start()) {
      List<World.Client> clients = new ArrayList<>();
      List<JoinHandle<?>> onCores = new ArrayList<>();
      for (int core = 0; core < cores; core++) {
        Producer producer = producers.get(outside + core);
        onCores.add(
            runtime.spawnOn(core, () -> produceOnCore(world, producer, cores, ended, effort)));
      }
      for (Producer producer : producers.subList(0, outside)) {
        clients.add(
            world.client(
                "client " + producer.number,
                () -> produceOutside(world, runtime, producer, ended, effort)));
      }
      clients.forEach(World.Client::join);
      onCores.forEach(JoinHandle::join);
      requireCapacities(world, runtime.diagnostics());
      ShutdownReport report = runtime.closeAndReport();
      judge(world, producers, report, cores);
    }
    world.metric("submitted", (long) producers.size() * each);
    world.metric("rejected", producers.stream().mapToInt(producer -> producer.rejected).sum());
  }

  /** The bounds; small, so that they are met. */
  MultiCoreRuntime.Builder limit(MultiCoreRuntime.Builder runtime) {
    return runtime.mailboxCapacity(MAILBOX).readyCapacity(READY).backlogCapacity(BACKLOG).batch(2);
  }

  /** A client: the first waits for room, the others only try. */
  private void produceOutside(
      World world, MultiCoreRuntime runtime, Producer producer, int[] ended, Duration effort) {
    for (int i = 0; i < producer.ran.length; i++) {
      TaskOptions options = producer.anywhere(world.cores());
      Callable<Boolean> task = producer.task(world, i, ended, effort);
      boolean accepted =
          producer.number == 0
              ? runtime.spawn(options, task).id().isExternal()
              : offer(runtime, options, task);
      producer.answer(i, accepted);
    }
  }

  /** Submits if there is room; returns whether there was. */
  boolean offer(MultiCoreRuntime runtime, TaskOptions options, Callable<Boolean> task) {
    Optional<JoinHandle<Boolean>> handle = runtime.trySpawn(options, task);
    return handle.isPresent();
  }

  /** A task on a core: submits everything at once and goes on without waiting for anything. */
  private void produceOnCore(
      World world, Producer producer, int cores, int[] ended, Duration effort) {
    Core here = Core.current();
    int endedBefore = ended[here.index()];
    for (int i = 0; i < producer.ran.length; i++) {
      int target = producer.random.nextInt(cores);
      Future<Boolean> future = here.submit(target, producer.task(world, i, ended, effort));
      boolean rejected = future.isFailed() && future.failure() instanceof RejectedTaskException;
      producer.answer(i, !rejected);
    }
    world.require(
        ended[here.index()] == endedBefore,
        "submitting does not wait: %d tasks ended meanwhile on core %d"
            .formatted(ended[here.index()] - endedBefore, here.index()));
  }

  private static void requireBounded(List<Producer> producers, int[] ended, int places) {
    int waiting = 0;
    for (Producer producer : producers) {
      waiting += producer.accepted;
    }
    for (int count : ended) {
      waiting -= count;
    }
    if (waiting > places) {
      throw new AssertionError(
          "memory is bounded: there are %d places for tasks, and %d wait".formatted(places,
              waiting));
    }
  }

  private static void requireCapacities(World world, RuntimeDiagnostics diagnostics) {
    for (CoreDiagnostics core : diagnostics.cores()) {
      world.require(
          core.readyHighWater() <= READY && core.backlogHighWater() <= BACKLOG,
          "no queue is above its bound (ready %d, backlog %d): %s".formatted(READY, BACKLOG, core));
    }
  }

  private static void judge(
      World world, List<Producer> producers, ShutdownReport report, int cores) {
    int accepted = cores; // the producers on the cores are tasks too
    for (Producer producer : producers) {
      accepted += producer.accepted;
      for (int i = 0; i < producer.ran.length; i++) {
        int expected = producer.acceptedTask[i] ? 1 : 0;
        world.require(
            producer.ran[i] == expected,
            "what was accepted runs once, what was rejected never: task %d of producer %d, %s, ran %d times"
                .formatted(
                    i,
                    producer.number,
                    expected == 1 ? "accepted" : "rejected",
                    producer.ran[i]));
      }
    }
    world.require(
        report.accepted() == accepted && report.completed() == accepted,
        "everything accepted completes: %d were, and %s".formatted(accepted, report));
  }

  /** Who submits; everything but {@code ran} belongs to the thread that does. */
  private static final class Producer {
    private final int number;
    private final RandomGenerator random;
    private final boolean[] acceptedTask;

    /** How often each task ran; belongs to the core that runs it. */
    private final int[] ran;

    private int accepted;
    private int rejected;

    Producer(int number, int tasks, RandomGenerator random) {
      this.number = number;
      this.random = random;
      acceptedTask = new boolean[tasks];
      ran = new int[tasks];
    }

    TaskOptions anywhere(int cores) {
      int core = random.nextInt(cores + 1);
      return core == cores ? TaskOptions.defaults() : TaskOptions.defaults().on(core);
    }

    Callable<Boolean> task(World world, int i, int[] ended, Duration effort) {
      return () -> {
        ran[i]++;
        world.work(effort);
        ended[Core.current().index()]++;
        return true;
      };
    }

    void answer(int i, boolean wasAccepted) {
      acceptedTask[i] = wasAccepted;
      if (wasAccepted) {
        accepted++;
      } else {
        rejected++;
      }
    }
  }
}
