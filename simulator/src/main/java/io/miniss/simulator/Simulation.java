package io.miniss.simulator;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.machine.PinningPolicy;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.util.Durations;
import io.miniss.simulator.engine.Check;
import io.miniss.simulator.engine.Engine;
import io.miniss.simulator.fault.Fault;
import io.miniss.simulator.fault.FaultInjector;
import io.miniss.simulator.scenario.World;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * The world of one simulated run, passed to the code that runs in it. Runtimes that are built with
 * {@link #runtime} run unchanged, with their real loops, parking and stealing. Every access to state
 * that threads share is a point at which the strategy may let another thread run.
 *
 * <p>Only threads of the simulation may use it: the body, its {@link #client clients}, and cores,
 * tasks and fibers of its runtimes.
 */
public final class Simulation implements World {
  private static final Logger LOG = System.getLogger(Simulation.class.getName());
  private static final AtomicBoolean UNOBSERVED_LOGGED = new AtomicBoolean();
  private static final Duration LONG_LIMIT = Duration.ofDays(3_650);

  private final SimulationOptions options;
  private final Engine engine;
  private final boolean smallQueues;
  private final Map<String, Integer> sizes = new TreeMap<>();
  private final Map<String, Long> metrics = new TreeMap<>();
  private final List<MultiCoreRuntime> runtimes = new ArrayList<>();
  private boolean failsOnUnobserved;
  private boolean bodyIsOver;

  Simulation(SimulationOptions options, Engine engine, FaultInjector faults) {
    this.options = options;
    this.engine = engine;
    this.smallQueues = faults.happens(Fault.SMALL_QUEUES);
  }

  @Override
  public boolean isSimulated() {
    return true;
  }

  @Override
  public int cores() {
    return options.cores();
  }

  @Override
  public int scale() {
    return 1;
  }

  @Override
  public boolean isPunctual() {
    return options.faults().isNone();
  }

  /** The seed of the run. */
  public long seed() {
    return options.seed();
  }

  /** The options of the run. */
  public SimulationOptions options() {
    return options;
  }

  /**
   * As {@link World#runtime}. Queues are small, so that they fill up, and an idle core spins once
   * before it parks; limits are years, so that no jump of time reaches them. Failures that nobody looks
   * at are logged, the first of this JVM with its stack trace and the others as debug messages, or fail the run: see
   * {@link #failOnUnobservedFailures}. The builder's methods change these settings as any other.
   */
  @Override
  public MultiCoreRuntime.Builder runtime() {
    return MultiCoreRuntime.builder()
        .cores(options.cores())
        .clock(engine.clock())
        .scheduler(engine.scheduler())
        .pinning(PinningPolicy.none())
        .mailboxCapacity(smallQueues ? 1 : 8)
        .readyCapacity(smallQueues ? 2 : 64)
        .backlogCapacity(smallQueues ? 1 : 8)
        .batch(4)
        .idle(1, 0)
        .spawnLimit(LONG_LIMIT)
        .drainLimit(LONG_LIMIT)
        .cancelLimit(LONG_LIMIT)
        .failureHandler(this::unobserved)
        .onStart(runtimes::add);
  }

  /**
   * From now on the run fails if a task, timer or callback fails and nobody looks at the failure, as in {@code
   * @SimulationTest}. A runtime that has its own {@code failureHandler} keeps it.
   */
  public void failOnUnobservedFailures() {
    failsOnUnobserved = true;
  }

  private void unobserved(Throwable failure, String where) {
    if (failsOnUnobserved) {
      throw engine.unobserved(failure, where);
    }
    boolean isFirst = !UNOBSERVED_LOGGED.getAndSet(true);
    LOG.log(
        isFirst ? Level.WARNING : Level.DEBUG,
        "nobody looked at a failure of " + where + " in the run of seed " + seed()
            + (isFirst ? "; further ones in this JVM are debug messages" : ""),
        failure);
  }

  /** The body has returned. */
  void bodyIsOver() {
    bodyIsOver = true;
  }

  /** What the user has forgotten, in a run that is over and did not come to its end; empty if nothing is known. */
  String forgotten() {
    StringBuilder text = new StringBuilder();
    if (bodyIsOver) {
      for (MultiCoreRuntime runtime : runtimes) {
        if (runtime.phase() == Phase.RUNNING) {
          text.append("\n  the body has returned, and its runtime ")
              .append(runtime.diagnostics().name())
              .append(" is still running: close() was forgotten (try-with-resources calls it)");
        }
      }
    }
    return text.toString();
  }

  @Override
  public Clock clock() {
    return engine.clock();
  }

  @Override
  public Scheduler scheduler() {
    return engine.scheduler();
  }

  /** Virtual time since the run began. */
  public Duration virtualTime() {
    return Duration.ofNanos(engine.timeForProgram());
  }

  /** Interleaving points passed so far. */
  public long steps() {
    return engine.stepsForProgram();
  }

  @Override
  public Client client(String name, Action body) {
    return engine.client(name, unchecked(body))::join;
  }

  static Runnable unchecked(Action body) {
    return () -> {
      try {
        body.run();
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Exception checked) {
        throw new ScenarioException(checked);
      }
    };
  }

  /** Carries a checked exception out of a client. */
  private static final class ScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ScenarioException(Exception cause) {
      super(cause.toString(), cause);
    }
  }

  @Override
  public void work(Duration duration) {
    engine.spend(Durations.nanos("the duration of work", duration));
  }

  @Override
  public void note(String text) {
    engine.note(text);
  }

  @Override
  public RandomGenerator random(String stream) {
    return engine.random("user " + stream);
  }

  /**
   * As {@link World#require}, and the run ends at once: what the calling thread would do next, for example close
   * a runtime, is not part of the failure.
   */
  @Override
  public void require(boolean condition, String rule) {
    if (!condition) {
      throw engine.violated(rule);
    }
  }

  @Override
  public void invariant(String name, Check check) {
    engine.invariant(name, check);
  }

  @Override
  public void finalCheck(String name, Check check) {
    engine.finalCheck(name, check);
  }

  @Override
  public void metric(String name, long value) {
    metrics.put(name, value);
  }

  @Override
  public int drawSize(String name, int min, int max) {
    int drawn = World.super.drawSize(name, min, max);
    Integer fixed = options.sizes().get(name);
    int size = fixed == null ? drawn : Math.clamp(fixed, min, max);
    sizes.put(name, size);
    return size;
  }

  Map<String, Integer> drawnSizes() {
    return sizes;
  }

  Map<String, Long> metrics() {
    return metrics;
  }

  /** Asks the process to end, as SIGTERM would; runtimes that drain on termination do. */
  public void terminateProcess() {
    engine.terminateProcess();
  }
}
