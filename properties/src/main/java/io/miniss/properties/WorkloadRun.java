package io.miniss.properties;

import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.cancel.CancelledException;
import io.miniss.runtime.future.BrokenPromiseException;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.runtime.task.TaskFailure;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.util.Registration;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One run of a workload in a world, from the start of the runtime to its end, with its journal. */
public final class WorkloadRun {
  /** How much longer than in a simulation a client waits on the machine. */
  private static final int MACHINE_SCALE = 20;

  private static final Duration PROBE_LIMIT = Duration.ofSeconds(10);

  private final World world;
  private final Workload workload;
  private final Subject subject;
  private final Journal journal;
  private final Duration joinLimit;
  private final List<Promise<String>> promises = new ArrayList<>();
  private final List<Accepted> accepted = new CopyOnWriteArrayList<>();
  private final List<SetTimer> timers = new CopyOnWriteArrayList<>();

  private record Accepted(String task, JoinHandle<String> handle) {}

  private record SetTimer(String name, int core, Registration registration) {}

  /** What kind of code performs an action. */
  private enum Place {
    CLIENT,
    TASK,
    FIBER,
    TIMER
  }

  private WorkloadRun(World world, Workload workload, Subject subject, Journal journal) {
    this.world = world;
    this.workload = workload;
    this.subject = subject;
    this.journal = journal;
    this.joinLimit = Duration.ofNanos(50_000L * (world.isSimulated() ? 1 : MACHINE_SCALE));
    for (int i = 0; i < Workload.PROMISES; i++) {
      promises.add(subject.newPromise());
    }
  }

  /** Runs {@code workload} on the runtime as it is. The caller is a client of {@code world}. */
  public static Journal run(World world, Workload workload) {
    return run(world, workload, Subject::runtime);
  }

  /** Runs {@code workload} on what {@code factory} makes. */
  public static Journal run(World world, Workload workload, Subject.Factory factory) {
    Journal journal = new Journal();
    Subject subject =
        factory.start(
            world,
            workload.shape(),
            (failure, where) -> journal.add(new Journal.Handled(labelOf(failure))));
    new WorkloadRun(world, workload, subject, journal).run();
    return journal;
  }

  private static String labelOf(Throwable failure) {
    Throwable cause = failure instanceof TaskFailure ? failure.getCause() : failure;
    return cause == null ? "nothing" : Panic.label(cause);
  }

  private void run() {
    List<World.Client> clients = new ArrayList<>();
    for (int i = 0; i < workload.clients().size(); i++) {
      String path = "" + i;
      List<Action> actions = workload.clients().get(i);
      clients.add(world.client("client " + i, () -> perform(Place.CLIENT, path, actions)));
    }
    clients.forEach(World.Client::join);
    for (int core = 0; core < subject.cores(); core++) {
      probe(core);
    }
    var report = subject.closeAndReport();
    journal.add(new Journal.Terminated(report, subject.diagnostics()));
    for (Accepted each : accepted) {
      journal.add(
          new Journal.Final(each.task, each.handle.state(), outcome(each.handle.future())));
    }
  }

  /** Whether the core still runs what it accepts. */
  private void probe(int core) {
    String name = "probe " + core;
    JoinHandle<String> handle = spawn(name, new Action.Spawn(false, core, true, List.of()));
    if (handle == null) {
      return;
    }
    journal.add(new Journal.Looking(name));
    try {
      handle.join(PROBE_LIMIT);
      journal.add(new Journal.Saw(name, outcome(handle.future())));
    } catch (TimeoutException lost) {
      journal.add(new Journal.ProbeLost(core));
    } catch (RuntimeException ended) {
      journal.add(new Journal.Saw(name, outcome(handle.future())));
    }
  }

  /** The outcome of a future that may be done, in words that are equal for equal outcomes. */
  private static String outcome(Future<String> future) {
    if (!future.isDone()) {
      return "none";
    }
    return future.isFailed()
        ? outcome(null, future.failure())
        : outcome(future.getNow(), null);
  }

