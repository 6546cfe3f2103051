package io.miniss.scenarios.crossings;

import io.miniss.runtime.Core;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A piece of user code that draws what it does: a client, the body of a task or fiber, a timer, a
 * callback. Belongs to the thread that runs it.
 */
final class Strand {
  /** What kind of code it is, which decides what it may do. */
  enum Kind {
    CLIENT,
    TASK,
    FIBER,
    CALLBACK,
    ACTION
  }

  /** The path of the code that ends the runtime. */
  static final String MAIN = "main";

  /** How deep tasks spawn tasks. */
  private static final int MAX_DEPTH = 3;

  final Run run;
  final Kind kind;
  final RandomGenerator random;

  /** The task whose body it is, or null. */
  final @Nullable TaskRecord task;

  private final String path;
  private final int depth;
  private int children;

  /** The strand at the beginning of {@code path}. */
  static Strand client(Run run, String name) {
    return new Strand(run, Kind.CLIENT, name, 0, null);
  }

  private Strand(Run run, Kind kind, String path, int depth, @Nullable TaskRecord task) {
    this.run = run;
    this.kind = kind;
    this.path = path;
    this.depth = depth;
    this.task = task;
    this.random = run.world().random(path);
  }

  /** Does {@code operations} things, of the kinds that this run has. */
  void live(int operations) {
    live(operations, run.features());
  }

  /** Does {@code operations} things, of these. */
  void live(int operations, List<Feature> features) {
    for (int i = 0; i < operations; i++) {
      use(features.get(random.nextInt(features.size())));
    }
  }

  private void use(Feature feature) {
    if (feature.suits(this)) {
      feature.use(this);
    }
  }

  /** A thread outside is interrupted and does one thing, which does not act on the interrupt. */
  void liveInterrupted() {
    Feature feature = run.features().get(random.nextInt(run.features().size()));
    if (feature.ignoresInterrupts()) {
      Thread.currentThread().interrupt();
      use(feature);
      run.book().require(Thread.interrupted(),
          "an interrupt that nobody acts on stays raised: " + feature);
    }
  }

  boolean isOnCore() {
    return kind != Kind.CLIENT;
  }

  boolean mayWait() {
    return kind == Kind.CLIENT || kind == Kind.FIBER;
  }

  /** Whether nobody waits for it before the runtime has ended. */
  boolean mayOutliveRuntime() {
    return run.clientsMayOutlive() && kind == Kind.CLIENT && !path.equals(MAIN);
  }

  boolean isDeep() {
    return depth >= MAX_DEPTH;
  }

  /** Lets others go on before it looks again for what it waits for, or a strategy that is not fair would run it alone. */
  void pause(int nanos) {
    run.world().scheduler().spinning();
    run.world().work(Duration.ofNanos(nanos));
  }

  /** So long that others meanwhile do what they have to. */
  void workLong() {
    run.world().work(shortTime(20_000));
  }

  /** The core that runs it, or {@link TaskRecord#OUTSIDE}. */
  int here() {
    return kind == Kind.CLIENT ? TaskRecord.OUTSIDE : Core.current().index();
  }

  /** What sends for it, one after the other: its core, or its own thread. */
  private String thread() {
    return isOnCore() ? "core" : path;
  }

  int anyCore() {
    return random.nextInt(run.book().cores());
  }

  Duration shortTime(int nanos) {
    return Duration.ofNanos(random.nextInt(nanos));
  }

  String reason() {
    return path + " cancels " + children++;
  }

  /** Throws if this is the body of a cancelled task. */
  void heed(CancelledException thrown) {
    if (task != null && Core.currentToken().isCancelled()) {
      task.maySeeCancellations = true;
      throw thrown;
    }
  }

  // ---- code of its own ----

  private Strand child(Kind childKind, @Nullable TaskRecord record) {
    return new Strand(run, childKind, path + "." + children++, depth + 1, record);
  }

  /** Code of another thread outside, which this one starts and waits for. */
  Strand helper() {
    return child(Kind.CLIENT, null);
  }

  /** Code for a timer or callback on a core: does one thing, and now and then throws. */
  Runnable callback() {
    return callback(
        child -> {
          child.live(1);
          if (child.random.nextInt(6) == 0) {
            throw run.book().plan(child.path);
          }
        });
  }

  /** Code for a timer or callback on a core that does {@code what}. */
  Runnable callback(Consumer<Strand> what) {
    Strand child = child(Kind.CALLBACK, null);
    return () -> {
      run.book().entered(child.path);
      try {
        what.accept(child);
      } finally {
        run.book().left();
      }
    };
  }

  // ---- submitting ----

  /** How a task is handed in. */
  enum Way {
    SPAWN,
    TRY_SPAWN,
    SUBMIT
  }

  /**
   * Submits a task.
   *
   * @param isLeaf whether it only computes
   * @return its record, or null if it was rejected or there have been enough
   */
  @Nullable TaskRecord submit(Way way, boolean isFiber, int target, TaskOptions options,
      @Nullable ScopeRecord scope, boolean isLeaf) {
    return submit(way, isFiber, target, options, scope, isLeaf, strand -> {});
  }

  /** Submits a fiber to core {@code target} that waits, as {@code wait} does, until it is cancelled. */
  @Nullable TaskRecord submitWaiting(
      int target, TaskOptions options, @Nullable ScopeRecord scope, Consumer<Strand> wait) {
    return submit(Way.SPAWN, true, target, options, scope, true, wait);
  }

  /** Submits a task to core {@code target} that does {@code action}. */
  @Nullable TaskRecord submitAction(int target, Consumer<Strand> action) {
    return submit(Way.SPAWN, false, target, TaskOptions.defaults(), null, true, action);
  }

