package io.miniss.simulator.shrink;

import io.miniss.runtime.spi.Mark;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.RunListener;
import io.miniss.simulator.strategy.Switches;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * How much there is to a run, besides its steps and faults.
 *
 * @param tasks tasks and fibers that ran
 * @param switches where it left "go on with the same thread"
 */
public record RunSize(int tasks, List<Switches.Switch> switches) {
  /** Copies the list. */
  public RunSize {
    switches = List.copyOf(switches);
  }

  /** That of the run of {@code options}, which is done once more. */
  static RunSize of(SimulationOptions options, Simulator.Body body) {
    List<Switches.Switch> switches = new ArrayList<>();
    TaskCount tasks = new TaskCount();
    Simulator.observe(
        options.withStrategy(Switches.recorder(options.strategy(), switches)), body, tasks);
    return new RunSize(tasks.seen.size(), switches);
  }

  /** Switches away from a thread that could have gone on. */
  public long preemptions() {
    return switches.stream().filter(each -> each.waits() == 0).count();
  }

  /** So many are counted: a run that never ends may have any number. */
  private static final int MAX_TASKS = 100_000;

  private static final class TaskCount implements RunListener {
    /** Never iterated over. */
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    @Override
    public void begins() {
      seen.clear();
    }

    @Override
    public void marked(long step, int thread, Mark mark, Object subject, long virtualNanos) {
      if (mark == Mark.TASK_RUNS && seen.size() < MAX_TASKS) {
        seen.add(subject);
      }
    }
  }
}
