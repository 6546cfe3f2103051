package io.miniss.scenarios.stuck;

import io.miniss.runtime.Core;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What happens in one run, in order; the thread that runs the scenario. */
final class Workload {
  private final Stage stage;
  private final World world;
  private final Plan plan;
  private final Ending ending;
  private final Reports reports;
  private final RandomGenerator random;
  private final int operations;
  private final List<Holder> holders = new ArrayList<>();
  private final List<World.Client> clients = new ArrayList<>();
  private int clientsDone;

  /** Whether the endless continuations leave their core idle from time to time. */
  private final boolean pauses;

  /** On the core of the endless continuations: so many once all tasks have ended. */
  private int endlessLeft = 3_000;

  Workload(Stage stage, Ending ending, Reports reports, RandomGenerator random) {
    this.stage = stage;
    this.reports = reports;
    world = stage.world;
    plan = stage.plan;
    this.ending = ending;
    this.random = random;
    pauses = random.nextBoolean();
    operations = world.drawSize("operations", 1, 6);
  }

  void run() {
    world.invariant("the phases are in order", ending::requirePhaseInOrder);
    int operators = world.drawSize("operators", 0, 3);
    for (int i = 0; i < operators; i++) {
      sendOperator("early operator " + i, random.nextInt(plan.cores()));
    }
    hold();
    for (int i = 0; i < operators; i++) {
      int core = random.nextInt(plan.cores());
      if (!plan.isStuck(core)) {
        sendOperator("operator " + i, core);
      }
    }
    if (plan.end() == Plan.End.ENDLESS_CONTINUATIONS) {
      sendEndless(random.nextInt(plan.cores()));
    }
    startClients();
    world.work(stage.time(random, 5_000));
    if (random.nextInt(8) == 0) {
      ending.shutDownWithoutLimit();
    }
    long before = world.clock().nanos();
    boolean isRunning = stage.runtime.phase() != Phase.TERMINATED;
    ShutdownReport report = ending.close();
    stage.ledger.closed();
    if (isRunning) {
      ending.requireTookAll(report, before);
    }
    new Judge(stage, holders).judge(report, () -> clientsDone() == clients.size());
    clients.forEach(World.Client::join);
    stage.verdict.require(
        endlessLeft >= 0 || reports.hasEndlessContinuations() || !world.isPunctual(),
        "continuations without end do not keep a core from ending, which reports them");
    stage.verdict.require(
        stage.runtime.closeAndReport() == report && stage.runtime.phase() == Phase.TERMINATED,
        "closing again gives the same report");
    stage.verdict.requireUnbroken();
    world.metric("accepted", report.accepted());
    world.metric("cancelled", report.cancelled());
    world.metric("unfinished", report.unfinished());
  }

  /** Sends the stuck code and waits until it holds its cores. */
  private void hold() {
    int early = 0;
    for (int core = 0; core < plan.cores(); core++) {
      if (plan.isStuck(core)) {
        Holder holder = new Holder(stage, core, world.random("holder " + core));
        holders.add(holder);
        holder.send();
        early += holder.beginsEarly() ? 1 : 0;
      }
    }
    holders.forEach(Holder::begin);
    while (stage.begun() < early) {
      world.work(Duration.ofNanos(300));
    }
  }

  /** A task that does what parties do, on its core. */
  private void sendOperator(String name, int core) {
    Party party = new Party(stage, name, core, world.random(name));
    Entry entry = stage.ledger.entry(Entry.Kind.TASK, name, Entry.OUTSIDE, core);
    boolean _ =
        stage.ledger.submit(
            entry,
            () -> stage.runtime.spawn(
                TaskOptions.named("operator").on(core),
                () -> {
                  stage.ledger.begins(entry);
                  act(party);
                  return 1;
                }));
  }

  private void act(Party party) {
    for (int i = 0; i < operations; i++) {
      Parts.act(party);
    }
  }

