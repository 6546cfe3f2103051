package io.miniss.scenarios.examples;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.task.TaskState;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Several threads and cores shut one runtime down while others submit to it. Every submission is
 * rejected or reaches its end; all are given the same report, which agrees with what the submitters
 * counted; nothing runs after the end.
 */
public class ShutdownStorm implements Scenario {
  @Override
  public String name() {
    return "shutdown-storm";
  }

  @Override
  public String description() {
    return "shutdown from everywhere during a storm of submissions: the report adds up";
  }

  @Override
  public void run(World world) {
    RandomGenerator random = world.random("workload");
    Duration patience = Duration.ofNanos(random.nextInt(5_000) * (long) world.scale());
    MultiCoreRuntime runtime =
        world
            .runtime()
            .drainLimit(Duration.ofNanos(random.nextInt(40_000) * (long) world.scale()))
            .failureHandler((failure, where) -> {}) // they are expected, and counted in the report
            .start();
    Storm storm = new Storm(world, runtime, world.drawSize("submissions", 1, 6) * world.scale());
    world.invariant("nothing runs after the end", storm::requireQuiet);

    Party main = storm.party("main");
    for (int core = 0; core < world.cores(); core++) {
      Party party = storm.party("core " + core);
      TaskOptions there = TaskOptions.named("submitter").on(core);
      storm.submit(main, () -> runtime.spawn(there, () -> storm.submitAll(party)));
    }
    List<World.Client> clients = new ArrayList<>();
    for (int i = 0, count = world.drawSize("clients", 1, 3); i < count; i++) {
      Party submitter = storm.party("client " + i);
      clients.add(world.client(submitter.name, () -> storm.submitAll(submitter)));
    }
    for (int i = 0, count = world.drawSize("closers", 0, 2); i < count; i++) {
      Party closer = storm.party("closer " + i);
      clients.add(world.client(closer.name, () -> storm.shutDown(closer)));
    }
    world.work(patience);
    ShutdownReport report = runtime.closeAndReport();
    clients.forEach(World.Client::join);
    storm.judge(report);
    world.require(
        runtime.closeAndReport() == report && runtime.phase() == Phase.TERMINATED,
        "closing again gives the same report");
    world.metric("accepted", report.accepted());
    world.metric("completed", report.completed());
    world.metric("cancelled", report.cancelled());
    world.metric("rejected", storm.parties.stream().mapToInt(party -> party.rejected).sum());
  }

  /** Remembers a task that was accepted. */
  void note(List<JoinHandle<?>> accepted, JoinHandle<?> handle) {
    accepted.add(handle);
  }

  /** One thread or core that submits or shuts down; the fields belong to it. */
  private static final class Party {
    private final String name;
    private final RandomGenerator random;
    private final List<JoinHandle<?>> accepted = new ArrayList<>();
    private int rejected;
    private @Nullable ShutdownReport report;

    Party(String name, RandomGenerator random) {
      this.name = name;
      this.random = random;
    }
  }

  private final class Storm {
    private final World world;
    private final MultiCoreRuntime runtime;
    private final int each;
    private final List<Party> parties = new ArrayList<>();

    /** How many tasks have begun and not ended, by core; each belongs to its core. */
    private final int[] running;

    Storm(World world, MultiCoreRuntime runtime, int each) {
      this.world = world;
      this.runtime = runtime;
      this.each = each;
      running = new int[world.cores()];
    }

    Party party(String name) {
      Party party = new Party(name, world.random(name));
      parties.add(party);
      return party;
    }

    void submit(Party party, Callable<JoinHandle<?>> submission) {
      try {
        note(party.accepted, submission.call());
      } catch (RejectedTaskException rejected) {
        party.rejected++;
      } catch (Exception e) {
        throw new AssertionError("a submission is accepted or rejected, not " + e, e);
      }
    }

