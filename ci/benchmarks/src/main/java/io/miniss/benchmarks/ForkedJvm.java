package io.miniss.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A JVM with the flags of this one that measures one thing and prints the figures. */
public final class ForkedJvm {
  private ForkedJvm() {}

  /**
   * Runs {@code main} and waits for its end. What it writes to standard error goes to this one's.
   *
   * @param flags of the JVM, after those of this one
   * @return the lines that it printed
   * @throws IllegalStateException if it ended with an exit code other than 0
   */
  public static List<String> run(Class<?> main, List<String> flags, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    Process jvm =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String text = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = jvm.waitFor();
      if (code != 0) {
        throw new IllegalStateException(command + " has ended with " + code + ": " + text);
      }
      return text.lines().toList();
    } finally {
      jvm.destroyForcibly();
    }
  }
}
