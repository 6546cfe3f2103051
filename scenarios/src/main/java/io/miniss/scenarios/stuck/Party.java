package io.miniss.scenarios.stuck;

import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A client, or code on a core, that submits; the thread or core alone. */
final class Party {
  /** What a task that fails throws. */
  static final class PlannedFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    PlannedFailure(String where) {
      super("planned, of " + where, null, false, false);
    }
  }

  final Stage stage;
  final String name;

  /** {@link Entry#OUTSIDE} for a client. */
  final int core;

  final RandomGenerator random;

  Party(Stage stage, String name, int core, RandomGenerator random) {
    this.stage = stage;
    this.name = name;
    this.core = core;
    this.random = random;
  }

  boolean isClient() {
    return core < 0;
  }

  /** A core, rather one that is stuck. */
  int anyCore() {
    int drawn = random.nextInt(stage.plan.cores());
    for (int i = 0; i < stage.plan.cores() && random.nextInt(4) > 0; i++) {
      if (stage.plan.isStuck(drawn)) {
        break;
      }
      drawn = (drawn + 1) % stage.plan.cores();
    }
    return drawn;
  }

  /** A task that computes for a moment. */
  @Nullable Entry task(int target) {
    return task(target, options(target));
  }

  static TaskOptions options(int target) {
    return target < 0 ? TaskOptions.defaults() : TaskOptions.defaults().on(target);
  }

  @Nullable Entry task(int target, TaskOptions options) {
    Entry entry = stage.ledger.entry(Entry.Kind.TASK, "task", core, target);
    entry.mayBeCancelled = options.scope() != null || options.deadline() != null
        || random.nextInt(3) == 0;
    Duration time = Duration.ofNanos(random.nextInt(800));
    boolean fails = random.nextInt(8) == 0;
    boolean tries = random.nextInt(8) == 0;
    Callable<Integer> body =
        () -> {
          stage.ledger.begins(entry);
          stage.world.work(time);
          if (fails) {
            throw new PlannedFailure(name);
          }
          return 1;
        };
    return stage.ledger.submit(
        entry,
        () -> tries ? triedNow(options, body) : stage.runtime.spawn(options, body))
            ? entry
            : null;
  }

  private JoinHandle<Integer> triedNow(TaskOptions options, Callable<Integer> body) {
    Optional<JoinHandle<Integer>> handle = stage.runtime.trySpawn(options, body);
    return handle.orElseThrow(
        () -> new io.miniss.runtime.task.RejectedTaskException("there is no room"));
  }

  /** An action that computes for a moment; returns whether it was accepted. */
  boolean action(int target) {
    Entry entry = stage.ledger.entry(Entry.Kind.ACTION, "action", core, target);
    Duration time = Duration.ofNanos(random.nextInt(800));
    boolean fails = random.nextInt(8) == 0;
    return stage.ledger.submit(
        entry,
        () -> {
          stage.runtime
              .core(target)
              .execute(
                  () -> {
                    stage.ledger.begins(entry);
                    stage.world.work(time);
                    if (fails) {
                      stage.ledger.throwsIt(entry);
                      throw new PlannedFailure(name);
                    }
                    stage.ledger.returns(entry);
                  });
          return null;
        });
  }

  /** A fiber; nobody but the runtime cancels it unless {@code mayBeCancelled}. */
  @Nullable Entry fiber(String what, int target, boolean mayBeCancelled, Runnable body) {
    Entry entry = fiberEntry(what, target, mayBeCancelled);
    return submitFiber(entry, body) ? entry : null;
  }

  Entry fiberEntry(String what, int target, boolean mayBeCancelled) {
    Entry entry = stage.ledger.entry(Entry.Kind.FIBER, what, core, target);
    entry.mayBeCancelled = mayBeCancelled;
    return entry;
  }

  boolean submitFiber(Entry entry, Runnable body) {
    return stage.ledger.submit(
        entry,
        () -> stage.runtime.spawnFiber(
            options(entry.target),
            () -> {
              stage.ledger.begins(entry);
              body.run();
              return 1;
            }));
  }
}
