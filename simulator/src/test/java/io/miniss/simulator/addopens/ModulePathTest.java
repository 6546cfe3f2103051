package io.miniss.simulator.addopens;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.VirtualThreads;
import io.miniss.simulator.Simulator;
import io.miniss.testkit.ModularProgram;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A simulation in a project with a {@code module-info}, with everything on the module path. */
class ModulePathTest {
  private static final String OPENS = "--add-opens java.base/java.lang=io.miniss.runtime";
  private static final String NO_ATTACH = "-XX:+DisableAttachMechanism";

  /** What a user of the artifact has, who does not use JUnit. */
  private static final List<String> MODULE_PATH =
      List.of(
          "io.miniss.simulator.Simulator",
          "io.miniss.runtime.MultiCoreRuntime",
          "net.openhft.affinity.Affinity",
          "com.sun.jna.Native",
          "org.jctools.queues.varhandle.SpscVarHandleArrayQueue",
          "org.jctools.queues.MessagePassingQueue",
          "org.slf4j.Logger",
          "org.slf4j.nop.NOPServiceProvider");

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
    assertThat(run(OPENS, NO_ATTACH)).isEqualTo("Optional.empty");
  }

  @Test
  void theAgentOpensJavaLangToTheModule() throws Exception {
    assertThat(run())
        .contains("Optional.empty")
        .contains("this JVM was started without " + OPENS + ":");
  }

  @Test
  void theFlagOfTheModuleIsNamed() throws Exception {
    assertThat(run(NO_ATTACH, VirtualThreads.FLAG))
        .contains("no simulation: simulations need the JVM flag " + OPENS + ",");
  }

  @Test
  void everyPackageForUsersIsExported() {
    assertThat(ModularProgram.hiddenPackages(Simulator.class, "io.miniss.simulator"))
        .containsExactly(
            "io.miniss.simulator.addopens", "io.miniss.simulator.weave.race",
            "io.miniss.weave.boot");
  }

  private String run(String... flags) throws Exception {
    return new ModularProgram(folder, MODULE, PROGRAM, MODULE_PATH).run(flags);
  }
}
