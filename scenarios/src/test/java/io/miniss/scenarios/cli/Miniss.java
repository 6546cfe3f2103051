package io.miniss.scenarios.cli;

import io.miniss.scenarios.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** Calls the command line, in this JVM or in another. */
final class Miniss {
  private Miniss() {}

  /** What came of a call. */
  record Answer(int code, String out, String err) {}

  static Answer miniss(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return new Answer(commandLine.execute(arguments), out.toString(), err.toString());
  }

  static Answer miniss(List<String> arguments) {
    return miniss(arguments.toArray(String[]::new));
  }

  /** The command line in a process of its own; what it prints goes to {@code log}. */
  static Process start(Path log, List<String> arguments) throws IOException {
    return new ProcessBuilder(command(arguments))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** The words that start such a process. */
  static List<String> command(List<String> arguments) {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp", classPath));
    command.add(Main.class.getName());
    command.addAll(arguments);
    return command;
  }
}
