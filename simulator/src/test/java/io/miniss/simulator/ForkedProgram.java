package io.miniss.simulator;

import io.miniss.runtime.spi.VirtualThreads;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class in a JVM of its own, with the class path of the test; one that does not end is killed. */
public final class ForkedProgram {
  private static final long LIMIT_SECONDS = 40;

  /** How a program ended, and what it wrote to both of its streams. */
  public record Ended(int status, String output) {}

  private ForkedProgram() {}

  /** Runs {@code main} in a JVM with {@code flags} besides those that simulations need. */
  public static Ended run(List<String> flags, Class<?> main, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(VirtualThreads.FLAG.split(" ")));
    command.addAll(flags);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(Arrays.asList(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread limit = Thread.ofPlatform().daemon().start(() -> killAtLimit(process));
    try {
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), output);
    } finally {
      process.destroyForcibly();
      limit.interrupt();
    }
  }

  private static void killAtLimit(Process process) {
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
