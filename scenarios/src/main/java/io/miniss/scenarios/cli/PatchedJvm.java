package io.miniss.scenarios.cli;

import io.miniss.scenarios.Main;
import io.miniss.simulator.weave.JavaProgram;
import io.miniss.simulator.weave.jdk.JdkBodies;
import io.miniss.simulator.weave.jdk.JdkPatch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Runs commands about plain Java programs in a JVM with a patched JDK, where no agent slows the threads of the
 * simulation. Without it they work as well: an agent does the same in this JVM then.
 */
public final class PatchedJvm {
  private static final int HEAD = 4_096;

  private PatchedJvm() {}

  /** The exit code of the command in a JVM of its own, or nothing if it can be run in this one. */
  public static OptionalInt run(String[] arguments) {
    if (!isAboutProgram(arguments)) {
      return OptionalInt.empty();
    }
    if (JdkBodies.arePatched()) {
      return refusal();
    }
    try {
      Process process = new ProcessBuilder(command(arguments)).inheritIO().start();
      endsWithThisOne(process);
      return OptionalInt.of(process.waitFor());
    } catch (IOException e) {
      System.err.println(
          "no JVM with a patched JDK can be started (" + e
              + "): an agent does the same in this one,"
              + " where runs are slower");
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.of(ExitCodes.FAILED);
    }
  }

  /** From now on a signal that ends this JVM ends {@code process} before it. */
  private static void endsWithThisOne(Process process) {
    Thread end = Thread.ofPlatform().name("miniss-stop-other").unstarted(() -> end(process));
    try {
      Runtime.getRuntime().addShutdownHook(end);
    } catch (IllegalStateException endsAlready) {
      process.destroy();
    }
  }

  private static void end(Process process) {
    process.destroy();
    try {
      process.waitFor(); // which prints what was done, and does not take long
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The exit code if this JVM has a patch that is not of this build; says so. */
  private static OptionalInt refusal() {
    try {
      JdkBodies.ensure();
      return OptionalInt.empty();
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
      return OptionalInt.of(ExitCodes.BAD_USAGE);
    }
  }

  private static boolean isAboutProgram(String[] arguments) {
    for (String each : arguments) {
      if (each.equals("--class")
          || each.startsWith("--class=")
          || each.equals("--junit")
          || each.startsWith("--junit=")
          || isLine(each)
          || isFileOfProgram(each)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLine(String word) {
    return word.startsWith(JavaProgram.PREFIX) || word.startsWith("\"" + JavaProgram.PREFIX);
  }

  /** Whether the command asks for it, or repeats a run of one that did. */
  private static boolean isDeep(String[] arguments) {
    for (String each : arguments) {
      if (each.equals("--weave-deep")
          || (isLine(each) && isDeepName(each))
          || (isFileOfProgram(each) && isDeepName(head(each)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDeepName(String text) {
    return text.contains(" deep=on");
  }

  private static boolean isFileOfProgram(String word) {
    return word.endsWith(".replay") && head(word).contains(JavaProgram.PREFIX);
  }

  private static String head(String file) {
    try (var in = Files.newInputStream(Path.of(file))) {
      return new String(in.readNBytes(HEAD), StandardCharsets.UTF_8);
    } catch (IOException | RuntimeException e) {
      return ""; // the command itself says what is wrong with it
    }
  }

  private static List<String> command(String[] arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(
        isDeep(arguments) ? JdkPatch.deepFlags(cache()) : JdkPatch.flags(cache()));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Path cache() {
    String given = System.getenv("XDG_CACHE_HOME");
    Path base =
        given == null || given.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(given);
    return base.resolve("miniss");
  }
}
