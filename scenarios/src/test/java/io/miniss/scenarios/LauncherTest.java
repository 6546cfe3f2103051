package io.miniss.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ci/launch.sh} prints while it builds, with a Maven that only prints. */
final class LauncherTest {
  @TempDir
  private Path directory;

  private record Ended(int code, String out, String err) {}

  /** Builds {@code target/a.jar} of a project with the script {@code maven} in place of Maven. */
  private Ended build(String maven) throws IOException, InterruptedException {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Path mvn = Files.writeString(bin.resolve("mvn"), "#!/bin/sh\n" + maven);
    assertThat(mvn.toFile().setExecutable(true)).isTrue();
    Files.createDirectories(directory.resolve("target"));
    Files.writeString(directory.resolve("pom.xml"), "<project/>");
    Path script = Path.of("..", "ci", "launch.sh").toRealPath();
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash", "-uc",
            ". " + script + "; JDK=$TEST_JDK; build_if_stale module target/a.jar pom.xml");
    builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
    builder.environment().put("TEST_JDK", System.getProperty("java.home"));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process =
        builder.directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Ended(process.waitFor(), Files.readString(out), Files.readString(err));
  }

  @Test
  void aBuildSaysWhatItDoesWhileItDownloads() throws Exception {
    Ended ended =
        build(
            """
                i=0
                while [ $i -lt 250 ]; do echo "Downloaded from central: x (1 kB)"; i=$((i + 1)); done
                echo "[INFO] Building miniss runtime 0.1.0-SNAPSHOT                        [2/3]"
                echo "[INFO] anything else"
                touch target/a.jar
                """);
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines())
        .containsExactly(
            "miniss: building target/a.jar",
            "miniss: downloading what the build needs into the local Maven repository; this happens once",
            "miniss: 100 files downloaded",
            "miniss: 200 files downloaded",
            "miniss: building miniss runtime (2/3)");
  }

  @Test
  void aFailedBuildPrintsItsErrorsAndEndsWith3() throws Exception {
    Ended ended =
        build("echo '[INFO] fine'; echo '[ERROR] it broke'; echo 'and here is why'; exit 1\n");
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err())
        .contains("[ERROR] it broke\nand here is why\n", "miniss: the build failed")
        .doesNotContain("fine");
  }

  @Test
  void aMavenThatDoesNotStartShowsItsLastLines() throws Exception {
    Ended ended = build("echo 'JAVA_HOME is not defined correctly'; exit 1\n");
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err()).contains("JAVA_HOME is not defined correctly");
  }
}
