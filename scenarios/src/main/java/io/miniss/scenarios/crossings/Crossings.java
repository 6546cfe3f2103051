package io.miniss.scenarios.crossings;

import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.Placement;
import io.miniss.runtime.util.Registration;
import io.miniss.scenarios.rules.Verdict;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Clients, tasks, fibers, timers and callbacks of which each may do everything that the API offers, with
 * some of all features in each run, and what must hold whoever does what: {@link Book}.
 */
public class Crossings implements Scenario {
  /** Where time passes by what the workload does alone, a run is far shorter than this. */
  static final long LATEST_NANOS = 5_000_000;

  /** How long a failure is not reported, unless for ever. */
  static final long GRACE_NANOS = 2_000;

  private static final int MAX_TASKS = 60;

  @Override
  public String name() {
    return "crossings";
  }

  @Override
  public String description() {
    return "everybody does everything: each feature of the API crossed with all others";
  }

  @Override
  public void run(World world) {
    RandomGenerator random = world.random("workload");
    int clients = world.drawSize("clients", 0, 3);
    int operations = world.drawSize("operations", 1, 16) * world.scale();
    List<Feature> features = mix(world, random);
    boolean isStealing = random.nextInt(5) > 0;
    boolean isByLoad = random.nextInt(3) == 0;
    boolean hasSpawnLimit = random.nextInt(6) == 0;
    boolean hasDrainLimit = random.nextInt(4) == 0;
    boolean isGraceLong = random.nextInt(3) > 0;
    int batch = 1 + random.nextInt(3);
    int mailbox = 1 << random.nextInt(4);
    int backlog = random.nextInt(4);
    int ready = 2 + random.nextInt(16);
    // Thieves choose, and wake-ups are passed on, among three cores and more only.
    int cores = world.cores() + (world.isSimulated() && random.nextInt(3) == 0 ? 1 : 0);
    Verdict verdict = new Verdict(world, LATEST_NANOS);
    Fairness fairness = new Fairness(world, verdict, cores, batch);
    TimerRules timers = new TimerRules(world, verdict, fairness);
    CallbackRules callbacks = new CallbackRules(world, verdict);
    PlacementRules placement = new PlacementRules(verdict, cores, mailbox);
    Holders holders = new Holders(world, cores, isStealing);
    FailureRules failures = new FailureRules(world, verdict, isGraceLong);
    Book book =
        new Book(
            world,
            verdict,
            fairness,
            failures,
            holders,
            cores,
            new Book.Limits(ready, backlog, isStealing),
            MAX_TASKS * world.scale());
    MultiCoreRuntime.Builder builder =
        world
            .runtime()
            .cores(cores)
            .batch(batch)
            .stealing(isStealing)
            .idle(random.nextInt(2), random.nextInt(2))
            .placement(isByLoad ? Placement.LEAST_LOADED : Placement.ROUND_ROBIN)
            .mailboxCapacity(mailbox)
            .backlogCapacity(backlog)
            .readyCapacity(ready)
            .failureGrace(isGraceLong ? Duration.ofDays(30) : Duration.ofNanos(GRACE_NANOS))
            .failureHandler((failure, where) -> book.reported(failure, where));
    if (hasSpawnLimit) {
      builder.spawnLimit(Duration.ofNanos(random.nextInt(10_000)));
    }
    if (hasDrainLimit) {
      builder.drainLimit(Duration.ofNanos(random.nextInt(30_000) * (long) world.scale()));
    }
    int end = random.nextInt(4);
    boolean stopsAtEnd =
        hasDrainLimit
            && !finishesAtEnd(end)
            && features.stream().noneMatch(each -> each.isNamed(EndFeatures.SHUT_DOWN));
    MultiCoreRuntime runtime = builder.start();
    Run run =
        new Run(this, world, runtime, book, timers, callbacks, placement, holders, features,
            new ReentrantLock(), clients,
            isStealing, isByLoad, hasSpawnLimit,
            hasDrainLimit,
            stopsAtEnd,
            end >= 2);

    Strand main = Strand.client(run, Strand.MAIN);
    if (world.isSimulated() && random.nextInt(8) == 0) {
      HoldFeatures.fill(main, mailbox);
    }
    List<World.Client> others = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      Strand strand = Strand.client(run, "client " + i);
      boolean isForeign = world.isSimulated() && random.nextInt(6) == 0;
      others.add(
          world.client(
              "client " + i,
              () -> {
                if (isForeign) {
                  ForeignClient.live(strand, operations);
                } else {
                  strand.live(operations);
                }
              }));
    }
    boolean endsAtOnce = run.clientsMayOutlive() && random.nextInt(3) == 0;
    if (world.isSimulated() && cores > 1 && random.nextInt(6) == 0) {
      RelayFeatures.relay(main);
    }
    main.live(endsAtOnce ? random.nextInt(2) : operations);
    if (world.isSimulated() && !endsAtOnce && !stopsAtEnd && random.nextBoolean()) {
      awaitAll(world, book);
      world.work(Duration.ofNanos((1 + random.nextInt(5)) * LATEST_NANOS)); // for timers
    }
    if (!run.clientsMayOutlive()) {
      others.forEach(World.Client::join);
    }
    if (random.nextInt(6) == 0) {
      RelayFeatures.relayOfFutures(main);
    }
    if (random.nextInt(6) == 0) {
      Runnable cancel = EndFeatures.submitAndCancelLater(main, Strand.client(run, "canceller"));
      others.add(world.client("canceller", cancel::run));
    }
    if (random.nextInt(4) == 0) {
      Runnable complete = EndFeatures.keepBusy(main, Strand.client(run, "completer"));
      others.add(world.client("completer", complete::run));
    }
    ShutdownReport report =
        stopsAtEnd && random.nextBoolean()
            ? stop(runtime, book)
            : end(end, runtime, book, hasDrainLimit);
    book.ended();
    others.forEach(World.Client::join);
    ShutdownReport again = runtime.closeAndReport();
    world.require(again == report, "there is one report: " + report + ", and " + again);
    new AfterEnd(runtime, verdict).judge();
    book.judge(report, runtime.diagnostics());
    timers.judge(book.shutdownNanos());
    callbacks.judge();
    placement.judge();
    world.metric("tasks", book.size());
    world.metric("cancelled", report.cancelled());
  }

  /** Some of all features, so that those that are there are often together. */
  private static List<Feature> mix(World world, RandomGenerator random) {
    List<Feature> all =
        random.nextBoolean()
            ? new ArrayList<>(Features.ALL)
            : Features.ofTopics(random, 1 + random.nextInt(3));
    List<Feature> mix = new ArrayList<>(List.of(Features.spawnPlaced()));
    for (int i = world.drawSize("features", 2, 14); i > 0 && !all.isEmpty(); i--) {
      mix.add(all.remove(random.nextInt(all.size())));
    }
    return mix;
  }

  /** A shutdown wakes all cores, also one that has missed its wake-up: without it, too, every task ends. */
  private static void awaitAll(World world, Book book) {
    long pause = 1_000;
    while (!book.haveAllEnded()) {
      world.work(Duration.ofNanos(pause));
      pause = Math.min(2 * pause, 1_000_000);
    }
  }

  /** A limit that comes later holds, too. */
  private static ShutdownReport stop(MultiCoreRuntime runtime, Book book) {
    book.shutsDown(true);
    var _ = runtime.shutdown();
    return runtime.shutdown(Duration.ofNanos(1_000)).join();
  }

  /** Whether nothing but the end of all tasks ends the runtime. */
  private static boolean finishesAtEnd(int way) {
    return way % 2 == 0;
  }

  private static ShutdownReport end(
      int way, MultiCoreRuntime runtime, Book book, boolean hasDrainLimit) {
    if (finishesAtEnd(way)) {
      book.shutsDown(false);
      return runtime.shutdown().join();
    }
    book.shutsDown(hasDrainLimit);
    return runtime.closeAndReport();
  }

  /** Asks a task to end. */
  CancelOutcome cancel(JoinHandle<Integer> handle, String reason) {
    return handle.cancel(reason);
  }

  /** Starts a timer on the core that calls. */
  Registration start(Core core, Duration time, boolean repeats, Runnable action) {
    return repeats ? core.every(time, action) : core.after(time, action);
  }
}
