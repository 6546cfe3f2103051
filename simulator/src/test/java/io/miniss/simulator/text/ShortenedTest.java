package io.miniss.simulator.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortenedTest {
  @Test
  void shortTextStaysAsItIs() {
    String text = "x".repeat(200);
    assertThat(Shortened.of(text)).isEqualTo(text);
    assertThat(Shortened.words("no " + text)).isEqualTo("no " + text);
  }

  @Test
  void ofLongTextTheBeginningAndLengthAreLeft() {
    assertThat(Shortened.of("x".repeat(1_234)))
        .isEqualTo("x".repeat(200) + "... (1,234 characters)");
    assertThat(Shortened.words("no " + "$".repeat(201) + " here"))
        .isEqualTo("no " + "$".repeat(200) + "... (201 characters) here");
  }

  @Test
  void noCharacterIsCutInTwo() {
    String smile = "\uD83D\uDE00";
    assertThat(Shortened.of("x".repeat(199) + smile + "y"))
        .isEqualTo("x".repeat(199) + "... (202 characters)");
    assertThat(Shortened.of("x".repeat(198) + smile + "y"))
        .isEqualTo("x".repeat(198) + smile + "... (201 characters)");
  }
}
