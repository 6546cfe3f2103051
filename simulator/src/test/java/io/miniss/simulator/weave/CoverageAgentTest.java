package io.miniss.simulator.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.strategy.Strategies;
import io.miniss.simulator.weave.rewrite.WovenPackages;
import io.miniss.testkit.ForkedJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.tools.ToolProvider;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.analysis.ISourceNode;
import org.jacoco.core.tools.ExecFileLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

/** JaCoCo's agent changes all classes, ours as well, and woven ones while they are loaded. */
class CoverageAgentTest {
  /** With so many branches, a method is almost too large to be woven as a whole; with their probes it is. */
  private static final int LARGE = 900;

  private static final String SOURCE =
      """
      class Main {
        static int[] counts = new int[1];
        static class Adding extends Thread {
          @Override
          public void run() {
            add(false);
          }
        }
        static synchronized void add(boolean twice) {
          counts[0]++;
          if (twice) {
            counts[0]++;
          }
        }
        public static void main(String[] arguments) throws Exception {
          Adding other = new Adding();
          other.start();
          add(false);
          Holder.CELL.value++;
          fill(counts, false);
          other.join();
          if (counts[0] != 2) {
            throw new AssertionError(counts[0]);
          }
        }
        static class Holder {
          static final Cell CELL = new Cell();
        }
        static class Cell {
          int value;
        }
        static void fill(int[] numbers, boolean twice) {
          numbers[0] = 2;
          %s
        }
      }
      """.formatted("if (twice) numbers[1111] = 2222;\n".repeat(LARGE));

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  private Path directory;

  /** Prints what runs of some programs did. */
  static final class Runs {
    private Runs() {}

    public static void main(String[] arguments) {
      System.out.println(hashes(Path.of(arguments[0])));
      System.exit(0); // threads of pools may be left
    }
  }

  /** Tests what is refused. */
  static final class Refusals {
    private Refusals() {}

    public static void main(String[] arguments) {
      EngineTestKit.engine("junit-jupiter")
          .selectors(DiscoverySelectors.selectClass(UnusualProgramsTest.class))
          .execute()
          .testEvents()
          .assertStatistics(tests -> tests.failed(0));
      System.exit(0);
    }
  }

  private static List<String> hashes(Path compiled) {
    JavaProgram main =
        JavaProgram.of(
            new ProgramSettings(
                "Main", List.of(), List.of(compiled), WovenPackages.parse("Main"), true,
                Optional.empty(), true));
    List<JavaProgram> programs = new ArrayList<>(List.of(main));
    for (String type : List.of("CorrectPools$InvokedAndFailed", "HashOrders$OfConstants")) {
      programs.add(0, Programs.program(Programs.PACKAGE + "." + type, true));
      programs.add(0, Programs.deep(Programs.PACKAGE + "." + type));
    }
    List<String> hashes = new ArrayList<>();
    for (JavaProgram program : programs) {
      for (int seed = 2; seed >= 0; seed--) {
        SimulationOptions options =
            SimulationOptions.seed(seed).withStrategy(Strategies.parse("random"));
        hashes.add(
            Simulator.run(options, program::run).traceHashText());
      }
    }
    return hashes;
  }

  private void compile(String release) throws IOException {
    Path file = Files.writeString(directory.resolve("Main.java"), SOURCE);
    int result =
        Objects.requireNonNull(ToolProvider.getSystemJavaCompiler())
            .run(
                null, null, null, "--release", release, "-Xlint:-options", "-d",
                directory.toString(), file.toString());
    assertThat(result).isZero();
  }

  private static String runWithAgent(Path record, Class<?> main, String... arguments)
      throws Exception {
    String agent =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(each -> Path.of(each).getFileName().toString().contains("jacoco.agent"))
            .findFirst().orElseThrow();
    return ForkedJvm.runOpen(
        List.of("-javaagent:" + agent + "=destfile=" + record), main, arguments).succeeded();
  }

  /** Runs the programs with JaCoCo's agent; returns what it has recorded. */
  private ExecFileLoader record() throws Exception {
    Path record = directory.resolve("jacoco.exec");
    assertThat(runWithAgent(record, Runs.class, directory.toString()))
        .endsWith(hashes(directory).toString());
    ExecFileLoader loader = new ExecFileLoader();
    loader.load(record.toFile());
    return loader;
  }

  private int statusOfLine(ExecFileLoader recorded, int line) throws IOException {
    CoverageBuilder coverage = new CoverageBuilder();
    new Analyzer(recorded.getExecutionDataStore(), coverage)
        .analyzeAll(directory.resolve("Main.class").toFile());
    ISourceNode type = coverage.getClasses().iterator().next();
    return type.getLine(line).getStatus();
  }

  @Test
  void jaCoCoChangesNoRunAndCountsWovenCode() throws Exception {
    for (String release : List.of("8", "25")) { // in older class files, the probes are in a static field
      compile(release);
      ExecFileLoader recorded = record();
      assertThat(statusOfLine(recorded, 10)).isEqualTo(ICounter.FULLY_COVERED);
      assertThat(statusOfLine(recorded, 11)).isEqualTo(ICounter.PARTLY_COVERED);
      assertThat(statusOfLine(recorded, 12)).isEqualTo(ICounter.NOT_COVERED);
    }
  }

  @Test
  void jaCoCoHidesNoRefusal() throws Exception {
    runWithAgent(directory.resolve("jacoco.exec"), Refusals.class);
  }
}
