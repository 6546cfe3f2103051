package io.miniss.simulator.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser; it says what it has drawn in attributes of its body. */
final class TracePageBrowserTest {
  /** Frames may not come in a browser without a window, so they come at once. */
  private static final String PRELUDE =
      """
      <script>
      window.requestAnimationFrame = draw => draw();
      const press = key => document.dispatchEvent(new KeyboardEvent('keydown', {key}));
      const click = name => document.getElementById(name).click();
      """;

  // The browser's helpers may still write when it has ended.
  @TempDir(cleanup = CleanupMode.NEVER)
  Path directory;

  private Chromium browser;

  @BeforeEach
  void findBrowser() {
    browser = Chromium.installed(directory);
  }

  /** {@code page} with a script at its end that does something to it, as a user would. */
  private static String then(String page, String script) {
    return page.replace("</body>", PRELUDE + script + "</script></body>");
  }

  @Test
  void theFailingStepIsWhatIsSeenFirst() throws Exception {
    Picture picture = Picture.of("greedy", Runs.failed(2));
    Map<String, String> seen = browser.summary(TracePage.html(picture), "");
    String last = String.valueOf(picture.steps().size() - 1);
    assertThat(seen)
        .containsEntry("state", "ready")
        .containsEntry("lanes", String.valueOf(picture.lanes().size()))
        .containsEntry("steps", String.valueOf(picture.steps().size()))
        .containsEntry("bars", String.valueOf(picture.bars().size()))
        .containsEntry("messages", String.valueOf(picture.messages().size()))
        .containsEntry("wakes", String.valueOf(picture.wakes().size()))
        .containsEntry("faults", "0")
        .containsEntry("failing", last)
        .containsEntry("selected", last)
        .containsEntry("axis", "step");
  }

  @Test
  void theAddressNamesAStepAnAxisAndAFilter() throws Exception {
    Picture picture = Picture.of("asks", Runs.passed(3));
    Map<String, String> seen =
        browser.summary(TracePage.html(picture), "#step=12&axis=time&filter=inbox+spawner");
    long matches =
        picture.steps().stream()
            .filter(
                step -> step.location().contains("inbox")
                    && picture.lanes().get(step.thread()).equals("spawner"))
            .count();
    assertThat(matches).isPositive();
    assertThat(seen)
        .containsEntry("state", "ready")
        .containsEntry("selected", "12")
        .containsEntry("thread", picture.lanes().get(picture.steps().get(12).thread()))
        .containsEntry("axis", "time")
        .containsEntry("failing", "-1")
        .containsEntry("matches", String.valueOf(matches));
  }

  @Test
  void keysAndButtonsStepZoomAndChangeTheAxis() throws Exception {
    String page = TracePage.html(Picture.of("asks", Runs.passed(20)));
    Map<String, String> plain = browser.summary(page, "#step=100");
    String script =
        """
        press('ArrowRight'); press('ArrowRight'); press('ArrowLeft'); click('forth');
        press('+'); click('zoom-in'); click('show-messages'); click('show-wakes');
        """;
    Map<String, String> seen = browser.summary(then(page, script), "#step=100");
    assertThat(seen)
        .containsEntry("state", "ready")
        .containsEntry("selected", "102")
        .containsEntry("drawn-arrows", "0");
    assertThat(width(seen)).isLessThan(width(plain) / 2);
    assertThat(
        browser.summary(then(page, "press('a'); press('End'); press('0');"), "#step=100"))
        .containsEntry("axis", "time")
        .containsEntry("selected", String.valueOf(Integer.parseInt(plain.get("steps")) - 1))
        .containsEntry("drawn-steps", plain.get("steps"));
  }

  @Test
  void twentyThousandStepsAreDrawnAtOnceAndInDetail() throws Exception {
    Picture picture = Picture.of("asks", Runs.passed(Runs.MANY));
    String page = TracePage.html(picture);
    for (String axis : List.of("step", "time")) {
      Map<String, String> all = browser.summary(page, "#step=10000&view=all&axis=" + axis);
      assertThat(all)
          .containsEntry("state", "ready")
          .containsEntry("drawn-steps", String.valueOf(picture.steps().size()))
          .containsEntry("drawn-bars", String.valueOf(picture.bars().size()))
          .containsEntry("selected", "10000");
      assertThat(Integer.parseInt(all.get("millis"))).as("ms for a frame").isLessThan(2_000);
    }
    assertThat(Integer.parseInt(browser.summary(page, "#step=10000").get("drawn-steps")))
        .isBetween(50, 400);
  }

  @Test
  void theNextMatchIsTheNextStepOfTheTaskThatWasAskedFor() throws Exception {
    String page = TracePage.html(Picture.of("asks", Runs.passed(3)));
    Map<String, String> seen =
        browser.summary(then(page, "click('next-match');"), "#step=0&filter=core-0+asks-0");
    assertThat(seen).containsEntry("state", "ready").containsEntry("thread", "miniss-core-0");
    assertThat(Integer.parseInt(seen.get("matches"))).isBetween(3, 60);
    assertThat(Integer.parseInt(seen.get("selected"))).isPositive();
  }

  @Test
  void wordsOfTheRunStayWords() throws Exception {
    Picture picture = Picture.of("<img src=x onerror=document.body.dataset.state='evil'>",
        Runs.failed(2));
    assertThat(browser.summary(TracePage.html(picture), "")).containsEntry("state", "ready");
  }

  private static double width(Map<String, String> seen) {
    return Double.parseDouble(seen.get("to")) - Double.parseDouble(seen.get("from"));
  }
}
