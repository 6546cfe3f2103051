package io.miniss.simulator.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shapes of code that published libraries have: most are compiled for Java 8. */
class PublishedCodeTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  private Path directory;

  private Campaign.Result explore(String source) throws IOException {
    compile("Main", source);
    return explore(directory);
  }

  private void compile(String type, String source) throws IOException {
    Path file = directory.resolve(type + ".java");
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, source);
    int result =
        Objects.requireNonNull(ToolProvider.getSystemJavaCompiler())
            .run(
                null, null, null, "--release", "8", "-Xlint:-options", "-classpath",
                directory + File.pathSeparator + directory.resolve("library.jar"), "-d",
                directory.toString(), file.toString());
    assertThat(result).isZero();
  }

  private static Campaign.Result explore(Path... classPath) {
    JavaProgram program =
        JavaProgram.of(
            new ProgramSettings(
                "Main", List.of(), List.of(classPath), WovenPackages.parse("Main"), false,
                Optional.empty(), true));
    return Programs.explore(program, "random", 20, 5);
  }

  /** For access to private members of nested classes, older compilers make methods. */
  @Test
  void accessorsInitialiseTheirClass() throws IOException {
    Campaign.Result result =
        explore(
            """
            class Main {
              static class Holder {
                private static final Object VALUE = new Object();
              }

              public static void main(String[] arguments) {
                if (Holder.VALUE == null) {
                  throw new AssertionError("not initialised");
                }
              }
            }
            """);
    assertThat(result.failure().map(FailureReport::failure)).isEmpty();
  }

  @Test
  void defaultMethodsInitialiseTheirInterface() throws IOException {
    Campaign.Result result =
        explore(
            """
            class Main {
              interface Named {
                Object NAME = new Object();

                default Object name() {
                  return NAME;
                }

                default java.util.function.Supplier<Object> later() {
                  return () -> NAME;
                }
              }

              static class One implements Named {}

              public static void main(String[] arguments) {
                if (new One().later().get() == null || new One().name() == null) {
                  throw new AssertionError("not initialised");
                }
              }
            }
            """);
    assertThat(result.failure().map(FailureReport::failure)).isEmpty();
  }

  /** The handler of {@code finally} is in the range that it covers, as the block before it ends in a throw. */
  @Test
  void threadsEndInBlocksBeforeFinally() throws IOException {
    Campaign.Result result =
        explore(
            """
            class Main {
              static volatile int count;

              static void count() {
                try {
                  throw new IllegalArgumentException();
                } catch (IllegalArgumentException e) {
                  for (int i = 0; i < 10_000; i++) {
                    count++;
                  }
                  throw new IllegalStateException(e);
                } finally {
                  count++;
                }
              }

              public static void main(String[] arguments) {
                new Thread(Main::count).start();
                while (count < 10) {
                  Thread.yield();
                }
                throw new IllegalStateException("on purpose");
              }
            }
            """);
    assertThat(result.failure().orElseThrow().failure().message())
        .isEqualTo("java.lang.IllegalStateException: on purpose");
  }

  /** Who loads a class of a signed jar first verifies the signature, in the first run. */
  @Test
  void signedJarsAreVerifiedOutsideTheRun() throws Exception {
    compile(
        "lib/Library",
        """
        package lib;

        public class Library {
          public static int value() {
            return 1;
          }
        }
        """);
    tool("keytool", "-genkeypair", "-alias", "key", "-keyalg", "EC", "-dname", "CN=test",
        "-keystore", "keys", "-storepass", "password");
    tool("jar", "--create", "--file", "library.jar", "lib/Library.class");
    tool("jarsigner", "-keystore", "keys", "-storepass", "password", "library.jar", "key");
    Files.delete(directory.resolve("lib/Library.class"));
    Files.delete(directory.resolve("lib/Library.java"));
    compile(
        "Main",
        """
        class Main {
          static int value;

          public static void main(String[] arguments) {
            value = lib.Library.value();
          }
        }
        """);
    Campaign.Result result = explore(directory, directory.resolve("library.jar"));
    assertThat(result.failure().map(FailureReport::failure)).isEmpty();
  }

  private void tool(String name, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