  /** Each continuation makes the next one, as good as without end. */
  private void sendEndless(int core) {
    Entry entry = stage.ledger.entry(Entry.Kind.TASK, "endless", Entry.OUTSIDE, core);
    boolean _ =
        stage.ledger.submit(
            entry,
            () -> stage.runtime.spawnOn(
                core,
                () -> {
                  stage.ledger.begins(entry);
                  goOn();
                  return 1;
                }));
  }

  private void goOn() {
    if (stage.runtime.phase().compareTo(Phase.STOPPING) < 0) {
      world.work(Duration.ofNanos(50)); // also a strategy that never preempts lets others run
      Future<?> next = pauses ? Core.current().sleep(Duration.ofNanos(3_000)) : Future.completed(1);
      next.onComplete((value, failure) -> goOn());
    } else if (--endlessLeft >= 0) {
      world.work(Duration.ofNanos(50)); // also a strategy that never preempts lets others run
      Promise<Integer> next = Core.current().newPromise();
      next.future().onComplete((value, failure) -> goOn());
      next.complete(1);
    }
  }

  // ---- clients ----

  private void startClients() {
    for (int i = 0, count = world.drawSize("clients", 0, 2); i < count; i++) {
      Party party = new Party(stage, "client " + i, Entry.OUTSIDE, world.random("client " + i));
      start(party.name, () -> act(party));
    }
    for (int i = 0, count = world.drawSize("joiners", 0, 2); i < count; i++) {
      Party party = new Party(stage, "joiner " + i, Entry.OUTSIDE, world.random("joiner " + i));
      start(party.name, () -> join(party));
    }
    for (int i = 0, count = world.drawSize("completers", 0, 1); i < count; i++) {
      Party party =
          new Party(stage, "completer " + i, Entry.OUTSIDE, world.random("completer " + i));
      start(party.name, () -> completeLate(party));
    }
    for (int i = 0, count = world.drawSize("closers", 0, 2); i < count; i++) {
      RandomGenerator drawn = world.random("closer " + i);
      start(
          "closer " + i,
          () -> {
            world.work(stage.time(drawn, 10_000));
            ending.shutDown(drawn);
          });
    }
  }

  private void start(String name, Runnable body) {
    clients.add(
        world.client(
            name,
            () -> {
              body.run();
              done();
            }));
  }

  private synchronized void done() {
    clientsDone++;
  }

  private synchronized int clientsDone() {
    return clientsDone;
  }

  /** Waits, without a limit, for what perhaps the end alone ends. */
  private void join(Party party) {
    Future<Integer> nobody = stage.runtime.<Integer>newPromise().future();
    Future<?> awaited =
        switch (party.random.nextInt(4)) {
          case 0 -> nobody;
          case 1 ->
            stage.callbacks.derive("of a client", Entry.OUTSIDE, nobody.map(value -> value));
          case 2 -> stage.anyPledge(party.random).promise.future();
          default -> {
            Entry entry = party.task(party.anyCore());
            JoinHandle<Integer> handle = entry == null ? null : entry.handle;
            yield handle == null ? nobody : handle.future();
          }
        };
    try {
      Object _ = awaited.join();
    } catch (BrokenPromiseException | CancelledException | TaskFailure expected) {
      // the end, somebody who cancels, or the task
    }
  }

  /** Completes promises about when the cores end. */
  private void completeLate(Party party) {
    while (!stage.ledger.isClosed() && stage.runtime.phase() != Phase.TERMINATED) {
      world.work(Duration.ofNanos(200 + party.random.nextInt(2_000)));
      if (party.random.nextInt(16) == 0) {
        stage.keep(stage.anyPledge(party.random));
      }
    }
    for (int i = 0; i < 6; i++) {
      stage.keep(stage.anyPledge(party.random));
      world.work(Duration.ofNanos(party.random.nextInt(600)));
    }
  }
}
