package io.miniss.scenarios.stuck;

import io.miniss.runtime.Core;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The code that holds one core at the end of a run. */
final class Holder {
  /** What the code is, as its core sees it. */
  enum Kind {
    TASK,
    FIBER,
    ACTION,
    TIMER,
    CALLBACK,
    FUNCTION,
    /** A callback that is told of the end of the runtime. */
    LAST_CALLBACK
  }

  /** Beyond all limits, where these are kept: a run in which {@code close} does not give up ends, too. */
  private static final long ENOUGH_NANOS = 100 * Stage.LATEST_NANOS;

  private final Stage stage;
  private final int core;
  private final Kind kind;
  private final Party remainder;
  private final RandomGenerator random;
  private @Nullable Promise<Integer> start;

  /** Of a task or fiber. */
  private volatile @Nullable Entry entry;

  private volatile boolean hasEnded;

  Holder(Stage stage, int core, RandomGenerator random) {
    this.stage = stage;
    this.core = core;
    this.random = random;
    Kind[] kinds = Kind.values();
    kind = random.nextInt(3) == 0 ? Kind.TASK : kinds[random.nextInt(kinds.length)];
    remainder = new Party(stage, "remainder " + core, core, random);
  }

  /** Whether it begins before the end. */
  boolean beginsEarly() {
    return kind != Kind.LAST_CALLBACK;
  }

  int core() {
    return core;
  }

  boolean hasEnded() {
    return hasEnded;
  }

  /** Whether the report must name it if it has not ended. */
  @Nullable String name() {
    Entry known = entry;
    if (known == null) {
      return null;
    }
    JoinHandle<Integer> handle = known.handle;
    return handle == null ? "core " + core : handle.id().toString();
  }

  /** From outside: has the core prepare the code, or begin it. */
  void send() {
    switch (kind) {
      case TASK -> submit(Entry.Kind.TASK);
      case FIBER -> submit(Entry.Kind.FIBER);
      case ACTION -> submit(Entry.Kind.ACTION);
      default -> {
        Promise<Integer> begins = stage.runtime.newPromise();
        start = begins;
        Entry setter = stage.ledger.entry(Entry.Kind.TASK, "setter", Entry.OUTSIDE, core);
        stage.ledger.submit(
            setter,
            () -> stage.runtime.spawnOn(
                core,
                () -> {
                  stage.ledger.begins(setter);
                  prepare(begins);
                  return 1;
                }));
      }
    }
  }

  /** From outside, once the core has prepared it. */
  void begin() {
    Promise<Integer> begins = start;
    if (begins != null && (kind == Kind.CALLBACK || kind == Kind.FUNCTION)) {
      begins.complete(1);
    }
  }

  private void submit(Entry.Kind what) {
    Entry submitted = stage.ledger.entry(what, "stuck", Entry.OUTSIDE, core);
    TaskOptions there = TaskOptions.named("stuck").on(core);
    boolean _ =
        stage.ledger.submit(
            submitted,
            () -> switch (what) {
              case TASK -> stage.runtime.spawn(there, () -> run(submitted));
              case FIBER -> stage.runtime.spawnFiber(there, () -> run(submitted));
              case ACTION -> {
                stage.runtime.core(core).execute(() -> run(submitted));
                yield null;
              }
            });
  }

  private int run(Entry submitted) {
    entry = submitted;
    stage.ledger.begins(submitted);
    hold();
    stage.ledger.returns(submitted);
    return 1;
  }

  private void prepare(Promise<Integer> begins) {
    switch (kind) {
      case TIMER -> {
        var _ = Core.current().after(stage.time(random, 3_000), this::hold);
      }
      case FUNCTION ->
        stage.callbacks.derive(
            "of the stuck function",
            core,
            begins
                .future()
                .map(
                    value -> {
                      hold();
                      return value;
                    }));
      default -> begins.future().onComplete((value, failure) -> hold());
    }
  }

  private void hold() {
    stage.holds(core);
    long begun = stage.now();
    Plan plan = stage.plan;
    long limits = plan.end() == Plan.End.NEVER ? plan.drainNanos() + plan.cancelNanos() : 0;
    Duration piece = Duration.ofNanos(Math.max(limits / 20, 500 + random.nextInt(2_500)));
    while (!isOver(stage.now() - begun)) {
      stage.world.work(piece);
      if (stage.now() - begun > limits + Stage.LATEST_NANOS) {
        piece = piece.multipliedBy(2); // a run that fails is not to take many steps
      }
      if (entry != null && kind != Kind.ACTION && Core.currentToken().isCancelled()) {
        stage.ledger.seesStop();
      }
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      Parts.act(remainder);
    }
    hasEnded = true;
    stage.holdsNoMore(core);
  }

  private boolean isOver(long nanos) {
    Plan plan = stage.plan;
    long scaled = nanos / stage.world.scale();
    return switch (plan.end()) {
      case BETWEEN_LIMITS -> nanos > plan.drainNanos() && scaled > 45_000;
      case ABOUT_THE_LIMIT -> nanos > plan.drainNanos() + plan.cancelNanos() && scaled > 20_000;
      default ->
        stage.isReleased()
            || (stage.world.isPunctual()
                && nanos > plan.drainNanos() + plan.cancelNanos() + ENOUGH_NANOS);
    };
  }
}
