package io.miniss.runtime.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miniss.runtime.MultiCoreRuntime;
import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project with a {@code module-info}, compiled and run with everything on the module path. */
class ModulePathTest {
  private static final String OPENS = "--add-opens java.base/java.lang=io.miniss.runtime";
  private static final String NATIVE = "--enable-native-access=com.sun.jna";
  private static final String DENY = "--illegal-native-access=deny";

  private static final String MODULE = "module app { requires io.miniss.runtime; }";
  private static final String PROGRAM =
      """
      package app;

      import io.miniss.runtime.MultiCoreRuntime;

      public final class Main {
        public static void main(String[] arguments) {
          try (MultiCoreRuntime runtime = MultiCoreRuntime.builder().cores(1).start()) {
            System.out.println(runtime.diagnostics().cores().get(0).pinning());
            try {
              System.out.println("fiber: " + runtime.spawnFiber(() -> 42).join());
            } catch (IllegalStateException e) {
              System.out.println("no fiber: " + e.getMessage());
            }
          }
        }
      }
      """;

  @TempDir
  private Path folder;

  @Test
  void theFlagsOfTheReadmeAreEnough() throws Exception {
    assertThat(run(OPENS, NATIVE, DENY))
        .containsPattern("^(pinned to CPU \\d+|not pinned: .*)\nfiber: 42\n$")
        .doesNotContain("affinity library");
  }

  @Test
  void aMissingFlagIsNamedAndHelps() throws Exception {
    String refusal = run(NATIVE);
    assertThat(refusal).contains("no fiber: ").contains("need the JVM flag " + OPENS + " (");
    assertThat(run(NATIVE, flagIn(refusal))).contains("fiber: 42");
  }

  @Test
  void theFlagForTheClassPathIsToldApart() throws Exception {
    assertThat(run(NATIVE, VirtualThreads.FLAG))
        .contains("need the JVM flag " + OPENS + " (")
        .contains("this module, which ALL-UNNAMED does not include");
  }

  @Test
  void aCoreThatCannotBePinnedNamesTheFlag() throws Exception {
    assumeTrue(LinuxThreads.available(), "pins on Linux");
    String refusal = run(OPENS, DENY);
    assertThat(refusal).contains("not pinned: ").contains("needs the JVM flag " + NATIVE + ")");
    assertThat(run(OPENS, DENY, flagIn(refusal))).contains("pinned to CPU ");
  }

  @Test
  void everyPackageForUsersIsExported() {
    ModuleDescriptor runtime =
        ModuleFinder.of(location(MultiCoreRuntime.class))
            .find("io.miniss.runtime")
            .orElseThrow()
            .descriptor();
    Set<String> hidden = new TreeSet<>(runtime.packages());
    runtime.exports().forEach(export -> hidden.remove(export.source()));
    assertThat(hidden)
        .containsExactly(
            "io.miniss.runtime.internal", "io.miniss.runtime.timer");
  }

  private static String flagIn(String refusal) {
    return Pattern.compile("needs? the JVM flag ([^()]+?) ?[()]")
        .matcher(refusal)
        .results()
        .map(found -> found.group(1))
        .findFirst()
        .orElseThrow();
  }

  private String run(String... flags) throws Exception {
    Path classes = folder.resolve("classes");
    compile(classes);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : flags) {
      command.addAll(Arrays.asList(flag.split(" ")));
    }
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-p",
            classes + File.pathSeparator + modulePath(),
            "-m",
            "app/app.Main"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private void compile(Path classes) throws Exception {
    Path main = folder.resolve("Main.java");
    Path module = folder.resolve("module-info.java");
    Files.writeString(main, PROGRAM);
    Files.writeString(module, MODULE);
    assertThat(
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                classes.toString(),
                "-p",
                modulePath(),
                main.toString(),
                module.toString()))
        .isZero();
  }

  /** What a user of the artifact has. */
  private static String modulePath() throws ClassNotFoundException {
    List<Path> path = new ArrayList<>();
    for (String name : List.of(
        "io.miniss.runtime.MultiCoreRuntime",
        "net.openhft.affinity.Affinity",
        "com.sun.jna.Native",
        "com.sun.jna.platform.win32.Kernel32",
        "org.jctools.queues.varhandle.SpscVarHandleArrayQueue",
        "org.jctools.queues.MessagePassingQueue",
        "org.slf4j.Logger",
        "org.slf4j.nop.NOPServiceProvider")) {
      path.add(
          location(Class.forName(name, false, ModulePathTest.class.getClassLoader())));
    }
    return path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
