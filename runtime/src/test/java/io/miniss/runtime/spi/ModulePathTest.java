package io.miniss.runtime.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.testkit.ModularProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project with a {@code module-info}, compiled and run with everything on the module path. */
class ModulePathTest {
  private static final String OPENS = "--add-opens java.base/java.lang=io.miniss.runtime";
  private static final String NATIVE = "--enable-native-access=com.sun.jna";
  private static final String DENY = "--illegal-native-access=deny";

  /** What a user of the artifact has. */
  private static final List<String> MODULE_PATH =
      List.of(
          "io.miniss.runtime.MultiCoreRuntime",
          "net.openhft.affinity.Affinity",
          "com.sun.jna.Native",
          "com.sun.jna.platform.win32.Kernel32",
          "org.jctools.queues.varhandle.SpscVarHandleArrayQueue",
          "org.jctools.queues.MessagePassingQueue",
          "org.slf4j.Logger",
          "org.slf4j.nop.NOPServiceProvider");

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
        .containsPattern("^(pinned to CPU \\d+|not pinned: .*)\nfiber: 42$")
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
    assertThat(ModularProgram.hiddenPackages(MultiCoreRuntime.class, "io.miniss.runtime"))
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
    return new ModularProgram(folder, MODULE, PROGRAM, MODULE_PATH).run(flags);
  }
}
