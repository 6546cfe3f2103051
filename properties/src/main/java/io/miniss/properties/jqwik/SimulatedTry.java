package io.miniss.properties.jqwik;

import io.miniss.simulator.Simulation;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import org.jspecify.annotations.Nullable;

/** One try of a property, to be run in the simulator, perhaps again and again. */
final class SimulatedTry implements Scenario {
  private final String name;
  private final TryExecutor executor;
  private final List<Object> parameters;
  private final int position;
  private final JqwikThread thread = JqwikThread.current();
  private @Nullable TryExecutionResult last;

  SimulatedTry(String name, TryExecutor executor, List<Object> parameters) {
    this.name = name;
    this.executor = executor;
    this.parameters = parameters;
    int found = 0;
    while (!(parameters.get(found) instanceof PlannedRun)) {
      found++;
    }
    this.position = found;
  }

  PlannedRun plan() {
    return (PlannedRun) parameters.get(position);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "a try of a property";
  }

  @Override
  public void run(World world) throws Exception {
    last = null;
    List<Object> actual = new ArrayList<>(parameters);
    Simulation simulation = (Simulation) world;
    simulation.failOnUnobservedFailures();
    actual.set(position, simulation);
    TryExecutionResult result = thread.call(() -> executor.execute(actual));
    last = result;
    if (result.isFalsified()) {
      Throwable thrown =
          result.throwable().orElseGet(() -> new AssertionError("the property returned false"));
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (Exception) thrown;
    }
  }

  /** The last run, if an assumption did not hold in it. */
  Optional<TryExecutionResult> invalid() {
    return Optional.ofNullable(last).filter(TryExecutionResult::isInvalid);
  }

  /** The footnotes of the last run. */
  List<String> footnotes() {
    return last == null ? List.of() : last.footnotes();
  }
}
