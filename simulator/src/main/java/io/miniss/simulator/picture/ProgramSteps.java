package io.miniss.simulator.picture;

import io.miniss.simulator.Trace;
import io.miniss.simulator.text.FoldedSteps;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What the user's program did, in words: its own accesses with their values and lines, and what its tasks were doing. What
 * the runtime and the JDK did in between is only counted.
 */
final class ProgramSteps {
  /** The last so many lines; the failure is at their end. */
  private static final int MAX_LINES = 120;

  private final Picture picture;
  private final SourceFiles sources;

  /** The last lines, each made when it is known to be one of them. */
  private final Deque<Supplier<String>> lines = new ArrayDeque<>();

  private boolean isCut;
  private FoldedSteps folded = new FoldedSteps();
  private int nextNote;

  private ProgramSteps(Picture picture, SourceFiles sources) {
    this.picture = picture;
    this.sources = sources;
  }

  /** The section of the page; empty if no access is the program's own. */
  static String of(Picture picture, SourceFiles sources) {
    return new ProgramSteps(picture, sources).section();
  }

  private String section() {
    List<Trace.Effect> steps = picture.steps();
    if (steps.stream().allMatch(Trace.Effect::inner) && picture.notes().isEmpty()) {
      return "";
    }
    for (int i = 0; i < steps.size(); i++) {
      note(i);
      if (steps.get(i).inner()) {
        folded.add(steps.get(i).ofJdk());
      } else {
        int number = i;
        unfold();
        add(() -> line(number, steps.get(number)));
      }
    }
    note(steps.size());
    unfold();
    return "<section id=\"program\" aria-label=\"What the program did\"><h2>What the program did</h2>"
        + (isCut ? "<p>Its last " + lines.size() + " lines.</p>" : "")
        + "<ol>"
        + lines.stream().map(Supplier::get).collect(Collectors.joining())
        + "</ol></section>";
  }

  private void add(Supplier<String> line) {
    if (lines.size() == MAX_LINES) {
      lines.removeFirst();
      isCut = true;
    }
    lines.addLast(line);
  }

  /** What the program said before step {@code number}. */
  private void note(int number) {
    while (nextNote < picture.notes().size()
        && picture.notes().get(nextNote).step() - picture.leftOut() <= number) {
      Trace.Note note = picture.notes().get(nextNote);
      nextNote++;
      unfold();
      add(
          () -> "<li class=\"note\"><span class=\"t\">"
              + HtmlText.escaped(picture.lanes().get(note.thread()))
              + "</span> <span class=\"what\">"
              + HtmlText.escaped(note.text())
              + (note.source().isEmpty() ? "" : " (" + HtmlText.escaped(note.source()) + ")")
              + "</span></li>");
    }
  }

  private void unfold() {
    if (!folded.isEmpty()) {
      String words = folded.words();
      add(() -> "<li class=\"folded\">" + words + "</li>");
      folded = new FoldedSteps();
    }
  }

  private String line(int number, Trace.Effect step) {
    String task = taskAt(number, step.thread()).map(name -> " in " + name).orElse("");
    return "<li" + (isFailing(number) ? " class=\"failing\"" : "") + "><a href=\"#step=" + number
        + "\"><span class=\"n\">" + number + "</span> <span class=\"t\">"
        + HtmlText.escaped(picture.lanes().get(step.thread()) + task)
        + "</span> <span class=\"what\">"
        + HtmlText.escaped(PictureBuilder.describe(step.describe())) + "</span>"
        + "</a>"
        + (step.source().isEmpty() ? "" : " " + source(step))
        + "</li>";
  }

  /** The line, with the text around it if there is a file. */
  private String source(Trace.Effect step) {
    String line = HtmlText.escaped(step.source());
    return sources
        .excerpt(step.type(), step.source())
        .map(
            excerpt -> "<details class=\"source\"><summary>" + line + "</summary>"
                + text(excerpt) + "</details>")
        .orElse("<span class=\"source\">" + line + "</span>");
  }

  private static String text(SourceFiles.Excerpt excerpt) {
    StringBuilder text = new StringBuilder("<pre>");
    int number = excerpt.first();
    for (String each : excerpt.lines()) {
      String line = "%5d  %s".formatted(number, HtmlText.escaped(each));
      text.append(number == excerpt.line() ? "<mark>" + line + "</mark>" : line).append('\n');
      number++;
    }
    text.append("</pre>");
    if (!excerpt.link().isEmpty()) {
      String link = HtmlText.escaped(excerpt.link());
      text.append("<a href=\"").append(link).append("\">").append(link).append("</a>");
    }
    return text.toString();
  }

  private boolean isFailing(int number) {
    return picture.failure().isPresent() && number == picture.steps().size() - 1;
  }

  /** The innermost task that {@code lane} is in at step {@code number}. */
  private Optional<String> taskAt(int number, int lane) {
    long place = number * Picture.STEP;
    Optional<String> innermost = Optional.empty();
    for (Picture.Bar bar : picture.bars()) {
      if (bar.from().place() > place) {
        break;
      }
      if (bar.lane() == lane && bar.to().place() > place) {
        innermost = Optional.of(bar.task());
      }
    }
    return innermost;
  }
}
