package io.miniss.runtime;

import io.miniss.runtime.spi.VirtualThreads;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program in a JVM that does nothing else: what it leaves behind, or how it ends, is the test. */
public final class ForkedJvm {
  /** A program that does not end fails its test; none needs more than a few seconds. */
  private static final long LIMIT_SECONDS = 60;

  /** How a program ended, and what it wrote to both of its streams. */
  public record Ended(int exitCode, String output) {}

  private ForkedJvm() {}

  /** Runs {@code main} with the flags of the README, and with the class path of the test. */
  public static Ended run(Class<?> main, String... arguments) throws Exception {
    List<String> flags = new ArrayList<>(Arrays.asList(VirtualThreads.FLAG.split(" ")));
    return run(flags, main.getName(), arguments);
  }

  /** Runs a class or source file with {@code flags} and the class path of the test. */
  public static Ended run(List<String> flags, String main, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            main));
    command.addAll(Arrays.asList(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread limit = Thread.ofPlatform().daemon().start(() -> killAtLimit(process));
    try {
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
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