  private static String outcome(@Nullable String value, @Nullable Throwable failure) {
    if (failure == null) {
      return "completed: " + value;
    }
    return switch (failure) {
      case CancelledException cancelled -> "cancelled: " + cancelled.reason();
      case TaskFailure failed -> "failed: " + labelOf(failed);
      case BrokenPromiseException _ -> "broken";
      default -> "failed: " + labelOf(failure);
    };
  }

  // ---- actions ----

  private void perform(Place place, String path, List<Action> actions) {
    for (int i = 0; i < actions.size(); i++) {
      perform(place, path + "." + i, actions.get(i));
    }
  }

  private void perform(Place place, String path, Action action) {
    switch (action) {
      case Action.Spawn spawn -> spawn(path, spawn);
      case Action.Chain chain -> {
        if (chain.length() > 0) {
          Action rest =
              new Action.Chain(chain.core() + chain.step(), chain.step(), chain.length() - 1);
          spawn(path, new Action.Spawn(false, chain.core(), true, List.of(rest)));
        }
      }
      case Action.Work work -> world.work(Duration.ofNanos(work.nanos()));
      case Action.Sleep sleep -> {
        if (place == Place.FIBER) {
          subject.sleep(Duration.ofNanos(sleep.nanos()));
        }
      }
      case Action.Yield _ -> {
        if (place == Place.FIBER) {
          subject.yieldNow();
        }
      }
      case Action.Cancel cancel -> {
        if (!accepted.isEmpty()) {
          cancel(path, accepted.get(cancel.task() % accepted.size()));
        }
      }
      case Action.Await await -> {
        if (!accepted.isEmpty()) {
          await(place, path, accepted.get(await.task() % accepted.size()));
        }
      }
      case Action.Claim claim -> {
        boolean won = promise(claim.promise()).tryComplete(path);
        journal.add(new Journal.Claimed(slot(claim.promise()), path, won));
      }
      case Action.AwaitPromise await -> awaitPromise(place, path, slot(await.promise()));
      case Action.After after -> after(path, after);
      case Action.Every every -> every(path, every);
      case Action.CancelTimer cancel -> {
        if (!timers.isEmpty()) {
          cancelTimer(timers.get(cancel.timer() % timers.size()));
        }
      }
      case Action.Throw panic -> {
        if (place != Place.CLIENT) {
          if (place == Place.TIMER) {
            journal.add(new Journal.Panicked(path));
          }
          panic.panic().raise(path);
        }
      }
      case Action.ThrowInCallback panic -> {
        if (place != Place.CLIENT) {
          throwInCallback(path, panic.panic());
        }
      }
      case Action.Shutdown shutdown -> {
        journal.add(new Journal.ShuttingDown(shutdown.limitNanos()));
        subject.shutdown(Duration.ofNanos(shutdown.limitNanos()));
      }
    }
  }

  private @Nullable JoinHandle<String> spawn(String path, Action.Spawn spawn) {
    int here = subject.currentCore();
    int core = spawn.core() < 0 ? Action.ANYWHERE : spawn.core() % subject.cores();
    TaskOptions named = TaskOptions.named(path);
    TaskOptions options = core < 0 ? named : named.on(core);
    Callable<String> body = body(path, spawn);
    String from = here < 0 ? outside(path) : "core " + here;
    journal.add(new Journal.Submitting(path, from, core));
    JoinHandle<String> handle = null;
    try {
      handle =
          spawn.patient() || spawn.fiber()
              ? subject.spawn(options, spawn.fiber(), body)
              : subject.trySpawn(options, body).orElse(null);
    } catch (RejectedTaskException rejected) {
      // as if it had been tried without waiting
    }
    if (handle == null) {
      journal.add(new Journal.Rejected(path));
    } else {
      journal.add(new Journal.Accepted(path, handle.id()));
      accepted.add(new Accepted(path, handle));
    }
    return handle;
  }

  /** The name of the external thread that performs the action at {@code path}. */
  private static String outside(String path) {
    int dot = path.indexOf('.');
    return dot < 0 ? "main" : "client " + path.substring(0, dot);
  }

