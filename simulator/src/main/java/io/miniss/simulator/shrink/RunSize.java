package io.miniss.simulator.shrink;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.strategy.Switches;
import java.util.ArrayList;
import java.util.List;

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
    return new RunSize(tasks.count(), switches);
  }

  /** Switches away from a thread that could have gone on. */
  public long preemptions() {
    return switches.stream().filter(each -> each.waits() == 0).count();
  }
}
