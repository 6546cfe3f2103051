package io.miniss.simulator.otherjvm;

import io.miniss.simulator.replay.ReplayRequest;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** One test method, replayed by the launcher of the JUnit platform. */
final class TestRun {
  private TestRun() {}

  /** Runs {@code method} with the option to replay {@code line}; returns what failed, if anything did. */
  static String run(String method, String line) {
    System.setProperty(ReplayRequest.PROPERTY, line); // for jqwik, which asks for no parameter
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectMethod(method))
            .configurationParameter(ReplayRequest.PROPERTY, line)
            .configurationParameter("jqwik.database", "") // which belongs to the other run
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    StringBuilder problems = new StringBuilder();
    for (TestExecutionSummary.Failure failure : listener.getSummary().getFailures()) {
      problems.append(problems.isEmpty() ? "" : "; ").append(failure.getException());
    }
    return problems.toString();
  }
}
