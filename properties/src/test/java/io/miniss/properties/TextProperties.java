package io.miniss.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.campaign.FailureReport;
import io.miniss.simulator.json.JsonObject;
import io.miniss.simulator.json.JsonWriter;
import io.miniss.simulator.picture.PerfettoTrace;
import io.miniss.simulator.picture.Picture;
import io.miniss.simulator.picture.TracePage;
import io.miniss.simulator.replay.Recording;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.replay.ReplayRequest;
import io.miniss.simulator.text.Quoting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Names and messages can be any strings: lines, files, pages and shells bring them back. */
class TextProperties {
  /** All strings, with those characters often that mean something to somebody. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<Character> special =
        Arbitraries.of(
            '\'', '"', '\\', '#', '=', ' ', '.', '\n', '\r', '\t', '\0', '\u001b', '\u0085',
            '\u00a0', '\u2028', '\u202e', '\u05d0', '\ud83d', '\ude00', '\uffff', '$', '`', '!',
            '<', '&', '{', '}', 'u', '0');
    Arbitrary<Character> any =
        Arbitraries.oneOf(special, Arbitraries.chars().all(), Arbitraries.chars().alpha());
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(100),
        any.list().ofMaxSize(40).map(TextProperties::join),
        Arbitraries.of("</script>", "{{data}}", "x".repeat(10_000), "end", "-1 2:3.4>5"));
  }

  private static String join(List<Character> characters) {
    StringBuilder text = new StringBuilder();
    characters.forEach(text::append);
    return text.toString();
  }

  @Property
  void replayLineIsReadAsWritten(@ForAll("texts") String name, @ForAll("texts") String size) {
    ReplayLine line =
        new ReplayLine(
            name,
            SimulationOptions.seed(1).withSizes(size.isEmpty() ? Map.of() : Map.of(size, 3)),
            Optional.of("0123456789abcdef"));
    String text = line.toString();
    assertThat(ReplayLine.parse(text).toString()).isEqualTo(text);
    assertThat(ReplayLine.parse(text).scenario()).isEqualTo(name);
    assertThat(ReplayLine.parse(text).options().sizes()).isEqualTo(line.options().sizes());
    assertThat(text.lines()).hasSizeLessThanOrEqualTo(1);
    assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(text);
    assertThat(text).doesNotContain("'");
  }

  @Property
  void requestNamesTheMethod(@ForAll("texts") String method) {
    Assume.that(!method.isEmpty());
    String line = Quoting.word("a.B#" + method) + " seed=1";
    assertThat(ReplayRequest.of(line).className()).isEqualTo("a.B");
    assertThat(ReplayRequest.of(line).methodName()).isEqualTo(method);
  }

  @Property
  void lineOfAFileIsReadAsWritten(@ForAll("texts") String text) {
    String line = Quoting.line(text);
    assertThat(line.lines()).hasSizeLessThanOrEqualTo(1);
    String read = line.startsWith("\"") ? Quoting.unquoted(line) : line;
    assertThat(read).isEqualTo(text);
  }

  @Property
  void jsonIsReadAsWritten(@ForAll("texts") String key, @ForAll("texts") String value) {
    String json = new JsonWriter().open('{').key(key).value(value).close('}').toString();
    assertThat(JsonObject.parse(json).string(key)).isEqualTo(value);
    assertThat(json).doesNotContain("</", "\n");
  }

  /** A failing run all of whose names and words are the same text. */
  private static SimulationResult failing(String text) {
    return Simulator.trace(
        SimulationOptions.seed(0).withMaxSteps(10_000),
        simulation -> {
          SharedLong counter = new SharedLong(simulation.scheduler(), text);
          simulation
              .client(
                  text,
                  () -> {
                    counter.getAndAdd(1);
                    throw new IllegalStateException(text);
                  })
              .join();
        });
  }

  @Property(tries = 200)
  void recordingIsReadAsWritten(@ForAll("texts") String text) {
    Recording recording = Recording.of(text, failing(text)).withNote(text);
    String written = recording.toText();
    Recording read = Recording.parse("file", written);
    assertThat(read).isEqualTo(recording.withLine(read.line()));
    assertThat(read.line().toString()).isEqualTo(recording.line().toString());
    assertThat(read.line().scenario()).isEqualTo(text);
    assertThat(new String(written.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(written);
  }

  @Property(tries = 100)
  void everyReportIsMade(@ForAll("texts") String text) {
    SimulationResult failed = failing(text);
    String report = new FailureReport(text, failed).text();
    assertThat(report).contains("FAILED ", "replay: ./miniss replay '");
    assertThat(report).doesNotContainPattern("[\\x00-\\x08\\x0b-\\x1f\\x7f\\u202e]");
    Picture picture = Picture.of(text, failed);
    assertThat(TracePage.html(picture)).endsWith("</html>\n");
    String trace = PerfettoTrace.json(picture);
    assertThat(JsonObject.parse(trace).optionalObject("otherData").orElseThrow().string("scenario"))
        .isEqualTo(text);
  }

  @Property(tries = 25)
  void shellTakesTheLineAsOneWord(@ForAll("texts") String name) throws Exception {
    String line = new ReplayLine(name, SimulationOptions.seed(1), Optional.empty()).toString();
    assertThat(printed(line)).isEqualTo(line);
  }

  @Property(tries = 25)
  void shellTakesAnyTextAsOneWord(@ForAll("texts") String text) throws Exception {
    String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    String noNul = valid.replace('\0', '0');
    assertThat(printed(noNul)).isEqualTo(noNul);
  }

  /** What a shell makes of {@code text} in quotes. */
  private static String printed(String text) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("sh").redirectErrorStream(true).start();
    try (var in = shell.getOutputStream()) {
      in.write(("printf %s " + Quoting.shell(text)).getBytes(StandardCharsets.UTF_8));
    }
    String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).isZero();
    return printed;
  }
}
