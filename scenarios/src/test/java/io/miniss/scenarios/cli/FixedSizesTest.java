package io.miniss.scenarios.cli;

import static io.miniss.scenarios.cli.Miniss.miniss;
import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.scenarios.cli.Miniss.Answer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes that somebody fixes and that are not drawn, or not with that value. */
final class FixedSizesTest {
  private static final String DRAWS = "test-that-draws-sizes";

  private static void refused(String words, String... arguments) {
    Answer answer = miniss(arguments);
    assertThat(answer.code()).as("%s", List.of(arguments)).isEqualTo(2);
    assertThat(answer.out()).as("%s", List.of(arguments)).isEmpty();
    assertThat(answer.err()).contains(words);
  }

  private static Answer explored(String... sizes) {
    return miniss(
        Stream.concat(
            Stream.of("explore", DRAWS, "--seeds", "5", "--no-other-jvm"), Stream.of(sizes))
            .toList());
  }

  @Test
  void aSizeThatNoRunDrawsIsRefused() {
    String words = "hello draws no size \"buyer\"; it draws none";
    refused(words, "explore", "hello", "--size", "buyer=3");
    refused(words, "explore", "hello", "--keep-going", "--size", "buyer=3");
    refused(words, "explore", "hello", "--exhaustive", "--size", "buyer=3");
    refused(words, "simulate", "hello", "--size", "buyer=3");
    refused(
        "bank draws no size \"client\"; it draws accounts, batch, clients, orders",
        "explore", "bank", "--size", "client=3");
    refused("draws a size \"buyer\"", "zoo", "9", "--size", "buyer=3");
    refused("draws a size \"buyer\"", "zoo", "--table", "--only", "9", "--size", "buyer=3");
  }

  @Test
  void aValueOutOfRangeIsRefused() {
    String most = "size \"clients\" of bank is at most 3, not 1000";
    refused(most, "explore", "bank", "--size", "clients=1000");
    refused(most, "simulate", "bank", "--size", "clients=1000");
    refused(
        "size \"buyers\" of " + DRAWS + " is at least 2, not 1",
        "explore", DRAWS, "--size", "buyers=1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"buyers=2", "buyers=6", "rounds=20", "refunds=3"})
  void aSizeThatSomeRunsDrawIsAccepted(String size) {
    Answer answer = explored("--size", size);
    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.out()).doesNotContain("warning: size", "draws no size");
  }

  @Test
  void whereRunsDifferTheFaultIsWarnedOf() {
    Answer unknown = explored("--size", "buyer=3");
    assertThat(unknown.code()).isZero();
    assertThat(unknown.out())
        .contains(
            "warning: " + DRAWS + " draws no size \"buyer\"; it draws buyers, refunds, rounds");
    Answer outOfRange = explored("--size", "rounds=1000");
    assertThat(outOfRange.code()).isZero();
    assertThat(outOfRange.out())
        .contains("warning: size \"rounds\" of " + DRAWS + " is at most 20, not 1000");
  }

  @Test
  void oneScenarioOfSeveralHasToDrawIt() {
    Answer answer =
        miniss(
            "explore", "hello", "bank", "--seeds", "2", "--no-other-jvm", "--size", "clients=2");
    assertThat(answer.code()).as(answer.err()).isZero();
    refused(
        "none of these scenarios draws a size \"client\"",
        "explore", "hello", "bank", "--size", "client=2");
  }

  @Test
  void oneRunTellsWhatItDoesNotDraw() {
    assertThat(miniss("simulate", DRAWS, "--seed", "2", "--size", "refunds=3").out())
        .contains(
            "warning: " + DRAWS
                + " draws no size \"refunds\" in this run; it draws buyers, rounds");
    assertThat(miniss("replay", DRAWS, "seed=2", "size.buyers=9").out())
        .contains("size \"buyers\" of " + DRAWS + " is at most 6, not 9");
  }
}
