package io.miniss.simulator.weave;

import static org.assertj.core.api.Assertions.assertThat;

import example.woven.CorrectArrays;
import example.woven.RacyArrays;
import io.miniss.simulator.campaign.Campaign;
import io.miniss.simulator.engine.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Races of methods of the JDK that access many elements of an array. */
class ArrayRacesTest {
  private static void expectRace(String... arguments) {
    Campaign.Result result =
        Programs.explore(
            Programs.program(RacyArrays.class.getName(), true, arguments), "random", 20, 50);
    assertThat(result.failure())
        .hasValueSatisfying(
            found -> {
              assertThat(found.failure().kind()).isEqualTo(FailureKind.RACE);
              assertThat(found.failure().message()).contains("[5]", "RacyArrays.java:");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "equals", "equalsRange", "compare", "mismatch", "stream", "streamRange", "spliterator",
        "binarySearch", "deepToString", "deepHashCode", "deepEquals", "ofInts", "atomic",
        "listOf", "streamOf", "streamByReference", "addAll", "copyOnWrite", "join", "format",
        "newString", "newStringByReference", "newStringRange", "valueOf", "copyValueOf",
        "append", "appendByReference", "insert", "fromBytes", "fromBytesRange", "number",
        "base64", "put", "output"})
  void callsThatReadElementsRace(String call) {
    expectRace("reads", call);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "toArray", "getChars", "getCharsOfBuilder", "nextBytes", "get", "input",
        "parallelPrefix"})
  void callsThatWriteElementsRace(String call) {
    expectRace("writes", call);
  }

  @Test
  void callsOnOtherElementsDoNotRace() {
    JavaProgram program = Programs.program(CorrectArrays.class.getName(), true);
    assertThat(Programs.explore(program, "random", 100, 3).failure()).isEmpty();
  }
}
