package io.miniss.scenarios.cli;

import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.output.AtomicFile;
import io.miniss.simulator.output.OutputException;
import io.miniss.simulator.replay.LineFile;
import io.miniss.simulator.replay.Recording;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.shrink.Shrinker;
import io.miniss.simulator.text.Quoting;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of every command that searches for a failure: what becomes of one that was found. */
final class FailureFlags {

  @Option(
      names = "--failures",
      paramLabel = "DIR",
      converter = Writable.ToDirectory.class,
      description = "The directory for the file of a failing run (default: ${DEFAULT-VALUE}).")
  Path directory = Path.of("miniss-failures");

  @Option(names = "--no-shrink", description = "Do not shrink a failing run.")
  boolean noShrink;

  @Option(
      names = "--shrink-runs",
      paramLabel = "N",
      converter = NumberFrom.One.class,
      description = "How many runs shrinking may take at most (default: ${DEFAULT-VALUE}).")
  int shrinkRuns = Shrinker.DEFAULT_RUNS;

  @Mixin
  RuntimeStepsFlag runtimeSteps = new RuntimeStepsFlag();

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec = CommandSpec.create();

  /** Shrinks a failure of {@code scenario}, prints it and writes its file. */
  FailureReport report(PrintWriter out, Scenario scenario, FailureReport found) {
    FailureReport report =
        noShrink || Session.of(spec).isStopped()
            ? found
            : found.shrink(scenario, shrinkRuns, Shrinker.COMMAND_LIMIT);
    out.print(runtimeSteps.text(report, line -> command(report.scenario(), line)));
    report
        .recording()
        .ifPresentOrElse(
            recording -> out.printf("file: %s%n", written(report, recording)),
            () -> out.printf("file: none, as %s%n", whyNoFile(report)));
    return report;
  }

  /** The command that brings {@code line} back; one that is too long for a command goes to a file. */
  private String command(String scenario, String line) {
    if (!LineFile.isNeeded(line)) {
      return FailureReport.command(line);
    }
    Path file = directory.resolve(LineFile.name(scenario, line));
    try {
      Writable.makeDirectory(directory);
      AtomicFile.write(file, line + "\n");
    } catch (OutputException e) {
      Session.of(spec).notWritten(spec.commandLine().getErr(), e);
      return FailureReport.command(line);
    }
    return FailureReport.command(file.toString());
  }

  private static String whyNoFile(FailureReport report) {
    return report.traced().trace().isPresent()
        ? "it is too long, and steps are left out"
        : report.failure().isByWatchdog()
            ? "it was not run again"
            : "it did not fail again";
  }

  /** Writes the file and returns its name, or that there is none: that is no reason to lose the rest. */
  private String written(FailureReport failure, Recording recording) {
    Path file =
        directory.resolve(
            Quoting.fileName(failure.scenario()) + "-" + failure.line().options().seed()
                + ".replay");
    try {
      Writable.makeDirectory(directory);
      AtomicFile.write(file, recording.toText());
    } catch (OutputException e) {
      Session.of(spec).notWritten(spec.commandLine().getErr(), e);
      return "none, as it cannot be written";
    }
    return file.toString();
  }
}
