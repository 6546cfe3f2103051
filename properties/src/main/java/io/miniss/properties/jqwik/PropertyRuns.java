package io.miniss.properties.jqwik;

import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.picture.FailureFiles;
import io.miniss.simulator.replay.ReplayRequest;
import java.lang.reflect.Method;
import java.util.List;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;

/** What is done with the tries of one property. */
abstract sealed class PropertyRuns permits Exploration, Replay {
  final PropertyLifecycleContext context;
  final Method property;
  final SimulatedProperty simulated;
  final String name;

  PropertyRuns(PropertyLifecycleContext context, SimulatedProperty simulated) {
    this.context = context;
    this.property = context.targetMethod();
    this.simulated = simulated;
    this.name = simulated.name();
  }

  /** One try; jqwik calls it in turn, but shrinking may be on another thread than the rest. */
  abstract TryExecutionResult run(TryExecutor executor, List<Object> parameters);

  /** What comes of all; {@code result} is what jqwik makes of the tries. */
  abstract PropertyExecutionResult finish(PropertyExecutionResult result);

  /** A failing try, as jqwik takes it. */
  final TryExecutionResult falsified(SimulatedTry failed, SimulationResult result,
      SamplePath path) {
    FailureReport report = new FailureReport(name, result);
    String replay = "replay: " + FailureFiles.option(name, line(report, path));
    String message = report.failure() + System.lineSeparator() + replay;
    return TryExecutionResult.falsified(
        new SimulationFailed(message, failed, result, path, property))
        .withFootnotes(failed.footnotes())
        .withFootnotes(List.of(replay));
  }

  /** Fails the property with the whole report, which is published as well. */
  final PropertyExecutionResult failed(
      PropertyExecutionResult result, String note, FailureReport report, SamplePath path) {
    String woven = simulated.hasReport() ? simulated.report() + "\n" : "";
    String files = woven + FailureFiles.write(name, report.traced(), line(report, path));
    String text = report.text(line -> FailureFiles.option(name, withPath(line, path)), files);
    context.reporter().publishValue(ReplayRequest.PROPERTY, line(report, path));
    AssertionError error = new AssertionError(note + text, report.failure().cause());
    error.setStackTrace(
        SimulationFailed.mark(property, report.failure().kind() + " " + report.failure().name()));
    return result.mapToFailed(error);
  }

  private static String line(FailureReport report, SamplePath path) {
    return withPath(report.line().toString(), path);
  }

  private static String withPath(String line, SamplePath path) {
    return line + " " + SamplePath.KEY + "=" + path;
  }
}
