package io.miniss.scenarios.examples;

import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tasks, fibers, callbacks and timers that throw whatever can be thrown, among others that work. Each
 * failure ends one task and is told once: to whoever joins, else to the failure handler.
 */
public class PanicStorm implements Scenario {
  private static final Duration SOON = Duration.ofNanos(500);

  @Override
  public String name() {
    return "panic-storm";
  }

  @Override
  public String description() {
    return "tasks, callbacks and timers throw anything: cores live on, each failure is told once";
  }

  @Override
  public void run(World world) {
    RandomGenerator random = world.random("workload");
    int count = world.drawSize("panics", 1, 8) * world.scale();
    boolean patient = random.nextBoolean();
    List<Panic> panics = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      panics.add(new Panic(i, Place.values()[random.nextInt(Place.values().length)], random));
    }
    for (Panic panic : panics) {
      world.invariant("told once", () -> panic.requireToldAtMost(panic.isJoined() && patient));
    }
    world.finalCheck("told", () -> panics.forEach(Panic::requireTold));

    ShutdownReport report;
    try (MultiCoreRuntime runtime =
        world
            .runtime()
            .failureGrace(patient ? Duration.ofHours(1) : SOON)
            .failureHandler((failure, where) -> take(panics, failure, where))
            .start()) {
      List<JoinHandle<?>> toJoin = new ArrayList<>();
      for (Panic panic : panics) {
        JoinHandle<?> handle = spawn(runtime, panic, random.nextInt(world.cores()));
        if (panic.place != Place.DROPPED_TASK) {
          toJoin.add(handle);
        } else {
          toJoin.add(runtime.spawn(() -> panic.number));
        }
      }
      for (int i = 0; i < toJoin.size(); i++) {
        join(world, toJoin.get(i), panics.get(i));
      }
      for (int core = 0; core < world.cores(); core++) {
        int alive = runtime.spawnOn(core, () -> Core.current().index()).join();
        world.require(alive == core, "core %d lives on: it said %d".formatted(core, alive));
      }
      report = runtime.closeAndReport();
    }
    long failed = panics.stream().filter(Panic::endsATask).count();
    world.require(
        report.failed() == failed && report.isClean(),
        "a failure ends its own task only: %d tasks threw, and %s".formatted(failed, report));
    world.metric("panics", count);
    world.metric("told to the handler", panics.stream().mapToInt(panic -> panic.told).sum());
  }

  /** Where something is thrown. */
  enum Place {
    DROPPED_TASK,
    JOINED_TASK,
    JOINED_FIBER,
    CALLBACK,
    FUNCTION,
    TIMER
  }

  private JoinHandle<?> spawn(MultiCoreRuntime runtime, Panic panic, int core) {
    return switch (panic.place) {
      case DROPPED_TASK, JOINED_TASK -> runtime.spawnOn(core, () -> raise(panic));
      case JOINED_FIBER ->
        runtime.spawnFiber(
            () -> {
              Fiber.sleep(SOON);
              return raise(panic);
            });
      case CALLBACK -> {
        JoinHandle<Integer> handle = runtime.spawnOn(core, () -> panic.number);
        handle.future().onComplete((value, failure) -> raise(panic));
        yield handle;
      }
      case FUNCTION ->
        runtime.spawnFiber(
            () -> {
              var told = Core.current().submit(core, () -> 0).map(value -> raise(panic));
              return Fiber
                  .await(told.recover(failure -> failure == panic.thrown ? panic.number : -1));
            });
      case TIMER ->
        runtime.spawnFiber(
            TaskOptions.defaults().on(core),
            () -> {
              var _ = Core.current().after(SOON, () -> raise(panic));
              Fiber.sleep(SOON.multipliedBy(2)); // the timer is due before
              return panic.number;
            });
    };
  }

  private static void join(World world, JoinHandle<?> handle, Panic panic) {
    Object outcome;
    try {
      outcome = handle.join();
    } catch (TaskFailure failure) {
      outcome = failure.getCause();
      world.require(failure.id().equals(handle.id()), "a failure names its task: " + failure);
    }
    Object expected = panic.isJoined() ? panic.thrown : Integer.valueOf(panic.number);
    world.require(
        expected != null && expected.equals(outcome),
        "%s ends with %s, not %s".formatted(panic, expected, outcome));
  }

  /** The failure handler. */
  void take(List<Panic> panics, Throwable failure, String where) {
    Throwable thrown = failure instanceof TaskFailure task ? task.getCause() : failure;
    for (Panic panic : panics) {
      if (panic.thrown == thrown) {
        panic.told++;
        return;
      }
    }
    throw new AssertionError("nobody threw what came from " + where, failure);
  }

  /** Throws; the answer's type is for lambdas that need one. */
  int raise(Panic panic) {
    panic.thrown = panic.make();
    return PanicStorm.<RuntimeException>sneak(panic.thrown);
  }

  @SuppressWarnings("unchecked") // checked exceptions too get where the compiler does not expect them
  private static <E extends Throwable> int sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }

  /** One thing that is thrown once; the fields belong to the thread that throws it. */
  static final class Panic {
    private final int number;
    private final Place place;
    private final int kind;
    private final boolean rare;
    private @Nullable Throwable thrown;
    private int told;

    Panic(int number, Place place, RandomGenerator random) {
      this.number = number;
      this.place = place;
      this.kind = random.nextInt(8);
      this.rare = random.nextInt(64) == 0; // a real one takes milliseconds
    }

    private Throwable make() {
      String text = "panic " + number;
      return switch (kind) {
        case 0 -> new IllegalStateException(text);
        case 1 -> new IOException(text);
        case 2 -> new AssertionError(text);
        case 3 -> new OutOfMemoryError(text);
        case 4 -> new NoClassDefFoundError(text);
        case 5 -> new CancellationException(text); // nobody asked it to end
        case 6 -> new Error(text);
        default -> rare ? overflow() : new StackOverflowError(text);
      };
    }

    private Throwable overflow() {
      try {
        return new AssertionError("the stack has no end: " + descend(0));
      } catch (StackOverflowError reached) {
        return reached;
      }
    }

    private int descend(int depth) {
      return depth < 0 ? depth : descend(depth + 1) + 1;
    }

    boolean isJoined() {
      return place == Place.JOINED_TASK || place == Place.JOINED_FIBER;
    }

    boolean endsATask() {
      return isJoined() || place == Place.DROPPED_TASK;
    }

    void requireToldAtMost(boolean onlyByJoining) {
      int most = onlyByJoining || place == Place.FUNCTION ? 0 : 1;
      if (told > most) {
        throw new AssertionError(
            "%s is told to the handler at most %d times, not %d".formatted(this, most, told));
      }
    }

    void requireTold() {
      boolean handled =
          place == Place.DROPPED_TASK || place == Place.CALLBACK || place == Place.TIMER;
      if (handled && told != 1) {
        throw new AssertionError("%s is told to the handler once, not %d".formatted(this, told));
      }
    }

    @Override
    public String toString() {
      return "panic " + number + " in a " + place + " (" + thrown + ")";
    }
  }
}
