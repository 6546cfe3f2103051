package io.miniss.simulator.weave.jdk;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rewritten bodies as a directory for {@code --patch-module}. It is made once for each build of the JDK and of
 * miniss, and kept.
 */
public final class JdkPatch {
  /** A resource of java.base in a JVM that was started with the directory: the name of the build that made it. */
  private static final String BUILD = "META-INF/miniss-patch.txt";

  private JdkPatch() {}

  /** The options of a JVM that has the rewritten bodies from the start. */
  public static List<String> flags() {
    return flags("DIRECTORY");
  }

  /** The same, and {@code java.util.concurrent} is woven inside. */
  public static List<String> deepFlags() {
    return flags("DIRECTORY");
  }

  private static List<String> flags(String directory) {
    return List.of(
        "--patch-module",
        "java.base=" + directory,
        "--add-exports",
        "java.base/io.miniss.weave.boot=ALL-UNNAMED",
        "--add-opens",
        "java.base/java.lang=ALL-UNNAMED",
        // It is only said that class data sharing is off then.
        "-Xshare:off");
  }

  /** The same with the directory, which is made inside {@code cache} if it is not there yet. */
  public static List<String> flags(Path cache) throws IOException {
    return flags(directory(cache, false).toString());
  }

  /** The same, and {@code java.util.concurrent} is woven inside. */
  public static List<String> deepFlags(Path cache) throws IOException {
    return flags(directory(cache, true).toString());
  }

  private static Path directory(Path cache, boolean isDeep) throws IOException {
    Path directory = cache.resolve(build() + (isDeep ? "-deep" : ""));
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(cache);
      Path made = Files.createTempDirectory(cache, "making-");
      write(made, isDeep);
      try {
        Files.move(made, directory, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(made, directory);
      } catch (IOException e) {
        if (!Files.isDirectory(directory)) { // else another process was faster
          throw e;
        }
      }
    }
    return directory;
  }

  /**
   * What is wrong with the rewritten bodies that this JVM was started with, if they are not those of this build: its
   * hooks would be called as another build calls them. Null if nothing is.
   */
  static @Nullable String misfit() {
    try (InputStream in = Object.class.getModule().getResourceAsStream(BUILD)) {
      String found =
          in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      String expected = build();
      return found.equals(expected)
          ? null
          : "this JVM was started with JDK classes that another build of miniss has rewritten ("
              + (found.isEmpty() ? "an older one" : found) + ", and not " + expected + ")";
    } catch (IOException e) {
      return "the patch of the JDK cannot be read (" + e + ")";
    }
  }

  /** The builds of the JDK and of miniss. */
  private static String build() throws IOException {
    return "jdk-" + Runtime.version() + "-" + fingerprint();
  }

  /** Of what the bodies follow from besides the JDK. */
  private static String fingerprint() throws IOException {
    long sum = 1;
    for (String each : List.of(
        HookInstructions.HOOKS_NAME, HookInstructions.HOOKS_NAME + "$Handler",
        BodyRewriter.class.getName(), BodyRewriter.class.getName() + "$Body",
        HookInstructions.class.getName(), MethodEntries.class.getName(),
        CallReplacements.class.getName(),
        JdkMethod.class.getName(),
        JdkPatch.class.getName(), JdkClasses.class.getName(), DeepRewriter.HOOKS_NAME,
        DeepRewriter.HOOKS_NAME + "$Handler", DeepRewriter.class.getName(),
        DeepRewriter.class.getName() + "$TwoBodies", DeepClasses.class.getName())) {
      for (byte one : Retransformation.bytes(each)) {
        sum = sum * 31 + one;
      }
    }
    return Long.toHexString(sum);
  }

  private static void write(Path directory, boolean isDeep) throws IOException {
    FileSystem jdk = FileSystems.getFileSystem(URI.create("jrt:/"));
    BodyRewriter rewriter = new BodyRewriter();
    for (String each : JdkClasses.ALL) {
      byte[] bytes = Files.readAllBytes(jdk.getPath("/modules/java.base/" + each + ".class"));
      put(directory, each, rewriter.rewrite(each, bytes));
    }
    for (String each : Retransformation.BOOT_CLASSES) {
      put(directory, each.replace('.', '/'), Retransformation.bytes(each));
    }
    Path build = directory.resolve(BUILD);
    Files.createDirectories(build.getParent());
    Files.writeString(build, build() + "\n");
    if (isDeep) {
      writeDeep(directory, rewriter);
    }
  }

  private static void writeDeep(Path directory, BodyRewriter bodies) throws IOException {
    DeepClasses classes = DeepClasses.read();
    DeepRewriter rewriter = new DeepRewriter(classes);
    for (String each : classes.names()) {
      put(
          directory, each,
          rewriter.rewrite(each, bodies.rewrite(each, classes.bytes(each))));
    }
    Path list = directory.resolve(DeepClasses.LIST);
    Files.createDirectories(list.getParent());
    List<String> lines = new ArrayList<>(List.of(rewriter.describe()));
    lines.addAll(classes.names());
    Files.write(list, lines);
  }

  private static void put(Path directory, String type, byte[] bytes) throws IOException {
    Path file = directory.resolve(type + ".class");
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }
}
