package io.miniss.simulator.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's example is one that is compiled and run. */
final class ReadmeExampleTest {
  @Test
  void theExampleIsOneThatRuns() throws IOException {
    String source =
        Files.readString(
            Path.of("src/test/java/io/miniss/simulator/junit/example/CancelTest.java"));
    String example = source.substring(source.indexOf("class CancelTest"));
    assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + example + "```");
  }
}
