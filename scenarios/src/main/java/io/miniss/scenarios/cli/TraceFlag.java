package io.miniss.scenarios.cli;

import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.output.AtomicFile;
import io.miniss.simulator.output.OutputException;
import io.miniss.simulator.picture.PerfettoTrace;
import io.miniss.simulator.picture.Picture;
import io.miniss.simulator.picture.SourceFiles;
import io.miniss.simulator.picture.TracePage;
import io.miniss.simulator.text.Quoting;
import io.miniss.simulator.weave.JavaProgram;
import java.io.File;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The option of every command that can draw a run; the end of the file's name says how. */
final class TraceFlag {
  private static final String PAGE = ".html";
  private static final String PERFETTO = ".json";
  private static final String ACCEPTED =
      "a name that ends in " + PAGE + " (a page for the browser) or " + PERFETTO
          + " (for ui.perfetto.dev)";

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      converter = Converter.class,
      description = "Draw the run, or the failure: " + ACCEPTED + ".")
  @Nullable Path file;

  @Option(
      names = "--sources",
      paramLabel = "DIRS",
      description = "With --trace FILE.html: directories with source files, separated as on a class path; those in"
          + " src/main/java and the like next to the class path are found without.")
  String sources = "";

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec = CommandSpec.create();

  /** Whether a picture is wanted. */
  boolean isGiven() {
    return file != null;
  }

  /** Draws {@code traced}, if a picture is wanted, and says where. */
  void write(PrintWriter out, String scenario, SimulationResult traced) {
    writeTo(file, out, scenario, traced);
  }

  /** The same where several scenarios may be drawn: the name of each is put into the file's. */
  void writeNamed(PrintWriter out, String scenario, SimulationResult traced) {
    if (file != null) {
      String name = String.valueOf(file.getFileName());
      int dot = name.lastIndexOf('.');
      String named =
          name.substring(0, dot) + "-" + Quoting.fileName(scenario) + name.substring(dot);
      writeTo(file.resolveSibling(named), out, scenario, traced);
    }
  }

  private void writeTo(
      @Nullable Path file, PrintWriter out, String scenario, SimulationResult traced) {
    if (file == null) {
      return;
    }
    if (traced.trace().isEmpty()) {
      out.printf("trace: none, as the run left no record of its steps%n");
      return;
    }
    boolean page = file.toString().endsWith(PAGE);
    try {
      Picture picture = Picture.of(scenario, traced);
      AtomicFile.write(file,
          page ? TracePage.html(picture, sources(scenario)) : PerfettoTrace.json(picture));
    } catch (OutputException e) {
      Session.of(spec).notWritten(spec.commandLine().getErr(), e);
      out.printf("trace: none, as it cannot be written%n");
      return;
    } catch (OutOfMemoryError e) {
      out.printf("trace: none, as the run is too long to be drawn in the memory there is%n");
      return;
    }
    out.printf("trace: %s%n", file);
  }

  private SourceFiles sources(String scenario) {
    return SourceFiles.of(
        paths(sources),
        JavaProgram.isName(scenario) ? JavaProgram.classPath(scenario) : List.of());
  }

  private static List<Path> paths(String text) {
    return Stream.of(text.split(File.pathSeparator, -1))
        .filter(each -> !each.isEmpty())
        .map(Path::of)
        .toList();
  }

  /** Finds out before the first run that nothing could be written after the last. */
  static final class Converter implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      String name = String.valueOf(Path.of(text).getFileName());
      if (!name.endsWith(PAGE) && !name.endsWith(PERFETTO)) {
        throw new TypeConversionException(ACCEPTED + " is accepted: \"" + text + "\"");
      }
      return Writable.file(text);
    }
  }
}
