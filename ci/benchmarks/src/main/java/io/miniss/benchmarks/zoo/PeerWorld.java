package io.miniss.benchmarks.zoo;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.scenarios.zoo.Exhibit.Variant;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.engine.Check;
import io.miniss.simulator.random.SplitMix64;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where the peer runs an exhibit: plain threads, whose accesses it interrupts, and the same code. Sizes
 * are in the middle of their range unless others are given. What must hold after every step is looked at once, at the end, as
 * the peer has no steps that others see.
 */
final class PeerWorld implements World {
  private static final long SEED = 1;

  private final PeerScheduler scheduler = new PeerScheduler();
  private final Map<String, Integer> sizes;
  private final List<PeerClient> clients = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();

  private PeerWorld(Map<String, Integer> sizes) {
    this.sizes = new TreeMap<>(sizes);
  }

  /** Runs {@code exhibit} once; what does not hold is thrown. Answers the sizes of its workload. */
  static Map<String, Integer> run(
      Exhibit exhibit, Variant variant, Map<String, Integer> given) {
    PeerWorld world = new PeerWorld(given);
    try {
      exhibit.run(world, variant);
      world.finish();
    } catch (RuntimeException thrown) {
      throw thrown;
    } catch (Exception thrown) {
      throw new IllegalStateException(thrown);
    }
    return world.sizes;
  }

  private void finish() throws Exception {
    for (int i = 0; i < started(); i++) {
      PeerClient client = client(i);
      client.join();
      client.rethrow();
    }
    for (Check check : checks) {
      check.check();
    }
  }

  private int started() {
    synchronized (clients) {
      return clients.size();
    }
  }

  private PeerClient client(int index) {
    synchronized (clients) {
      return clients.get(index);
    }
  }

  @Override
  public Client client(String name, Action body) {
    PeerClient client = new PeerClient(body);
    synchronized (clients) {
      clients.add(client);
    }
    client.thread.start();
    return client;
  }

  /** Its thread is no class of its own: the peer follows the methods of {@code Thread} by name. */
  private static final class PeerClient implements Client {
    private final Thread thread;
    private @Nullable Throwable thrown;

    PeerClient(Action body) {
      thread = new Thread(() -> run(body));
    }

    private void run(Action body) {
      try {
        body.run();
      } catch (Throwable e) {
        thrown = e;
      }
    }

    @Override
    public void join() {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts", e);
      }
    }

    void rethrow() {
      if (thrown instanceof RuntimeException exception) {
        throw exception;
      }
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown != null) {
        throw new IllegalStateException(thrown);
      }
    }
  }

  @Override
  public int drawSize(String name, int min, int max) {
    synchronized (sizes) {
      return sizes.computeIfAbsent(name, unknown -> min + (max - min) / 2);
    }
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public RandomGenerator random(String stream) {
    return SplitMix64.stream(SEED, "user " + stream);
  }

  @Override
  public void invariant(String name, Check check) {
    finalCheck(name, check);
  }

  @Override
  public void finalCheck(String name, Check check) {
    synchronized (checks) {
      checks.add(check);
    }
  }

  @Override
  public boolean isSimulated() {
    return true;
  }

  @Override
  public int cores() {
    return SimulationOptions.DEFAULT_CORES;
  }

  @Override
  public int scale() {
    return 1;
  }

  @Override
  public void metric(String name, long value) {}

  @Override
  public MultiCoreRuntime.Builder runtime() {
    throw NotExpressible.because("a whole runtime");
  }

  @Override
  public Clock clock() {
    throw NotExpressible.because("virtual time");
  }

  @Override
  public void work(Duration duration) {
    throw NotExpressible.because("virtual time");
  }
}
