package io.miniss.properties;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.RejectedTaskException;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A runtime on which a {@link RuntimeChain} is done, and the tasks that it has spawned. One thread. */
public final class LiveRuntime implements AutoCloseable {
  private final World world;
  private final MultiCoreRuntime runtime;
  private final List<@Nullable JoinHandle<?>> handles = new ArrayList<>();

  private LiveRuntime(World world, MultiCoreRuntime runtime) {
    this.world = world;
    this.runtime = runtime;
  }

  static LiveRuntime start(World world) {
    // What nobody joins may fail: the chain's user sees it in the report.
    return new LiveRuntime(world, world.runtime().failureHandler((failure, where) -> {}).start());
  }

  /** Where it runs. */
  public World world() {
    return world;
  }

  /** The runtime. */
  public MultiCoreRuntime runtime() {
    return runtime;
  }

  /** Spawns the next task; one that is rejected has its number all the same. */
  public void spawn(Supplier<JoinHandle<?>> submission) {
    try {
      handles.add(submission.get());
    } catch (RejectedTaskException rejected) {
      handles.add(null);
    }
  }

  /** Task number {@code number} modulo those that there are; nothing if it was rejected. */
  public Optional<JoinHandle<?>> task(int number) {
    return handles.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(handles.get(Math.floorMod(number, handles.size())));
  }

  /** All that were accepted, in order. */
  public List<JoinHandle<?>> accepted() {
    List<JoinHandle<?>> accepted = new ArrayList<>();
    for (JoinHandle<?> handle : handles) {
      if (handle != null) {
        accepted.add(handle);
      }
    }
    return accepted;
  }

  ShutdownReport end() {
    ShutdownReport report = runtime.closeAndReport();
    for (JoinHandle<?> handle : accepted()) {
      world.require(
          handle.state().isEnd(),
          "what was accepted ends: task %s is %s".formatted(handle.id(), handle.state()));
    }
    world.require(report.isClean(), "close leaves nothing unfinished: " + report);
    return report;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
