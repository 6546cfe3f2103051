package io.miniss.scenarios.cli;

import io.miniss.simulator.weave.JavaProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of commands that take a plain Java program in place of a scenario. */
final class ProgramFlags {
  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description = "A plain Java program: the class with its main method.")
  @Nullable String mainClass;

  @Option(
      names = "--weave",
      paramLabel = "PACKAGES",
      description = "What of it to weave: packages or classes, with commas between them (default: the"
          + " package of the class).")
  @Nullable String packages;

  @Option(
      names = {"--classpath", "--class-path"},
      paramLabel = "PATH",
      description = "Where its classes are: directories and jars.")
  @Nullable String classPath;

  @Option(
      names = "--races",
      paramLabel = "on|off",
      description = "Whether a data race in it is a failure (default: on).")
  @Nullable String races;

  @Option(
      names = "--benign-races",
      paramLabel = "FILE",
      description = "A list of data races that do no harm: a class, field or method, a colon and the reason.")
  @Nullable Path benignRaces;

  /** Whether a program is given. */
  boolean isGiven() {
    return mainClass != null;
  }

  /** Refuses options of a program where there is none. */
  void requireNone(CommandSpec spec) {
    if (packages != null || classPath != null || races != null || benignRaces != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--weave, --classpath, --races and --benign-races belong to a program: name its class with --class");
    }
  }

  /** The program. */
  JavaProgram program(List<String> arguments, boolean isMuted) {
    if (races != null && !races.equals("on") && !races.equals("off")) {
      throw new IllegalArgumentException("--races is on or off, not \"" + races + "\"");
    }
    return JavaProgram.of(
        JavaProgram.settings(
            String.valueOf(mainClass), arguments, classPath == null ? "" : classPath,
            packages == null ? "" : packages, !"off".equals(races),
            Optional.ofNullable(benignRaces), isMuted));
  }
}
