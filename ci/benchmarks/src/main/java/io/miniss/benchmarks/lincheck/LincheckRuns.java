package io.miniss.benchmarks.lincheck;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.verifier.Verifier;

/** A {@link Program} in Lincheck's model checker, and how many runs (its invocations) it took. */
final class LincheckRuns {
  /** As many invocations as Lincheck does of a scenario by default. */
  static final int DEFAULT_INVOCATIONS = 10_000;

  private LincheckRuns() {}

  /**
   * Looks at the last result only, which is what the program says of itself: cheaper than Lincheck's
   * own verifier, which looks for an order of the operations that explains the results.
   */
  public static final class LastResult implements Verifier {
    private static int runs;
    private static boolean failed;

    /** Lincheck wants a constructor with the sequential specification. */
    public LastResult(Class<?> ignored) {}

    @Override
    public boolean verifyResults(ExecutionScenario scenario, ExecutionResult results) {
      if (!failed) {
        runs++;
        failed = !results.getPostResults().getLast().toString().equals("true");
      }
      return !failed;
    }
  }

  /** The runs up to the first failure, or the negative number of runs if there is none. */
  static int run(Program program, int variant, boolean withBug) {
    LastResult.runs = 0;
    LastResult.failed = false;
    Class<?> subject = program.jdkClass(withBug);
    try {
      new ModelCheckingOptions()
          .iterations(0)
          .addCustomScenario(scenario(program, subject, variant))
          .invocationsPerIteration(DEFAULT_INVOCATIONS)
          .verifier(LastResult.class)
          .minimizeFailedScenario(false)
          .check(subject);
    } catch (LincheckAssertionError expected) {
      return LastResult.runs;
    }
    return -LastResult.runs;
  }

  private static ExecutionScenario scenario(Program program, Class<?> subject, int variant) {
    List<List<Actor>> threads = new ArrayList<>();
    for (List<String> operations : program.threads()) {
      List<Actor> actors = new ArrayList<>();
      actors.addAll(
          Collections.nCopies(
              program.idleReads(variant, threads.size()), actor(subject, "idle")));
      operations.forEach(operation -> actors.add(actor(subject, operation)));
      threads.add(actors);
    }
    return new ExecutionScenario(List.of(), threads, List.of(actor(subject, "holds")), null);
  }

  private static Actor actor(Class<?> subject, String operation) {
    try {
      return new Actor(subject.getMethod(operation), List.of());
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }
}
