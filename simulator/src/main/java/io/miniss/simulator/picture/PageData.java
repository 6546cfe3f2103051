package io.miniss.simulator.picture;

import io.miniss.simulator.Trace;
import io.miniss.simulator.json.JsonWriter;
import io.miniss.simulator.picture.Picture.Arrow;
import io.miniss.simulator.picture.Picture.Bar;
import io.miniss.simulator.picture.Picture.Fault;
import io.miniss.simulator.picture.Picture.Spot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * A picture as the JSON that the page's script reads: columns instead of rows, words once each and
 * numbers as differences, so that a step takes about ten bytes.
 */
final class PageData {
  private static final int MAX_EXCERPTS = 500;

  private final Picture picture;
  private final JsonWriter json = new JsonWriter();
  private final Map<String, Integer> words = new LinkedHashMap<>();

  private final SourceFiles sources;

  /** By the word of the line: the texts that are in the page. */
  private final Map<Integer, SourceFiles.Excerpt> excerpts = new LinkedHashMap<>();

  private PageData(Picture picture, SourceFiles sources) {
    this.picture = picture;
    this.sources = sources;
  }

  static String of(Picture picture, SourceFiles sources) {
    return new PageData(picture, sources).write();
  }

  private String write() {
    json.open('{');
    json.key("lanes").open('[');
    picture.lanes().forEach(json::value);
    json.close(']');
    json.key("end").value(picture.end().nanos());
    picture.failure().ifPresent(this::failure);
    steps(picture.steps());
    bars(picture.bars());
    arrows("messages", picture.messages());
    arrows("wakes", picture.wakes());
    faults(picture.faults());
    sources();
    json.line().key("words").open('[');
    words.keySet().forEach(json::value);
    return json.close(']').close('}').toString();
  }

  private void failure(Picture.Failing failing) {
    json.key("failure").open('{');
    json.key("kind").value(failing.why().kind().name());
    json.key("name").value(failing.why().name());
    json.key("message").value(failing.why().message());
    json.key("step")
        .value(Math.min(failing.why().step() - picture.leftOut(), picture.steps().size()));
    json.key("place").value(failing.at().place());
    json.key("nanos").value(failing.at().nanos());
    json.close('}');
  }

  private void steps(List<Trace.Effect> steps) {
    json.line().key("steps").open('{');
    column("lane", steps, Trace.Effect::thread);
    StringBuilder accesses = new StringBuilder(steps.size());
    steps.forEach(step -> accesses.append(letter(step)));
    json.key("access").value(accesses.toString());
    column("location", steps, step -> word(PictureBuilder.describe(step.location())));
    column("outcome", steps, step -> word(PictureBuilder.describe(step.outcome())));
    column("source", steps, this::source);
    column("inner", steps, step -> step.inner() ? 1 : 0);
    differences("nanos", steps, Trace.Effect::virtualNanos);
    json.close('}');
    verbs(steps);
  }

  /** Of the few steps of which the kind of access does not say all. */
  private void verbs(List<Trace.Effect> steps) {
    List<Integer> numbers =
        IntStream.range(0, steps.size()).filter(i -> hasOwnVerb(steps.get(i))).boxed().toList();
    json.line().key("verbs").open('{');
    column("step", numbers, Integer::longValue);
    column("what", numbers, number -> word(steps.get(number).verb()));
    json.close('}');
  }

  private static boolean hasOwnVerb(Trace.Effect step) {
    return Optional.ofNullable(step.access())
        .filter(access -> !access.name().toLowerCase(Locale.ROOT).equals(step.verb()))
        .isPresent();
  }

  /** The word of a step's line; of two lines with the same word the text of the first is shown. */
  private int source(Trace.Effect step) {
    int word = word(step.source());
    if (!step.inner() && excerpts.size() < MAX_EXCERPTS && !excerpts.containsKey(word)) {
      sources.excerpt(step.type(), step.source()).ifPresent(each -> excerpts.put(word, each));
    }
    return word;
  }

  private void sources() {
    json.line().key("sources").open('[');
    excerpts.forEach(
        (word, excerpt) -> {
          json.open('{').key("word").value(word);
          json.key("link").value(excerpt.link());
          json.key("first").value(excerpt.first());
          json.key("lines").open('[');
          excerpt.lines().forEach(json::value);
          json.close(']').close('}');
        });
    json.close(']');
  }

  private static char letter(Trace.Effect step) {
    return Optional.ofNullable(step.access())
        .map(access -> switch (access) {
          case READ -> 'r';
          case WRITE -> 'w';
          case UPDATE -> 'u';
        })
        .orElse('s');
  }

  private void bars(List<Bar> bars) {
    json.line().key("bars").open('{');
    column("lane", bars, Bar::lane);
    column("task", bars, bar -> word(bar.task()));
    differences("place", bars, bar -> bar.from().place());
    differences("nanos", bars, bar -> bar.from().nanos());
    column("places", bars, bar -> bar.to().place() - bar.from().place());
    column("lasts", bars, bar -> bar.to().nanos() - bar.from().nanos());
    column("paused", bars, bar -> bar.paused() ? 1 : 0);
    json.close('}');
  }

  /** An arrow that nobody received ends where it begins, on lane -1. */
  private void arrows(String name, List<Arrow> arrows) {
    json.line().key(name).open('{');
    column("what", arrows, arrow -> word(arrow.what()));
    column("lane", arrows, arrow -> arrow.from().lane());
    differences("place", arrows, arrow -> arrow.from().moment().place());
    differences("nanos", arrows, arrow -> arrow.from().moment().nanos());
    column("to", arrows, arrow -> target(arrow).map(Spot::lane).orElse(-1));
    column(
        "places",
        arrows,
        arrow -> target(arrow).orElse(arrow.from()).moment().place()
            - arrow.from().moment().place());
    column(
        "lasts",
        arrows,
        arrow -> target(arrow).orElse(arrow.from()).moment().nanos()
            - arrow.from().moment().nanos());
    json.close('}');
  }

  private static Optional<Spot> target(Arrow arrow) {
    return Optional.ofNullable(arrow.to());
  }

  private void faults(List<Fault> faults) {
    json.line().key("faults").open('{');
    column("what", faults, fault -> word(fault.what()));
    column("lane", faults, fault -> fault.at().lane());
    differences("place", faults, fault -> fault.at().moment().place());
    differences("nanos", faults, fault -> fault.at().moment().nanos());
    json.close('}');
  }

  private int word(String word) {
    return words.computeIfAbsent(word, unknown -> words.size());
  }

  private <T> void column(String name, List<T> rows, ToLongFunction<T> value) {
    json.key(name).open('[');
    rows.forEach(row -> json.value(value.applyAsLong(row)));
    json.close(']');
  }

  private <T> void differences(String name, List<T> rows, ToLongFunction<T> value) {
    json.key(name).open('[');
    long before = 0;
    for (T row : rows) {
      long now = value.applyAsLong(row);
      json.value(now - before);
      before = now;
    }
    json.close(']');
  }
}
