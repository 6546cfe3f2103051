package io.miniss.properties;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.Trace;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.text.Wrapped;

/** Runs a property's body in the simulator, and words its failure. */
public final class Simulations {
  private static final int TIMELINE = 30;

  /** Stands in replay lines for the scenario's name: which property it is, the test's name says. */
  private static final String NAME = "property";

  private Simulations() {}

  /**
   * Runs {@code body} under each of {@code interleavings}.
   *
   * @throws AssertionError at the first that fails, with what failed, how it went and the line that
   *     names the run
   */
  public static void check(Interleavings interleavings, Simulator.Body body) {
    for (SimulationOptions options : interleavings.options()) {
      check(options, body);
    }
  }

  /**
   * Runs {@code body} once.
   *
   * <p>A failure of a task that nobody looks at fails it, unless its runtime has a failure handler of its own.
   *
   * @return the run, which passed
   * @throws AssertionError as above
   */
  public static SimulationResult check(SimulationOptions options, Simulator.Body body) {
    Simulator.Body strict =
        simulation -> {
          simulation.failOnUnobservedFailures();
          body.run(simulation);
        };
    SimulationResult result = Simulator.run(options, strict);
    if (!result.isSuccess()) {
      throw failed(result, strict);
    }
    return result;
  }

  /**
   * Runs {@code body} once more as {@code line}, from the message of a failure, names it.
   *
   * @throws AssertionError as above
   * @throws IllegalArgumentException if it is no replay line
   */
  public static SimulationResult replay(String line, Simulator.Body body) {
    return check(ReplayLine.parse(line).options(), body);
  }

  private static AssertionError failed(SimulationResult result, Simulator.Body body) {
    RunFailure failure = result.failure().orElseThrow();
    SimulationResult again = Simulator.traceAgain(result, body);
    String timeline = again.trace().map(Simulations::timeline).orElse("");
    String same =
        again.failure().filter(failure::isSameAs).isPresent()
            ? ""
            : "\n  the run did not fail so again: it is not deterministic, the second time "
                + again.failure();
    return new AssertionError(
        Wrapped.of(failure + same + "\n" + timeline) + "  replay: " + ReplayLine.of(NAME, again),
        failure.cause());
  }

  private static String timeline(Trace trace) {
    return trace.timeline(TIMELINE);
  }
}