  private Callable<String> body(String path, Action.Spawn spawn) {
    return () -> {
      int core = subject.currentCore();
      journal.add(new Journal.Started(path, core, world.clock().nanos()));
      try {
        perform(spawn.fiber() ? Place.FIBER : Place.TASK, path, spawn.body());
        return path;
      } finally {
        journal.add(new Journal.Left(path, core));
      }
    };
  }

  private void cancel(String path, Accepted task) {
    CancelOutcome answer = task.handle.cancel("by " + path);
    journal.add(new Journal.CancelAnswered(task.task, answer, task.handle.state()));
  }

  private void await(Place place, String path, Accepted task) {
    journal.add(new Journal.Looking(task.task));
    Future<String> future = task.handle.future();
    if (place == Place.CLIENT || place == Place.FIBER) {
      if (waitFor(place, future)) {
        journal.add(new Journal.Saw(task.task, outcome(future)));
      }
      return;
    }
    int here = subject.currentCore();
    future.onComplete(
        (value, failure) -> {
          journal.add(new Journal.Continued(path, here, subject.currentCore()));
          journal.add(new Journal.Saw(task.task, outcome(value, failure)));
        });
    journal.add(new Journal.Watched(task.task));
  }

  /** Answers whether the result came; a fiber's own cancellation is passed on. */
  private boolean waitFor(Place place, Future<String> future) {
    try {
      if (place == Place.FIBER) {
        subject.await(future);
      } else {
        future.join(joinLimit);
      }
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (RuntimeException outcomeOrCancellation) {
      if (future.isDone()) {
        return true;
      }
      if (place == Place.CLIENT && outcomeOrCancellation instanceof BrokenPromiseException) {
        return false;
      }
      throw outcomeOrCancellation;
    }
  }

  private static int slot(int promise) {
    return promise % Workload.PROMISES;
  }

  private Promise<String> promise(int promise) {
    return promises.get(slot(promise));
  }

  private void awaitPromise(Place place, String path, int slot) {
    Future<String> future = promise(slot).future();
    if (place == Place.CLIENT || place == Place.FIBER) {
      if (waitFor(place, future)) {
        journal.add(new Journal.SawPromise(slot, outcome(future)));
      }
      return;
    }
    int here = subject.currentCore();
    future.onComplete(
        (value, failure) -> {
          journal.add(new Journal.Continued(path, here, subject.currentCore()));
          journal.add(new Journal.SawPromise(slot, outcome(value, failure)));
        });
  }

  private void after(String path, Action.After after) {
    int here = subject.currentCore();
    if (here < 0) {
      return;
    }
    journal.add(
        new Journal.TimerSet(path, here, world.clock().nanos(), after.nanos(), false));
    Registration timer =
        subject.after(
            Duration.ofNanos(after.nanos()),
            () -> {
              fired(path);
              perform(Place.TIMER, path, after.body());
            });
    timers.add(new SetTimer(path, here, timer));
  }

  private void fired(String path) {
    journal.add(
        new Journal.TimerFired(path, subject.currentCore(), world.clock().nanos()));
  }

  private void every(String path, Action.Every every) {
    int here = subject.currentCore();
    if (here < 0) {
      return;
    }
    int[] left = {every.ticks()};
    Registration[] timer = {Registration.NONE};
    journal.add(
        new Journal.TimerSet(path, here, world.clock().nanos(), every.nanos(), true));
    timer[0] =
        subject.every(
            Duration.ofNanos(every.nanos()),
            () -> {
              fired(path);
              if (--left[0] == 0) {
                timer[0].close();
              }
            });
    timers.add(new SetTimer(path, here, timer[0]));
  }

  private void cancelTimer(SetTimer timer) {
    timer.registration.close();
    journal.add(
        new Journal.TimerCancelled(timer.name, subject.currentCore() == timer.core));
  }

  private void throwInCallback(String path, Panic panic) {
    Promise<String> promise = subject.newPromise();
    promise.complete(path);
    promise
        .future()
        .onComplete(
            (value, failure) -> {
              journal.add(new Journal.Panicked(path));
              panic.raise(path);
            });
  }
}
