package io.miniss.scenarios.examples;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.cancel.CancellationScope;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.task.TaskState;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tasks and fibers that clients, cores and scopes try to cancel while they wait, start and end. For
 * each there is one winner, and everybody who was told something was told the same.
 */
public class CancelStorm implements Scenario {
  private static final String END = "the end";

  @Override
  public String name() {
    return "cancel-storm";
  }

  @Override
  public String description() {
    return "cancels race start and completion: one winner, and a cancelled queued task never ran";
  }

  @Override
  public void run(World world) {
    RandomGenerator random = world.random("workload");
    List<Victim> victims = new ArrayList<>();
    for (int i = 0, count = world.drawSize("victims", 1, 5) * world.scale(); i < count; i++) {
      victims.add(new Victim(i, Kind.values()[random.nextInt(Kind.values().length)]));
    }
    List<Canceller> cancellers = new ArrayList<>();
    for (int i = 0, count = world.drawSize("cancellers", 1, 3); i < count; i++) {
      cancellers.add(new Canceller("canceller " + i, victims.size()));
    }
    for (Victim victim : victims) {
      world.invariant("one winner", () -> requireOneWinner(victim, cancellers));
      world.invariant("an end stays", victim::requireEndStays);
    }

    try (MultiCoreRuntime runtime = world.runtime().start()) {
      CancellationScope all = runtime.newScope();
      CancellationScope half = all.child();
      for (int core = 0; core < world.cores(); core++) {
        Duration busy = Duration.ofNanos(random.nextInt(3_000));
        runtime.spawnOn(core, () -> world.work(busy)); // keeps what follows in the queue
      }
      for (Victim victim : victims) {
        CancellationScope scope = random.nextBoolean() ? all : half;
        TaskOptions options = TaskOptions.named("victim " + victim.number).within(scope);
        victim.handle =
            victim.kind.fiber
                ? runtime.spawnFiber(options, () -> victim.live(world))
                : runtime.spawn(options, () -> victim.live(world));
      }
      List<World.Client> clients = new ArrayList<>();
      List<JoinHandle<?>> onCores = new ArrayList<>();
      for (Canceller canceller : cancellers) {
        RandomGenerator order = world.random(canceller.name);
        boolean withScope = order.nextInt(3) == 0;
        Runnable body =
            () -> {
              for (int i = 0; i < victims.size(); i++) {
                world.work(Duration.ofNanos(order.nextInt(2_000)));
                strike(world, canceller, victims.get(order.nextInt(victims.size())));
              }
              canceller.cancelledHalf = withScope && half.cancel(canceller.name);
            };
        if (order.nextBoolean()) {
          clients.add(world.client(canceller.name, body::run));
        } else {
          onCores.add(runtime.spawnOn(order.nextInt(world.cores()), body));
        }
      }
      clients.forEach(World.Client::join);
      onCores.forEach(JoinHandle::join);
      all.cancel(END);
      requireOneReason(world, half, cancellers);
      for (Victim victim : victims) {
        judge(world, victim, cancellers);
      }
    }
    world.metric("victims", victims.size());
    world.metric("never started", victims.stream().filter(victim -> victim.started == 0).count());
    world.metric("completed", victims.stream().filter(victim -> victim.returned).count());
  }

  /** Tries to cancel {@code victim}, unless this canceller has tried before. */
  private void strike(World world, Canceller canceller, Victim victim) {
    if (canceller.outcomes[victim.number] == null) {
      CancelOutcome outcome = cancel(victim.handle(), canceller.name);
      canceller.outcomes[victim.number] = outcome;
      TaskState state = victim.handle().state();
      world.require(
          outcome == CancelOutcome.REQUESTED || state.isEnd(),
          "%s means that the task has ended: %s is %s".formatted(outcome, victim, state));
    }
  }

  /** Asks the task to end. */
  CancelOutcome cancel(JoinHandle<?> handle, String reason) {
    return handle.cancel(reason);
  }

  private static void requireOneWinner(Victim victim, List<Canceller> cancellers) {
    int winners = winners(victim, cancellers).size();
    if (winners + victim.started > 1) {
      throw new AssertionError(
          "a task is started once or cancelled once: %s was started %d times and cancelled %d times"
              .formatted(victim, victim.started, winners));
    }
  }

