package io.miniss.properties.jqwik;

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
            Path.of("src/test/java/io/miniss/properties/jqwik/example/SumProperties.java"));
    String example = source.substring(source.indexOf("class SumProperties"));
    assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + example + "```");
  }
}
