package io.miniss.testkit;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** What became of the tests that a test has launched; tests are named by their display names. */
public final class TestEvents {
  private TestEvents() {}

  /** The tests that passed. */
  public static List<String> succeeded(EngineExecutionResults results) {
    return results.testEvents().succeeded().stream()
        .map(event -> event.getTestDescriptor().getDisplayName())
        .toList();
  }

  /** The tests that were skipped, each with the reason. */
  public static List<String> skipped(EngineExecutionResults results) {
    return results.testEvents().skipped().stream()
        .map(
            event -> event.getTestDescriptor().getDisplayName()
                + ": "
                + event.getRequiredPayload(String.class))
        .toList();
  }

  /** What {@code test} threw. */
  public static Throwable failure(EngineExecutionResults results, String test) {
    return results.testEvents().failed().stream()
        .filter(event -> event.getTestDescriptor().getDisplayName().equals(test))
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .flatMap(result -> result.getThrowable().stream())
        .findFirst()
        .orElseThrow(() -> new AssertionError(test + " did not fail"));
  }

  /** What {@code test} reported under {@code key}, in order. */
  public static List<String> reported(
      EngineExecutionResults results, String test, String key) {
    return entries(results, test)
        .filter(entry -> entry.containsKey(key))
        .map(entry -> entry.get(key))
        .toList();
  }

  /** The entries that {@code test} reported, in order. */
  public static Stream<Map<String, String>> entries(EngineExecutionResults results, String test) {
    return results.testEvents().reportingEntryPublished().stream()
        .filter(event -> event.getTestDescriptor().getDisplayName().equals(test))
        .map(event -> event.getRequiredPayload(ReportEntry.class).getKeyValuePairs());
  }
}
