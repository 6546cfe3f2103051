package io.miniss.scenarios.cli;

import io.miniss.simulator.weave.JavaProgram;
import io.miniss.simulator.weave.ProgramSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of commands that take a plain Java program in place of a scenario. */
final class ProgramFlags {
  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description = "Explore a plain Java program: the class with its main method.")
  @Nullable String mainClass;

  @Option(
      names = "--junit",
      paramLabel = "CLASS[#METHOD]",
      description = "Explore a test class of JUnit 3, 4 or 5: each run calls a test method once.")
  @Nullable String test;

  @Option(
      names = "--weave",
      paramLabel = "PACKAGES",
      description = "With --class or --junit: which packages or classes to weave, separated by commas (default: the"
          + " package of the class).")
  @Nullable String packages;

  @Option(
      names = "--weave-deep",
      description = "With --class or --junit: weave java.util.concurrent inside as well, so that each of its accesses to"
          + " shared state is a step, and not each call.")
  boolean isDeep;

  @Option(
      names = {"--classpath", "--class-path"},
      paramLabel = "PATH",
      description = "The class path of the program or test, as that of java: directories, jars, and lib/* for all jars of lib.")
  @Nullable String classPath;

  @Option(
      names = "--races",
      paramLabel = "on|off",
      description = "With --class or --junit: whether a data race is a failure (default: on).")
  @Nullable String races;

  @Option(
      names = "--benign-races",
      paramLabel = "FILE",
      description = "A file of benign data races. Each line: a class, field or method, a colon and the reason.")
  @Nullable Path benignRaces;

  /** Whether a program is given. */
  boolean isGiven() {
    return mainClass != null || test != null;
  }

  /** Refuses options of a program where there is none. */
  void requireNone(CommandSpec spec) {
    if (packages != null || isDeep || classPath != null || races != null || benignRaces != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--weave, --weave-deep, --classpath, --races and --benign-races belong to a program: name its class with --class,"
              + " or a test with --junit");
    }
  }

  /** The program, or the test methods, at least one. */
  List<JavaProgram> programs(List<String> arguments, boolean isMuted) {
    if (mainClass != null && test != null) {
      throw new IllegalArgumentException("--class or --junit, one of the two");
    }
    if (races != null && !races.equals("on") && !races.equals("off")) {
      throw new IllegalArgumentException("--races is on or off, not \"" + races + "\"");
    }
    if (test == null) {
      return List.of(JavaProgram.of(settings(String.valueOf(mainClass), arguments, isMuted)));
    }
    if (!arguments.isEmpty()) {
      throw new IllegalArgumentException(
          "a test has no arguments, and these are left: " + String.join(" ", arguments));
    }
    return JavaProgram.tests(settings(test, arguments, isMuted));
  }

  /** The options that name {@code program}, one of {@link #programs}, in the place of those that name all of them. */
  List<String> only(JavaProgram program) {
    return test == null ? List.of() : List.of("--junit", program.settings().mainClass());
  }

  /** The program or the test method, if it is one. */
  JavaProgram program(List<String> arguments, boolean isMuted) {
    List<JavaProgram> all = programs(arguments, isMuted);
    if (all.size() > 1) {
      throw new IllegalArgumentException(
          "name one test method, --junit CLASS#METHOD: "
              + all.stream()
                  .map(each -> each.settings().mainClass())
                  .collect(Collectors.joining(", ")));
    }
    return all.getFirst();
  }

  private ProgramSettings settings(String name, List<String> arguments, boolean isMuted) {
    return JavaProgram.settings(
        name, arguments, classPath == null ? "" : classPath, packages == null ? "" : packages,
        !"off".equals(races), Optional.ofNullable(benignRaces), isMuted)
        .deep(isDeep);
  }
}