    boolean submitAll(Party party) {
      for (int i = 0; i < each; i++) {
        submit(party, submission(party.random));
      }
      return true;
    }

    private Callable<JoinHandle<?>> submission(RandomGenerator random) {
      Duration time = Duration.ofNanos(random.nextInt(3_000));
      TaskOptions anywhere = TaskOptions.defaults();
      TaskOptions here = anywhere.on(random.nextInt(running.length));
      return switch (random.nextInt(7)) {
        case 0 -> () -> runtime.spawn(anywhere, () -> work(time));
        case 1 -> () -> runtime.spawn(here, () -> work(time));
        case 2 -> () -> runtime.spawn(here.deadline(time), () -> work(time));
        case 3 -> () -> runtime.spawn(here, () -> fail());
        case 4 -> () -> runtime.spawnFiber(here, () -> sleep(time.multipliedBy(10)));
        case 5 -> () -> runtime.spawnFiber(anywhere, () -> sleep(Duration.ofDays(1)));
        default -> () -> {
          Optional<JoinHandle<Boolean>> handle = runtime.trySpawn(here, () -> work(time));
          return handle.orElseThrow(() -> new RejectedTaskException("there is no room"));
        };
      };
    }

    private boolean work(Duration time) {
      running[Core.current().index()]++;
      world.work(time);
      running[Core.current().index()]--;
      return true;
    }

    private boolean fail() {
      throw new IllegalStateException("a task may fail while the runtime shuts down");
    }

    private boolean sleep(Duration time) {
      running[Core.current().index()]++;
      try {
        Fiber.sleep(time);
        return true;
      } finally {
        running[Core.current().index()]--;
      }
    }

    /** One of the ways to shut down. */
    void shutDown(Party party) {
      Duration limit = Duration.ofNanos(party.random.nextInt(10_000));
      TaskOptions somewhere = TaskOptions.defaults().on(party.random.nextInt(running.length));
      world.work(limit);
      switch (party.random.nextInt(5)) {
        case 0 -> party.report = runtime.shutdown().join();
        case 1 -> party.report = runtime.shutdown(limit).join();
        case 2 -> party.report = runtime.closeAndReport();
        case 3 -> submit(party, () -> runtime.spawn(somewhere, () -> runtime.shutdown()));
        default ->
          submit(
              party,
              () -> runtime.spawn(
                  somewhere,
                  () -> {
                    runtime.close(); // on a core it does not wait
                    return true;
                  }));
      }
    }

    void requireQuiet() {
      for (int core = 0; core < running.length; core++) {
        if (running[core] > 0 && runtime.phase() == Phase.TERMINATED) {
          throw new AssertionError(
              "nothing runs after the end: on core %d, %d tasks have not ended"
                  .formatted(core, running[core]));
        }
      }
    }

    /** Compares the report with what everybody knows. */
    void judge(ShutdownReport report) {
      Map<TaskState, Integer> ends = new EnumMap<>(TaskState.class);
      for (Party party : parties) {
        world.require(
            party.report == null || party.report == report,
            "there is one report: %s was given %s, main %s"
                .formatted(party.name, party.report, report));
        for (JoinHandle<?> handle : party.accepted) {
          world.require(
              handle.state().isEnd(),
              "what was accepted ends: task %s of %s is %s"
                  .formatted(handle.id(), party.name, handle.state()));
          ends.merge(handle.state(), 1, Integer::sum);
        }
      }
      int completed = ends.getOrDefault(TaskState.COMPLETED, 0);
      int failed = ends.getOrDefault(TaskState.FAILED, 0);
      int cancelled = ends.getOrDefault(TaskState.CANCELLED, 0);
      world.require(
          report.isClean()
              && report.completed() == completed
              && report.failed() == failed
              && report.cancelled() == cancelled,
          "the report adds up: counted %d completed, %d failed, %d cancelled, reported %s"
              .formatted(completed, failed, cancelled, report));
    }
  }
}