  /** Submits a task that holds core {@code target} as {@code hold} does, which the book has allowed. */
  void submitHolder(int target, Consumer<Strand> hold) {
    if (submitAction(target, holding(hold)) == null) {
      run.holders().holdsNoMore();
    }
  }

  /** The same with an action. */
  void executeHolder(int target, Consumer<Strand> hold) {
    if (!execute(target, false, holding(hold))) {
      run.holders().holdsNoMore();
    }
  }

  private Consumer<Strand> holding(Consumer<Strand> hold) {
    return strand -> {
      try {
        hold.accept(strand);
      } finally {
        run.holders().holdsNoMore();
      }
    };
  }

  private @Nullable TaskRecord submit(Way way, boolean isFiber, int target, TaskOptions options,
      @Nullable ScopeRecord scope, boolean isLeaf, Consumer<Strand> first) {
    Book book = run.book();
    boolean mustBeRejected = book.mustReject(here());
    TaskRecord record =
        book.newTask(
            isFiber, target, here(), thread(), scope, options.deadline() != null);
    if (record == null) {
      return null;
    }
    Strand child = child(isFiber ? Kind.FIBER : Kind.TASK, record);
    int operations = isLeaf || depth + 1 >= MAX_DEPTH ? 0 : 1 + random.nextInt(3);
    boolean fails = random.nextInt(8) == 0;
    boolean ignoresRejection = random.nextBoolean();
    Callable<Integer> body = () -> child.body(operations, fails, first);
    PlacementRules placement = run.placement();
    int before = placement.waiting() - placement.submitted();
    placement.submits(record);
    TaskOptions placed = target < 0 ? options : options.on(target);
    try {
      switch (way) {
        case SPAWN -> {
          JoinHandle<Integer> handle;
          if (isFiber) {
            handle = run.runtime().spawnFiber(placed, body);
          } else if (target >= 0 && options == TaskOptions.defaults() && record.number % 2 == 0) {
            handle = run.runtime().spawnOn(target, body); // the short way
          } else {
            handle = run.runtime().spawn(placed, body);
          }
          book.accepted(record, handle.future(), handle);
        }
        case TRY_SPAWN -> {
          Optional<JoinHandle<Integer>> handle = run.runtime().trySpawn(placed, body);
          if (handle.isEmpty()) {
            if (!isOnCore() && target < 0) {
              placement.requireFull(record, before + placement.submitted() - 1);
            }
            book.rejected(record);
            return null;
          }
          book.accepted(record, handle.get().future(), handle.get());
        }
        case SUBMIT -> {
          Future<Integer> future = Core.current().submit(target, body);
          if (ignoresRejection && future.isFailed() && record.starts == 0 && !book.mayStop()) {
            book.ignored(record);
            return null;
          }
          if (future.isFailed()) {
            record.mayBeLookedAt = true;
            if (future.failure() instanceof RejectedTaskException) {
              book.rejected(record);
              return null;
            }
          }
          book.accepted(record, future, null);
        }
      }
    } catch (RejectedTaskException rejected) {
      book.rejected(record);
      run.book().require(
          isOnCore() || run.hasSpawnLimit() || book.isShuttingDown(),
          "a client that waits for room gets it: " + rejected.getMessage());
      return null;
    }
    run.book().require(
        !mustBeRejected, "a runtime that was shut down takes no tasks: " + record);
    return record;
  }

  /** Executes an action on core {@code target} that does one thing, and now and then throws. */
  void execute(int target) {
    execute(target, random.nextInt(4) == 0, strand -> strand.live(1));
  }

  /** Executes an action on core {@code target} that does {@code what}; returns whether it was accepted. */
  boolean execute(int target, boolean fails, Consumer<Strand> what) {
    Book book = run.book();
    ActionRecord action = book.newAction(target, here(), thread());
    if (action == null) {
      return false;
    }
    boolean mustBeRejected = book.mustReject(here());
    Strand child = child(Kind.ACTION, null);
    try {
      run.runtime().core(target).execute(() -> child.act(action, fails, what));
    } catch (RejectedTaskException rejected) {
      book.rejected(action);
      book.require(
          isOnCore() || run.hasSpawnLimit() || book.isShuttingDown(),
          "a client that waits for room gets it: " + rejected.getMessage());
      return false;
    }
    book.require(!mustBeRejected, "a runtime that was shut down takes no actions: " + action);
    book.accepted(action);
    return true;
  }

  private void act(ActionRecord action, boolean fails, Consumer<Strand> what) {
    run.book().started(action, Core.current().index());
    boolean throwing = true;
    try {
      if (random.nextInt(4) == 0) {
        boolean _ = Core.currentToken().isCancelled(); // from now on it is a task
      }
      what.accept(this);
      if (fails) {
        throw run.book().plan(path);
      }
      throwing = false;
    } finally {
      run.book().ends(action, throwing);
    }
  }

  /** A client waits until what {@code record} is of, if there is one, has ended. */
  void awaitEnd(@Nullable TaskRecord record) {
    JoinHandle<Integer> handle = record == null ? null : record.handle;
    while (handle != null && !handle.state().isEnd()) {
      pause(1_000);
    }
  }

  private int body(int operations, boolean fails, Consumer<Strand> first) {
    TaskRecord mine = Objects.requireNonNull(task);
    run.book().started(mine, Core.current().index());
    try {
      first.accept(this);
      if (operations == 0) {
        run.world().work(shortTime(400));
      }
      live(operations);
      if (fails) {
        throw new PlannedFailure(path);
      }
    } catch (Throwable thrown) {
      run.book().threw(mine, thrown);
      throw thrown;
    }
    run.book().returned(mine);
    return mine.number;
  }

  @Override
  public String toString() {
    return path;
  }
}
