package io.miniss.simulator.scenario;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.Uninterrupted;
import io.miniss.runtime.util.Durations;
import io.miniss.simulator.engine.Check;
import io.miniss.simulator.random.SplitMix64;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The machine as a {@link World}: pinned cores, real threads, real time. What must hold is looked at
 * once, when everything has ended: while threads run in parallel nobody could look at plain fields.
 */
public final class ThreadedWorld implements World {
  private final long seed;
  private final int cores;
  private final int scale;
  private final List<NamedCheck> checks = Collections.synchronizedList(new ArrayList<>());
  private final List<ThreadClient> clients = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Long> metrics = Collections.synchronizedMap(new TreeMap<>());

  private final List<MultiCoreRuntime> runtimes = Collections.synchronizedList(new ArrayList<>());

  private record NamedCheck(String name, Check check) {}

  private ThreadedWorld(long seed, int cores, int scale) {
    this.seed = seed;
    this.cores = cores;
    this.scale = scale;
  }

  /**
   * What came of a run.
   *
   * @param took real time
   * @param metrics the numbers the scenario reported
   * @param shutdowns what became of the tasks of each runtime that was started and has been shut
   *     down, in the order of the starts
   * @param cores where the cores of each runtime ran, in the order of the starts; the same twice is there once
   * @param failure what was thrown, or null if everything passed
   */
  public record Outcome(
      Duration took,
      Map<String, Long> metrics,
      List<ShutdownReport> shutdowns,
      List<String> cores,
      @Nullable Throwable failure) {}

  /** Runs {@code scenario} on the calling thread. */
  public static Outcome run(Scenario scenario, long seed, int cores, int scale) {
    ThreadedWorld world = new ThreadedWorld(seed, cores, scale);
    long start = Clock.system().nanos();
    Throwable failure = null;
    try {
      scenario.run(world);
      world.finish();
    } catch (Throwable thrown) {
      failure = thrown;
    }
    return new Outcome(
        Duration.ofNanos(Clock.system().nanos() - start),
        new TreeMap<>(world.metrics),
        world.shutdowns(),
        List.copyOf(world.runtimes).stream().map(ThreadedWorld::cores).distinct().toList(),
        failure);
  }

  private static String cores(MultiCoreRuntime runtime) {
    return runtime.diagnostics().cores().stream()
        .map(core -> core.core() + " " + core.pinning())
        .collect(Collectors.joining(", "));
  }

  /** The reports of the runtimes that have ended or that somebody has given up. */
  private List<ShutdownReport> shutdowns() {
    return List.copyOf(runtimes).stream()
        .filter(runtime -> runtime.phase() == Phase.TERMINATED)
        .map(MultiCoreRuntime::closeAndReport)
        .toList();
  }

  private void finish() throws Exception {
    for (ThreadClient client : List.copyOf(clients)) {
      client.join();
      Throwable thrown = client.thrown;
      if (thrown != null) {
        throw new AssertionError("client " + client.thread.getName() + " threw " + thrown, thrown);
      }
    }
    for (MultiCoreRuntime runtime : List.copyOf(runtimes)) {
      if (runtime.phase() == Phase.RUNNING) {
        throw new AssertionError(
            "the scenario is over, and its runtime " + runtime.diagnostics().name()
                + " is still running: it has to be closed");
      }
      var _ = runtime.closeAndReport();
    }
    for (NamedCheck each : List.copyOf(checks)) {
      try {
        each.check().check();
      } catch (AssertionError broken) {
        throw new AssertionError(each.name() + ": " + broken.getMessage(), broken);
      }
    }
  }

  @Override
  public boolean isSimulated() {
    return false;
  }

  @Override
  public int cores() {
    return cores;
  }

  @Override
  public int scale() {
    return scale;
  }

  @Override
  public MultiCoreRuntime.Builder runtime() {
    return MultiCoreRuntime.builder().cores(cores).onStart(runtimes::add);
  }

  @Override
  public Clock clock() {
    return Clock.system();
  }

  @Override
  public Scheduler scheduler() {
    return Scheduler.system();
  }

  @Override
  public Client client(String name, Action body) {
    ThreadClient client = new ThreadClient(name, body);
    clients.add(client);
    client.thread.start();
    return client;
  }

  private static final class ThreadClient implements Client {
    private final Thread thread;
    private volatile @Nullable Throwable thrown;

    ThreadClient(String name, Action body) {
      thread =
          Thread.ofPlatform()
              .name(name)
              .unstarted(
                  () -> {
                    try {
                      body.run();
                    } catch (Throwable e) {
                      thrown = e;
                    }
                  });
    }

    @Override
    public void join() {
      Uninterrupted.await(thread::join);
    }
  }

  @Override
  public void work(Duration duration) {
    long end = clock().nanos() + Durations.nanos("the duration of work", duration);
    while (clock().nanos() - end < 0) {
      Thread.onSpinWait();
    }
  }

  @Override
  public RandomGenerator random(String stream) {
    return SplitMix64.stream(seed, "user " + stream);
  }

  @Override
  public void invariant(String name, Check check) {
    finalCheck(name, check);
  }

  @Override
  public void finalCheck(String name, Check check) {
    checks.add(new NamedCheck(name, check));
  }

  @Override
  public void metric(String name, long value) {
    metrics.put(name, value);
  }
}
