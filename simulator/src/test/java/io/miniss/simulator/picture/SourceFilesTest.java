package io.miniss.simulator.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.weave.JavaProgram;
import io.miniss.simulator.weave.ProgramSettings;
import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page shows the lines of the program that the run has executed. */
final class SourceFilesTest {
  private static final String PROGRAM =
      """
      package com.acme;
      public class Counter {
        static int count;
        public static void main(String[] args) throws Exception {
          Thread other = new Thread(() -> count++); // <adds>
          other.start();
          count++;
          other.join();
        }
      }
      """;

  @TempDir
  Path project;

  private Path compiled(String sources, String classes) throws IOException {
    Path source = project.resolve(sources).resolve("com/acme/Counter.java");
    Path output = Files.createDirectories(project.resolve(classes));
    Files.createDirectories(source.getParent());
    Files.writeString(source, PROGRAM);
    int errors =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-g", "-d", output.toString(), source.toString());
    assertThat(errors).isZero();
    return output;
  }

  private static Picture picture(Path classes) {
    JavaProgram program =
        JavaProgram.of(
            new ProgramSettings(
                "com.acme.Counter", List.of(), List.of(classes), WovenPackages.parse("com.acme"),
                true, Optional.empty(), true));
    SimulationResult result = Simulator.trace(SimulationOptions.seed(0), program::run);
    return Picture.of(program.name(), result);
  }

  @ParameterizedTest
  @ValueSource(strings = {"target/classes", "build/classes/java/main", "out"})
  void linesShowTheirTextFromTheProject(String classes) throws IOException {
    Path output = compiled("src/main/java", classes);
    String page =
        TracePage.html(picture(output), SourceFiles.of(List.of(), List.of(output)));
    assertThat(page)
        .contains("<details class=\"source\"><summary>Counter.java:5</summary><pre>")
        .contains(
            "<mark>    5      Thread other = new Thread(() -&gt; count++); // &lt;adds&gt;</mark>")
        .contains("<a href=\"file:///")
        .contains("src/main/java/com/acme/Counter.java\"")
        .contains("\"first\":1,\"lines\":[\"package com.acme;\"");
  }

  @Test
  void directoriesThatAreNamedComeFirst() throws IOException {
    Path output = compiled("elsewhere", "target/classes");
    Picture picture = picture(output);
    assertThat(
        TracePage.html(picture, SourceFiles.of(List.of(project.resolve("elsewhere")), List.of())))
        .contains("<summary>Counter.java:5</summary>");
    assertThat(TracePage.html(picture, SourceFiles.of(List.of(), List.of(output))))
        .contains("<span class=\"source\">Counter.java:5</span>")
        .doesNotContain("<summary>");
  }

  @Test
  void jarOfSourcesHasTextButNoLink() throws IOException {
    Path jar = project.resolve("counter-1.0.jar");
    try (OutputStream file = Files.newOutputStream(project.resolve("counter-1.0-sources.jar"));
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.putNextEntry(new ZipEntry("com/acme/Counter.java"));
      zip.write(PROGRAM.getBytes(StandardCharsets.UTF_8));
    }
    SourceFiles.Excerpt excerpt =
        SourceFiles.of(List.of(), List.of(jar))
            .excerpt("com.acme.Counter$Inner", "Counter.java:7")
            .orElseThrow();
    assertThat(excerpt.link()).isEmpty();
    assertThat(excerpt.first()).isEqualTo(3);
    assertThat(excerpt.lines()).hasSize(8).contains("    count++;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Counter.java:99", "Counter.java:-1", "Counter.java:0", "Counter.java",
        "Gone.java:1",
        "../acme/Counter.java:1", ""})
  void lineThatIsNotThereHasNoText(String source) throws IOException {
    compiled("src/main/java", "target/classes");
    SourceFiles files = SourceFiles.of(List.of(project.resolve("src/main/java")), List.of());
    assertThat(files.excerpt("com.acme.Counter", "Counter.java:1")).isPresent();
    assertThat(files.excerpt("com.acme.Counter", source)).isEmpty();
  }

  @Test
  void fileThatCannotBeReadHasNoText() throws IOException {
    Files.writeString(project.resolve("counter-sources.jar"), "no archive");
    assertThat(
        SourceFiles.of(List.of(), List.of(project.resolve("counter.jar")))
            .excerpt("com.acme.Counter", "Counter.java:1"))
        .isEmpty();
  }
}
