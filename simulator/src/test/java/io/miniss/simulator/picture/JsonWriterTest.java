package io.miniss.simulator.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonWriterTest {
  private static String written(String text) {
    return new JsonWriter().open('[').value(text).close(']').toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"quoted\" \\ back",
        "</script><!-- <script>",
        "lines\n\r\t\u0000\u001f\u007f",
        "separators \u2028 and \u2029",
        "pairs \ud83d\ude00",
        "halves \ud83d and \ude00",
        "]]> & {{data}} ${x}"
      })
  void everyTextComesBackAndCannotEndAScript(String text) {
    String json = written(text);
    assertThat(Json.list(Json.parse(json))).containsExactly(text);
    assertThat(json).doesNotContain("<", ">", "&", "\u2028", "\u2029", "\n", "\u0000");
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(json);
  }

  @Test
  void commasAreWhereTheyBelong() {
    JsonWriter json = new JsonWriter();
    json.open('{').key("a").open('[').value(1).value(2).open('{').close('}').close(']');
    json.key("b").value(true).key("c").open('[').close(']').close('}');
    assertThat(json).hasToString("{\"a\":[1,2,{}],\"b\":true,\"c\":[]}");
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,0.001", "1000,1", "12345,12.345", "-1,-0.001", "-2500,-2.500",
    "9223372036854775807,9223372036854775.807"})
  void thousandthsAreExact(long thousandths, String expected) {
    assertThat(new JsonWriter().open('[').thousandths(thousandths).close(']'))
        .hasToString("[" + expected + "]");
  }
}
