package io.miniss.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program in a JVM of its own: how it ends, or what it leaves behind, is the test. */
public final class ForkedJvm {
  /** A program that does not end fails its test; none needs more than a few seconds. */
  private static final long LIMIT_SECONDS = 60;

  private static final List<String> OPENS =
      List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED");

  /** How a program ended, and what it wrote to both of its streams. */
  public record Ended(int exitCode, String output) {
    /** The output of a program that has to end with exit code 0. */
    public String succeeded() {
      assertThat(exitCode).as(output).isZero();
      return output;
    }
  }

  private ForkedJvm() {}

  /** Runs {@code main} with the flags of the README, and with the class path of the test. */
  public static Ended run(Class<?> main, String... arguments) throws Exception {
    return runOpen(List.of(), main, arguments);
  }

  /** Runs {@code main} with the flags of the README and {@code flags}, and with the class path of the test. */
  public static Ended runOpen(List<String> flags, Class<?> main, String... arguments)
      throws Exception {
    List<String> all = new ArrayList<>(OPENS);
    all.addAll(flags);
    return run(all, main.getName(), arguments);
  }

  /** Runs a class or source file with {@code flags} and the class path of the test. */
  public static Ended run(List<String> flags, String main, String... arguments) throws Exception {
    List<String> words = new ArrayList<>(flags);
    words.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            main));
    words.addAll(Arrays.asList(arguments));
    return java(words);
  }

  /** Calls {@code java} with {@code words}. */
  public static Ended java(List<String> words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(words);
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
