package io.miniss.simulator.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonObjectTest {
  @Test
  void whatIsWrittenIsReadBack() {
    String odd = "\"quoted\" \\ </script> \n\r\t\u0000\u001f\u007f \u2028 \ud83d\ude00 \ud83d.";
    String text =
        new JsonWriter().open('{').key(odd).value(odd).key("n").value(Long.MAX_VALUE)
            .key("list").open('[').value(odd).value("").close(']')
            .key("inner").open('{').key("truth").value(true).close('}').close('}').toString();
    JsonObject read = JsonObject.parse(text);
    assertThat(read.string(odd)).isEqualTo(odd);
    assertThat(read.number("n")).isEqualTo(Long.MAX_VALUE);
    assertThat(read.optionalNumber("m")).isEmpty();
    assertThat(read.strings("list")).containsExactly(odd, "");
    assertThat(read.optionalObject("inner").orElseThrow().has("truth")).isTrue();
    assertThat(read.optionalObject("outer")).isEmpty();
  }

  @Test
  void otherWritersSpacesEscapesAndKindsAreRead() {
    JsonObject read =
        JsonObject
            .parse(" { \"a\" :\t\"\\u00e9\\/\\b\\f\\r\", \"b\":[1.5e3,null,false,{}] , \"c\":7}");
    assertThat(read.string("a")).isEqualTo("\u00e9/\b\f\r");
    assertThat(read.number("c")).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "7", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1}x", "{a:1}",
        "{\"a\":1,\"a\":2}", "{\"a\":\"", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\u1",
        "{\"a\":tru}", "{\"a\":1-2}", "{\"a\":99999999999999999999}", "{\"a\":\"\n\"}"})
  void whatIsNoObjectIsRefusedAndThePlaceNamed(String text) {
    assertThatThrownBy(() -> JsonObject.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("no JSON: .* \\(character [0-9]+\\)");
  }

  @Test
  void whatIsNestedTooDeeplyIsRefused() {
    assertThatThrownBy(() -> JsonObject.parse("{\"a\":" + "[".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void aMemberThatIsMissingOrOfAnotherKindIsNamed() {
    JsonObject read = JsonObject.parse("{\"a\":\"x\",\"b\":-1,\"c\":[1],\"d\":1.5,\"e\":null}");
    assertThatThrownBy(() -> read.string("z")).hasMessage("\"z\" is missing");
    assertThatThrownBy(() -> read.number("a")).hasMessage("\"a\" is not a whole number");
    assertThatThrownBy(() -> read.number("b")).hasMessage("\"b\" is negative: -1");
    assertThatThrownBy(() -> read.strings("c")).hasMessage("\"c\" is no list of strings");
    assertThatThrownBy(() -> read.number("d")).hasMessage("\"d\" is not a whole number");
    assertThatThrownBy(() -> read.string("e")).hasMessage("\"e\" is not a string");
    assertThatThrownBy(() -> read.optionalObject("a")).hasMessage("\"a\" is not an object");
  }
}
