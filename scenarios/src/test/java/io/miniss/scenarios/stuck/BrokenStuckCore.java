package io.miniss.scenarios.stuck;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.simulator.scenario.Scenario;
import java.util.List;

/** The scenario on top of a runtime that breaks a promise. */
public final class BrokenStuckCore {
  private BrokenStuckCore() {}

  /** A report that says that all has ended. */
  public static Scenario forgetfulReport() {
    return new StuckCore() {
      @Override
      ShutdownReport close(MultiCoreRuntime runtime) {
        ShutdownReport report = super.close(runtime);
        return new ShutdownReport(
            report.accepted() - report.unfinished(),
            report.completed(),
            report.failed(),
            report.cancelled(),
            0,
            List.of(),
            report.cancelledByDeadline(),
            report.took());
      }
    };
  }
}
