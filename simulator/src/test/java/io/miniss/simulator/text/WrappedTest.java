package io.miniss.simulator.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WrappedTest {
  @Test
  void shortLinesStayAsTheyAre() {
    String text = "  one\n\n  " + "x".repeat(Wrapped.WIDTH - 2) + "\n";
    assertThat(Wrapped.of(text)).isEqualTo(text);
  }

  @Test
  void longLinesAreContinuedBetweenWords() {
    String words = "  first" + " another".repeat(100);
    String wrapped = Wrapped.of(words + "\nnext");
    assertThat(wrapped.lines()).allMatch(line -> line.length() <= Wrapped.WIDTH).hasSize(6);
    assertThat(wrapped).contains("another\n      another").endsWith("\nnext");
    assertThat(wrapped.replaceAll("\\s+", " ")).isEqualTo(words.substring(1) + " next");
  }

  @Test
  void linesEndAtThePartsOfAStretch() {
    String part = "reads " + "x".repeat(70);
    assertThat(Wrapped.of(part + "; " + part + "; " + part))
        .isEqualTo(part + "; " + part + ";\n    " + part);
  }

  @Test
  void longWordsAreBrokenBetweenCharacters() {
    String wrapped = Wrapped.of("\ud83d\ude00".repeat(500) + "a");
    assertThat(wrapped.lines()).allMatch(line -> line.length() <= Wrapped.WIDTH);
    assertThat(wrapped.replaceAll("\\s", "")).isEqualTo("\ud83d\ude00".repeat(500) + "a");
    assertThat(wrapped).doesNotContain("\ud83d\n");
  }

  @Test
  void whatIsLeftOutOfALineIsCounted() {
    assertThat(Wrapped.of("x".repeat(1_000_000)))
        .hasSizeLessThan(5_000)
        .endsWith("x... (1,000,000 characters)");
  }
}
