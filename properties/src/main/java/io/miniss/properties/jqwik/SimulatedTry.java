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
import org.opentest4j.TestAbortedException;

/** One try of a property, to be run in the simulator, perhaps again and again. */
final class SimulatedTry implements Scenario {
  private final SimulatedProperty property;
  private final TryExecutor executor;
  private final List<Object> parameters;

  /** Of the run among the parameters, or -1. */
  private final int position;

  /** What is called in place of the property, or null. */
  private final @Nullable WovenProperty woven;

  private final JqwikThread thread = JqwikThread.current();
  private @Nullable TryExecutionResult last;

  /**
   * A try.
   *
   * @throws IllegalArgumentException if the property is to be woven, and cannot be with these parameters
   */
  SimulatedTry(SimulatedProperty property, TryExecutor executor, List<Object> parameters) {
    this.property = property;
    this.executor = executor;
    this.parameters = parameters;
    int found = -1;
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i) instanceof PlannedRun) {
        found = i;
      }
    }
    this.position = found;
    this.woven = property.woven(parameters);
  }

  /** The run that is among the parameters. */
  Optional<PlannedRun> plan() {
    return position < 0
        ? Optional.empty()
        : Optional.of((PlannedRun) parameters.get(position));
  }

  @Override
  public String name() {
    return property.name();
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
    if (position >= 0) {
      actual.set(position, simulation);
    }
    TryExecutionResult result =
        thread.call(() -> woven == null ? executor.execute(actual) : call(woven, actual));
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

  private static TryExecutionResult call(WovenProperty called, List<Object> actual) {
    try {
      return Boolean.FALSE.equals(called.call(actual))
          ? TryExecutionResult.falsified(new AssertionError("the property returned false"))
          : TryExecutionResult.satisfied();
    } catch (TestAbortedException assumption) {
      return TryExecutionResult.invalid(assumption);
    } catch (Throwable thrown) {
      return TryExecutionResult.falsified(thrown);
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
