package io.miniss.simulator.addopens;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.VirtualThreads;
import io.miniss.simulator.Simulator;
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
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A simulation in a project with a {@code module-info}, with everything on the module path. */
class ModulePathTest {
  private static final String OPENS = "--add-opens java.base/java.lang=io.miniss.runtime";
  private static final String NO_ATTACH = "-XX:+DisableAttachMechanism";

  private static final String MODULE = "module app { requires io.miniss.simulator; }";
  private static final String PROGRAM =
      """
      package app;

      import io.miniss.runtime.Fiber;
      import io.miniss.runtime.MultiCoreRuntime;
      import io.miniss.simulator.SimulationOptions;
      import io.miniss.simulator.Simulator;
      import java.util.concurrent.locks.ReentrantLock;

      public final class Main {
        public static void main(String[] arguments) {
          try {
            System.out.println(
                Simulator.run(
                        SimulationOptions.seed(1),
                        simulation -> {
                          ReentrantLock lock = new ReentrantLock();
                          try (MultiCoreRuntime runtime = simulation.runtime().cores(1).start()) {
                            runtime.spawnFiber(() -> { lock.lock(); Fiber.yieldNow(); lock.unlock(); });
                            runtime.spawn(() -> { lock.lock(); lock.unlock(); }).join();
                          }
                        })
                    .failure());
          } catch (IllegalStateException e) {
            System.out.println("no simulation: " + e.getMessage());
          }
        }
      }
      """;

  @TempDir
  private Path folder;

  @Test
  void theFlagOfTheReadmeIsEnough() throws Exception {
    assertThat(run(OPENS, NO_ATTACH)).isEqualTo("Optional.empty\n");
  }

  @Test
  void theAgentOpensJavaLangToTheModule() throws Exception {
    assertThat(run())
        .contains("Optional.empty\n")
        .contains("this JVM was started without " + OPENS + ":");
  }

  @Test
  void theFlagOfTheModuleIsNamed() throws Exception {
    assertThat(run(NO_ATTACH, VirtualThreads.FLAG))
        .contains("no simulation: simulations need the JVM flag " + OPENS + ",");
  }

  @Test
  void everyPackageForUsersIsExported() {
    ModuleDescriptor simulator =
        ModuleFinder.of(location(Simulator.class))
            .find("io.miniss.simulator")
            .orElseThrow()
            .descriptor();
    Set<String> hidden = new TreeSet<>(simulator.packages());
    simulator.exports().stream()
        .filter(export -> !export.isQualified())
        .forEach(export -> hidden.remove(export.source()));
    assertThat(hidden)
        .containsExactly(
            "io.miniss.simulator.addopens", "io.miniss.simulator.weave.race",
            "io.miniss.weave.boot");
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

  /** What a user of the artifact has, who does not use JUnit. */
  private static String modulePath() throws ClassNotFoundException {
    List<Path> path = new ArrayList<>();
    for (String name : List.of(
        "io.miniss.simulator.Simulator",
        "io.miniss.runtime.MultiCoreRuntime",
        "net.openhft.affinity.Affinity",
        "com.sun.jna.Native",
        "org.jctools.queues.varhandle.SpscVarHandleArrayQueue",
        "org.jctools.queues.MessagePassingQueue",
        "org.slf4j.Logger",
        "org.slf4j.nop.NOPServiceProvider")) {
      path.add(location(Class.forName(name, false, ModulePathTest.class.getClassLoader())));
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
