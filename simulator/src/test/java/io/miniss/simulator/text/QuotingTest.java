package io.miniss.simulator.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.replay.ReplayRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotingTest {
  private static String line(String name) {
    return Quoting.word(name) + " seed=14 cores=3";
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "two cores count once", "it's", "say \"hi\"", "a\\b c", "a=b", "", "a\nb", "\u202eabc",
    "\u05d0\u05d1", "\ud83d\ude00", "\ud83d", "\ude00\ud83d", "tab\tnul\0", "#", "x#y#z"})
  void testNameIsReadAsWritten(String method) {
    String name = ReplayRequest.name(QuotingTest.class, method);
    String line = line(name);
    assertThat(line).doesNotContain("'", "\n");
    assertThat(ReplayLine.parse(line).scenario()).isEqualTo(name);
    assertThat(ReplayLine.parse(line).options().seed()).isEqualTo(14);
    if (!method.isEmpty()) {
      ReplayRequest request = ReplayRequest.of(line);
      assertThat(request.className()).isEqualTo(QuotingTest.class.getName());
      assertThat(request.methodName()).isEqualTo(method);
      assertThat(request.line()).isEqualTo(ReplayLine.parse(line));
    }
  }

  /** As Kotlin's tests are called, typed by hand or through a shell that has taken the quotes. */
  @ParameterizedTest
  @ValueSource(strings = {"two cores count once", "it's late", "a #b c"})
  void nameIsReadWithoutItsQuotes(String method) {
    String name = ReplayRequest.name(QuotingTest.class, method);
    ReplayRequest request = ReplayRequest.of(name + " seed=14 cores=3");
    assertThat(request.name()).isEqualTo(name);
    assertThat(request.line()).isEqualTo(ReplayLine.parse(line(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bank", "io.x.Test$Inner#method", "zoo-9-buggy", "\u00fcber", "a\\b"})
  void plainNameStaysAsItIs(String name) {
    assertThat(Quoting.word(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
    "`\"open`; ends with",
    "`\"a\\x\"`; no other escapes",
    "`\"a\\u00g0\"`; no other escapes",
    "`\"a\"b`; ends with"
  })
  void malformedQuotesAreRefused(String name, String words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReplayLine.parse(name + " seed=1"))
        .withMessageContaining("cannot read the replay line")
        .withMessageContaining(words);
  }

  @Test
  void fileNamesStayDifferent() {
    assertThat(Quoting.fileName("zoo-9")).isEqualTo("zoo-9");
    assertThat(Quoting.fileName("../a b")).doesNotContain("/", " ").startsWith("_");
    assertThat(Quoting.fileName("a/b")).isNotEqualTo(Quoting.fileName("a:b"));
    assertThat(Quoting.fileName("x".repeat(10_000))).hasSizeLessThan(120);
  }

  @Test
  void terminalSeesNoControlCharacters() {
    assertThat(Quoting.printable("a\u001b[31m\u202eb\n"))
        .isEqualTo("a\\u001b[31m\\u202eb\\u000a");
    assertThat(Quoting.printableLines("a\n\tb\r")).isEqualTo("a\n\tb\\u000d");
  }
}