  private static List<String> winners(Victim victim, List<Canceller> cancellers) {
    List<String> winners = new ArrayList<>();
    for (Canceller canceller : cancellers) {
      if (canceller.outcomes[victim.number] == CancelOutcome.CANCELLED) {
        winners.add(canceller.name);
      }
    }
    return winners;
  }

  private static void requireOneReason(
      World world, CancellationScope half, List<Canceller> cancellers) {
    List<String> winners =
        cancellers.stream().filter(each -> each.cancelledHalf).map(each -> each.name).toList();
    List<String> expected = winners.isEmpty() ? List.of(END) : winners;
    world.require(
        half.isCancelled() && expected.equals(List.of(half.reason())),
        "a scope is cancelled once, with one reason: %s by %s".formatted(half.reason(), expected));
  }

  /** Compares what became of {@code victim} with what everybody was told. */
  private static void judge(World world, Victim victim, List<Canceller> cancellers) {
    List<String> winners = winners(victim, cancellers);
    String reason = null;
    try {
      world.require(
          victim.handle().join() == victim.number, victim + " completes with its number");
    } catch (CancelledException cancelled) {
      reason = cancelled.reason();
    }
    TaskState expected = victim.returned ? TaskState.COMPLETED : TaskState.CANCELLED;
    world.require(
        victim.handle().state() == expected && (reason == null) == victim.returned,
        "handle and result agree: %s, returned %s, is %s, reason %s"
            .formatted(victim, victim.returned, victim.handle().state(), reason));
    world.require(
        winners.isEmpty() || winners.equals(List.of(String.valueOf(reason))),
        "the reason is the winner's: %s was cancelled by %s because of %s"
            .formatted(victim, winners, reason));
    world.require(
        victim.started == victim.cleanedUp,
        "finally runs: %s started %d times and cleaned up %d times"
            .formatted(victim, victim.started, victim.cleanedUp));
  }

  private enum Kind {
    SHORT(false),
    LOOKING(false),
    SLEEPING(true),
    AWAITING(true);

    private final boolean fiber;

    Kind(boolean fiber) {
      this.fiber = fiber;
    }
  }

  /** Somebody who cancels; the fields belong to the thread that does. */
  private static final class Canceller {
    private final String name;
    private final @Nullable CancelOutcome[] outcomes;
    private boolean cancelledHalf;

    Canceller(String name, int victims) {
      this.name = name;
      this.outcomes = new CancelOutcome[victims];
    }
  }

  /** One task; the counts belong to the core that runs it. */
  private static final class Victim {
    private final int number;
    private final Kind kind;
    private @Nullable JoinHandle<Integer> handle;
    private int started;
    private int cleanedUp;
    private boolean returned;
    private TaskState lastSeen = TaskState.QUEUED;

    Victim(int number, Kind kind) {
      this.number = number;
      this.kind = kind;
    }

    JoinHandle<Integer> handle() {
      if (handle == null) {
        throw new IllegalStateException(this + " has not been spawned");
      }
      return handle;
    }

    /** What the task does. */
    Integer live(World world) {
      started++;
      try {
        switch (kind) {
          case SHORT -> world.work(Duration.ofNanos(200));
          case LOOKING -> {
            for (int i = 0; i < 4; i++) {
              world.work(Duration.ofNanos(300));
              Core.currentToken().throwIfCancelled();
            }
          }
          case SLEEPING -> Fiber.sleep(Duration.ofNanos(1_000));
          case AWAITING -> Fiber.await(Core.current().<Integer>newPromise().future());
        }
        returned = true;
        return number;
      } finally {
        cleanedUp++;
      }
    }

    void requireEndStays() {
      if (handle == null) {
        return;
      }
      TaskState now = handle.state();
      if (lastSeen.isEnd() && now != lastSeen) {
        throw new AssertionError(
            "a task ends once: %s was %s and is now %s".formatted(this, lastSeen, now));
      }
      lastSeen = now;
    }

    @Override
    public String toString() {
      return "victim " + number + " (" + kind + ")";
    }
  }
}
