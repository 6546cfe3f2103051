package io.miniss.properties.jqwik;

import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.engine.RunFailure;
import java.lang.reflect.Method;

/**
 * A try that failed. While it shrinks, jqwik takes two errors for the same if their classes are, and the
 * first lines in the property's method of their stack traces: that line is made to say what failed.
 */
final class SimulationFailed extends AssertionError {
  private static final long serialVersionUID = 1;

  private final transient SimulatedTry failed;
  private final transient SimulationResult result;
  private final transient SamplePath path;

  SimulationFailed(
      String message,
      SimulatedTry failed,
      SimulationResult result,
      SamplePath path,
      Method property) {
    super(message, result.failure().orElseThrow().cause());
    this.failed = failed;
    this.result = result;
    this.path = path;
    setStackTrace(mark(property, result.failure().orElseThrow()));
  }

  /** The stack trace of an error of {@code failure} in {@code property}. */
  static StackTraceElement[] mark(Method property, RunFailure failure) {
    return mark(property, failure.kind() + " " + failure.name() + " " + failure.place());
  }

  /** The stack trace of an error in {@code property} that is to be the same as others with {@code words}. */
  static StackTraceElement[] mark(Method property, String words) {
    return new StackTraceElement[] {
      new StackTraceElement(
          property.getDeclaringClass().getName(), property.getName(), words.strip(), -1)
    };
  }

  SimulatedTry failed() {
    return failed;
  }

  SimulationResult result() {
    return result;
  }

  SamplePath path() {
    return path;
  }
}
