package io.miniss.scenarios.cli;

import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.output.AtomicFile;
import io.miniss.simulator.replay.Recording;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.text.Quoting;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code miniss keep}: turns a run into a file of the corpus. */
@Command(
    name = "keep",
    description = "Run the seed of a line or file again and add the run to the corpus.",
    mixinStandardHelpOptions = true)
public final class KeepCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "LINE-OR-FILE",
      arity = "1..*",
      description = "The line that a failure printed, or the name of a file.")
  List<String> words = List.of();

  @Option(names = "--why", paramLabel = "TEXT",
      description = "Why the run is worth keeping (default: the note of the file).")
  String why = "";

  @Option(
      names = "--corpus",
      paramLabel = "DIR",
      converter = Writable.ToDirectory.class,
      description = "The directory of the corpus (default: ${DEFAULT-VALUE}).")
  Path corpus = Path.of("scenarios", "corpus");

  @Mixin
  WatchdogFlag watchdog = new WatchdogFlag();

  @Spec
  CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    LineOrFile given = LineOrFile.read(words, watchdog);
    ReplayLine line = given.line();
    String note = why.isEmpty() ? given.recording().flatMap(Recording::note).orElse("") : why;
    Scenario scenario = ScenarioRegistry.named(line.scenario());
    SimulationResult traced = Simulator.trace(line.options(), scenario::run);
    Recording recording = Recording.of(scenario.name(), traced).withNote(note);
    Path file =
        corpus.resolve(Quoting.fileName(scenario.name()) + "-" + line.options().seed() + ".replay");
    Writable.makeDirectory(corpus);
    AtomicFile.write(file, recording.toText());
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "kept %s: the run %s%n",
        file, recording.failure().map(failure -> "fails: " + failure).orElse("passes"));
    return ExitCodes.PASSED;
  }
}
