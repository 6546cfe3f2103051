package io.miniss.simulator.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.SharedLong;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class TracePageTest {
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"trace\">(.*?)</script>",
          Pattern.DOTALL);

  private static Map<String, Object> data(String page) {
    Matcher matcher = DATA.matcher(page);
    assertThat(matcher.find()).as("the page has data").isTrue();
    return Json.object(Json.parse(matcher.group(1)));
  }

  private static List<Double> column(Map<String, Object> data, String table, String column) {
    return Json.list(Json.object(data.get(table)).get(column));
  }

  @Test
  void theDataHasEveryStepBarAndArrow() {
    Picture picture = Picture.of("asks", Runs.passed(3));
    Map<String, Object> data = data(TracePage.html(picture));
    int steps = picture.steps().size();
    assertThat(Json.<String>list(data.get("lanes"))).isEqualTo(picture.lanes());
    assertThat(column(data, "steps", "lane")).hasSize(steps);
    assertThat((String) Json.object(data.get("steps")).get("access")).hasSize(steps);
    assertThat(column(data, "steps", "location")).hasSize(steps);
    assertThat(column(data, "steps", "nanos").stream().mapToDouble(each -> each).sum())
        .isEqualTo((double) picture.steps().getLast().virtualNanos());
    assertThat(column(data, "bars", "task")).hasSameSizeAs(picture.bars()).isNotEmpty();
    assertThat(column(data, "messages", "to")).hasSameSizeAs(picture.messages()).isNotEmpty();
    assertThat(column(data, "wakes", "to")).hasSameSizeAs(picture.wakes()).isNotEmpty();
    List<String> words = Json.list(data.get("words"));
    assertThat(words.get(column(data, "bars", "task").getFirst().intValue()))
        .isEqualTo(picture.bars().getFirst().task());
    assertThat(data).doesNotContainKey("failure");
  }

  @Test
  void nothingOfTheRunIsTakenForMarkup() {
    Picture picture = Picture.of("<i>{{data}}</i>", Runs.failed(2));
    String page = TracePage.html(picture);
    assertThat(page)
        .contains("&lt;i&gt;{{data}}&lt;/i&gt;", "&quot;one&quot; at a time: &lt;2&gt; run")
        .doesNotContain("<i>{{", "<b>greedy", "run </script>", "<2>");
    Map<String, Object> failure = Json.object(data(page).get("failure"));
    assertThat(failure).containsEntry("message", picture.failure().orElseThrow().why().message());
  }

  @Test
  void thePageNeedsNothingElse() {
    String page = TracePage.html(Picture.of("asks", Runs.passed(1)));
    assertThat(page)
        .contains("default-src 'none'")
        .doesNotContain("http://", "https://", " src=", "@import", "url(", "<link");
  }

  @Test
  void theReplayCommandIsThere() {
    Picture picture = Picture.of("asks", Runs.passed(1));
    assertThat(TracePage.html(picture))
        .contains(
            "<code id=\"replay\">./miniss replay &#39;" + picture.replayLine() + "&#39;</code>")
        .contains("hash=" + picture.hash());
  }

  @Test
  void faultsAreDrawn() {
    Picture picture = Picture.of("asks", Runs.withFaults());
    assertThat(picture.faults()).isNotEmpty();
    Map<String, Object> data = data(TracePage.html(picture));
    List<String> words = Json.list(data.get("words"));
    assertThat(column(data, "faults", "what").stream().map(word -> words.get(word.intValue())))
        .containsExactlyElementsOf(picture.faults().stream().map(Picture.Fault::what).toList());
  }

  @Test
  void twentyThousandStepsAreLessThanTwoMegabytes() {
    Picture picture = Picture.of("asks", Runs.passed(Runs.MANY));
    assertThat(picture.steps().size()).isGreaterThan(20_000);
    byte[] page = TracePage.html(picture).getBytes(StandardCharsets.UTF_8);
    assertThat(page.length).isLessThan(2_000_000);
  }

  @Test
  void ofALongProgramTheLastLinesAreListed() {
    SimulationResult failed =
        Simulator.trace(
            SimulationOptions.seed(1),
            simulation -> {
              SharedLong count = new SharedLong(simulation.scheduler(), "count");
              for (int i = 0; i < 200; i++) {
                count.getAndAdd(1);
              }
              simulation.require(false, "as found");
            });
    assertThat(TracePage.html(Picture.of("long", failed)))
        .contains(
            "<p>Its last 120 lines.</p><ol><li><a href=\"#step=80\">",
            "<li class=\"failing\"><a href=\"#step=199\">")
        .containsOnlyOnce("<li class=\"failing\">");
    assertThat(TracePage.html(Picture.of("asks", Runs.passed(3))))
        .doesNotContain("<li class=\"failing\">", "Its last");
  }
}
