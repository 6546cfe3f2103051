package io.miniss.simulator.picture;

import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.text.Quoting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A run as one HTML page that needs nothing else: no server, no network, no other file. The same
 * picture and sources give the same bytes. What is in words stands in the page itself; the drawing needs
 * scripts.
 */
public final class TracePage {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");

  /** Parts of the script, in the order in which they need each other. */
  private static final List<String> SCRIPTS =
      List.of(
          "trace-model.js",
          "trace-view.js",
          "trace-marks.js",
          "trace-draw.js",
          "trace-overview.js",
          "trace-panel.js",
          "trace-input.js",
          "trace-page.js");

  private TracePage() {}

  /** The page of a scenario's run, in UTF-8 when it is written. */
  public static String html(Picture picture) {
    return html(picture, SourceFiles.ofThisJvm());
  }

  /** The same with the lines of {@code sources} that the run has executed. */
  public static String html(Picture picture, SourceFiles sources) {
    return html(picture, sources, "./miniss replay " + Quoting.shell(picture.replayLine()));
  }

  /**
   * The page, in UTF-8 when it is written.
   *
   * @param sources where the lines are that the run has executed
   * @param replay what brings the run back, where the page is
   */
  public static String html(Picture picture, SourceFiles sources, String replay) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("style", resource("trace-page.css"));
    parts.put("script", SCRIPTS.stream().map(TracePage::resource).collect(Collectors.joining()));
    parts.put("data", PageData.of(picture, sources));
    parts.put("scenario", HtmlText.escaped(picture.scenario()));
    parts.put("replay", HtmlText.escaped(replay));
    parts.put("steps", grouped(picture.steps().size()));
    parts.put("time", micros(picture.end().nanos()));
    parts.put("hash", HtmlText.escaped(picture.hash()));
    parts.put("outcome", picture.failure().isPresent() ? "failed" : "passed");
    parts.put(
        "failure", leftOut(picture) + picture.failure().map(at -> failure(at.why())).orElse(""));
    parts.put("program", ProgramSteps.of(picture, sources));
    return filled(resource("trace-page.html"), parts);
  }

  private static String leftOut(Picture picture) {
    return picture.leftOut() == 0
        ? ""
        : "<p class=\"notice\">The first " + grouped(picture.leftOut())
            + " steps are left out: step 0 of this page is step " + grouped(picture.leftOut())
            + " of the run.</p>";
  }

  private static String failure(RunFailure why) {
    return "<section id=\"failure\" aria-label=\"The failure\"><h2>"
        + HtmlText.escaped(why.kind() + " " + why.name() + " at step " + why.step())
        + "</h2><pre>"
        + HtmlText.escaped(why.message())
        + "</pre></section>";
  }

  /** In one pass, so that nothing that is filled in is taken for a placeholder. */
  private static String filled(String template, Map<String, String> parts) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(
            found -> Matcher.quoteReplacement(
                Objects.requireNonNull(parts.get(found.group(1)), found.group())));
  }

  private static String grouped(long number) {
    return Long.toString(number).replaceAll("(?<=\\d)(?=(\\d{3})+$)", ",");
  }

  private static String micros(long nanos) {
    return grouped(nanos / 1_000) + "." + String.valueOf(1_000 + nanos % 1_000).substring(1)
        + " us";
  }

  private static String resource(String name) {
    try (InputStream in = TracePage.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " of the simulator's jar", e);
    }
  }
}
