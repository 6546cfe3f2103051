package io.miniss.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pages and the drawings of the runtime name what exists. */
final class ArchitectureTest {
  private static final Path RUNTIME = Documents.TOP.resolve("runtime");
  private static final Path DOCS = RUNTIME.resolve("docs");
  private static final String PAGE = Documents.text(DOCS.resolve("architecture.md"));
  private static final Set<String> CLASSES = classes();

  /** Names of classes in the text; others that it has in code are packages, methods and the JDK's. */
  private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w+)(?:\\.\\w+)?(?:\\(\\))?`");

  private static final Set<String> OF_THE_JDK =
      Set.of(
          "IllegalStateException",
          "LockSupport",
          "Object",
          "OutOfMemoryError",
          "ReentrantLock",
          "Runtime",
          "StackOverflowError",
          "System",
          "Thread",
          "ThreadLocal",
          "Unsafe");

  @Test
  void everyClassOfThePagesExists() {
    List<String> named = new ArrayList<>();
    for (Path page : Documents.pages()) {
      if (page.startsWith(RUNTIME)) {
        named.addAll(all(CLASS, Documents.text(page)));
      }
    }
    assertThat(named).hasSizeGreaterThan(60);
    named.removeAll(OF_THE_JDK);
    named.removeAll(CLASSES);
    assertThat(named).isEmpty();
  }

  @Test
  void everyClassOfTheDrawingsExists() {
    assertThat(CLASSES).containsAll(texts("modules.svg", "type")).containsAll(
        texts("turn.svg", "type"));
  }

  @Test
  void theDrawingHasTheModulesThatThereAre() {
    List<String> modules =
        all(Pattern.compile("<module>([a-z]+)</module>"),
            Documents.text(Documents.TOP.resolve("pom.xml")));
    assertThat(texts("modules.svg", "module")).containsExactlyInAnyOrderElementsOf(modules);
    assertThat(all(Pattern.compile("(?m)^\\| `([a-z]+)` \\|"), PAGE))
        .containsExactlyInAnyOrderElementsOf(modules);
  }

  @Test
  void theStepsOfATurnAreThoseOfTheCode() {
    List<String> steps = all(Pattern.compile("(?m)^[0-9]\\. `(\\w+)`"), PAGE);
    assertThat(steps).isEqualTo(texts("turn.svg", "step")).isEqualTo(stepsOfTheCode());
  }

  /** What a turn of the loop adds up as its work. */
  private static List<String> stepsOfTheCode() {
    String loop =
        Documents.text(
            Documents.TOP
                .resolve("runtime/src/main/java/io/miniss/runtime/internal/CoreLoop.java"));
    int turn = loop.indexOf("private void turn() {");
    String body = loop.substring(turn, loop.indexOf("\n  }\n", turn));
    return all(Pattern.compile("work \\+?= (?:[\\w.]+(?:\\(\\))?\\.)?(\\w+)\\("), body);
  }

  @Test
  void thePhasesOfTheTextAreThoseOfTheCode() {
    String phase =
        Documents.text(
            Documents.TOP.resolve(
                "runtime/src/main/java/io/miniss/runtime/diagnostics/Phase.java"));
    List<String> phases = all(Pattern.compile("(?m)^  ([A-Z]+)[,;]?$"), phase);
    assertThat(phases).hasSize(4);
    assertThat(PAGE).contains(
        String.join(", ", phases.subList(0, 3)) + " and " + phases.getLast());
  }

  /** The texts of one kind in a drawing, in order. */
  private static List<String> texts(String drawing, String kind) {
    List<String> texts =
        all(Pattern.compile("<text class=\"" + kind + "\"[^>]*>([^<]+)</text>"),
            Documents.text(DOCS.resolve(drawing)));
    assertThat(texts).isNotEmpty();
    return texts;
  }

  private static List<String> all(Pattern pattern, String text) {
    List<String> all = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      all.add(matcher.group(1));
    }
    return all;
  }

  /** The simple names of all classes of the project that have a file of their own. */
  private static Set<String> classes() {
    Set<String> names = new TreeSet<>();
    Documents.sources()
        .forEach(source -> names.add(source.getFileName().toString().replace(".java", "")));
    return names;
  }
}
