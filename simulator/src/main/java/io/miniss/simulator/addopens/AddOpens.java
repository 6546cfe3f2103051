package io.miniss.simulator.addopens;

import io.miniss.runtime.spi.VirtualThreads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link VirtualThreads} available to simulations. With the flag {@link VirtualThreads#flag()}
 * there is nothing to do; without it a helper JVM attaches an agent to this process, once, which opens
 * the package.
 */
public final class AddOpens {
  private static final System.Logger LOG = System.getLogger(AddOpens.class.getName());
  private static final int HELPER_SECONDS = 30;

  private AddOpens() {}

  /**
   * Checks that simulated threads can be made, and opens what they need if not.
   *
   * @throws IllegalStateException if the JVM does not let us; names the flag, and where it goes
   */
  public static void ensure() {
    String refusal = Attempt.REFUSAL;
    if (refusal != null) {
      throw new IllegalStateException(refusal);
    }
  }

  /** The one attempt of this JVM, made when a simulation first asks. */
  private static final class Attempt {
    static final @Nullable String REFUSAL =
        VirtualThreads.available() ? null : Undisturbed.call(AddOpens::attempt);

    private Attempt() {}
  }

  private static @Nullable String attempt() {
    String problem;
    try {
      problem = attach(AddOpensAgent.class, VirtualThreads.class.getName());
    } catch (IOException | UncheckedIOException e) {
      problem = e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problem = "interrupted";
    }
    if (VirtualThreads.available()) {
      LOG.log(
          System.Logger.Level.INFO,
          "this JVM was started without "
              + VirtualThreads.flag()
              + ": the simulator has opened java.lang by an agent that it attached to its own process"
              + " (hence the JVM's warning); the flag makes that unnecessary. "
              + surefire());
      return null;
    }
    return "simulations need the JVM flag "
        + VirtualThreads.flag()
        + ", and this JVM does not let the simulator open java.lang by itself ("
        + (problem.isEmpty() ? "the agent changed nothing" : problem)
        + "). "
        + surefire();
  }

  private static String surefire() {
    return "With Maven Surefire: <argLine>" + VirtualThreads.flag() + "</argLine>";
  }

  /** What went wrong; empty if nothing is known to. */
  static String attach(Class<?> agent, String argument) throws IOException, InterruptedException {
    Path jar = Files.createTempFile("miniss-opens-", ".jar");
    Path output = Files.createTempFile("miniss-opens-", ".txt");
    try {
      writeJar(jar, agent);
      ProcessBuilder helper =
          new ProcessBuilder(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx32m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  jar.toString(),
                  Attach.class.getName(),
                  Long.toString(ProcessHandle.current().pid()),
                  jar.toString(),
                  argument))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      // What is meant for this JVM (a debugger's port, an agent) is not for the helper.
      helper.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
      Process process = helper.start();
      if (!process.waitFor(HELPER_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "the helper JVM did not end within " + HELPER_SECONDS + " s";
      }
      if (process.exitValue() == 0) {
        return "";
      }
      return Files.readString(output, StandardCharsets.UTF_8).lines().findFirst().orElse("")
          + ", exit code "
          + process.exitValue();
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(jar);
    }
  }

  private static void writeJar(Path jar, Class<?> agent) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Agent-Class", agent.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (Class<?> each : List.of(agent, Attach.class)) {
        String entry = each.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(entry));
        try (InputStream in = AddOpens.class.getResourceAsStream("/" + entry)) {
          if (in == null) {
            throw new IOException("there is no " + entry);
          }
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
  }
}
