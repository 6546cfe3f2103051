package io.miniss.scenarios.cli;

import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.otherjvm.OtherJvmAudit;
import io.miniss.simulator.replay.LineFile;
import io.miniss.simulator.replay.Recording;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.scenario.Scenario;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code miniss replay}: brings a run back from its line or its file. */
@Command(
    name = "replay",
    description = "Replay a run from the line that a failure printed, or from its file.",
    mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "LINE-OR-FILE",
      arity = "1..*",
      description = "The line, quoted or not, or the name of a file.")
  List<String> words = List.of();

  @Mixin
  RuntimeStepsFlag runtimeSteps = new RuntimeStepsFlag();

  @Mixin
  TraceFlag trace = new TraceFlag();

  @Mixin
  WatchdogFlag watchdog = new WatchdogFlag();

  @Spec
  CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    LineOrFile given = LineOrFile.read(words, watchdog);
    return given
        .recording()
        .map(recording -> replayFile(given.file().orElseThrow(), recording))
        .orElseGet(() -> replayLine(given));
  }

  private int replayLine(LineOrFile given) {
    ReplayLine line = given.line();
    Scenario scenario = ScenarioRegistry.named(line.scenario());
    SimulationResult result = line.replay(scenario::run);
    FixedSizes.ignored(line.scenario(), result).forEach(out()::println);
    line.traceHash()
        .ifPresent(
            hash -> compare(
                hash, result,
                "the code has changed, or the line, or the run depends on the JVM (see "
                    + OtherJvmAudit.HAZARDS
                    + "); at which step, a file of the run would say"));
    return report(scenario, result, given.file());
  }

  private int replayFile(Path file, Recording recording) {
    ReplayLine line = recording.line();
    Scenario scenario = ScenarioRegistry.named(line.scenario());
    SimulationResult result = followed(file, recording, scenario);
    recording
        .failure()
        .ifPresent(failure -> out().printf("the recorded failure: %s%n", failure));
    SimulationResult replayed = result;
    line.traceHash().ifPresent(hash -> compare(
        hash, replayed,
        "the code has changed, or the run depends on the JVM (see "
            + OtherJvmAudit.HAZARDS
            + ")"));
    return report(scenario, result, Optional.of(file));
  }

  /** The recorded context switches, or the recorded seed where they do not apply. */
  private SimulationResult followed(Path file, Recording recording, Scenario scenario) {
    String why =
        "its choices are thread numbers, as in version 1, and are not followed; ./miniss keep "
            + file + " writes it again";
    if (recording.switches().isPresent()) {
      SimulationResult result = recording.replay(scenario::run);
      if (!isDiverged(result)) {
        return result;
      }
      why = "the record does not fit this code: " + result.failure().orElseThrow().message();
    }
    out().printf("%s%nrunning the seed with its strategy instead%n", why);
    return ReplayLine.named(
        scenario.name(), () -> Simulator.trace(recording.line().options(), scenario::run));
  }

  private static boolean isDiverged(SimulationResult result) {
    return result.failure().filter(failure -> failure.kind() == FailureKind.DIVERGENCE).isPresent();
  }

  private void compare(String hash, SimulationResult result, String explanation) {
    if (hash.equals(result.traceHashText())) {
      out().printf("the same run, step for step: hash %s%n", hash);
    } else {
      out()
          .printf(
              "not the same run: hash %s was recorded, this is %s; %s%n",
              hash, result.traceHashText(),
              isDiverged(result) ? "where it diverges follows" : explanation);
    }
  }

  /** A line that is too long for a command came from {@code file}. */
  private int report(Scenario scenario, SimulationResult result, Optional<Path> file) {
    if (result.isSuccess()) {
      out().printf("%s passed: %,d steps%n", scenario.name(), result.steps());
      trace.write(out(), scenario.name(), result);
      return ExitCodes.PASSED;
    }
    out().print(
        runtimeSteps.text(
            new FailureReport(scenario.name(), result),
            line -> FailureReport.command(
                file.filter(known -> LineFile.isNeeded(line)).map(Path::toString).orElse(line))));
    trace.write(out(), scenario.name(), result);
    return ExitCodes.FAILED;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
