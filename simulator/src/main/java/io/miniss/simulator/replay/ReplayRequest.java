package io.miniss.simulator.replay;

import io.miniss.simulator.text.Quoting;
import io.miniss.simulator.text.Shortened;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code -Dminiss.replay='CLASS#METHOD seed=...'} asks of a test framework: run this one run of
 * this one test, and no other simulated test.
 *
 * @param className the class of the test, as {@link Class#getName} has it
 * @param methodName its method
 * @param text the whole line
 * @param recording the file that was given in place of the line, if one was
 */
public record ReplayRequest(
    String className, String methodName, String text, Optional<Recording> recording) {
  private static final String FILE = ".replay";

  /** The system property. */
  public static final String PROPERTY = "miniss.replay";

  /** Without quotes. */
  private static final Pattern NAME = Pattern.compile("[^\\s#=]+#[^\\s=]+");

  /** A name with spaces that has lost its quotes: all before the first {@code key=}. */
  private static final Pattern BARE_NAME =
      Pattern.compile("(?<name>[^\\s#=\"]+#\\S*(?:\\s+[^\\s=]+)+)(?<rest>\\s+[a-z.-]+=.*)?");

  /**
   * Reads the name in {@code text}; the rest is read by {@link #line}, when it is known whose it is. A text that ends
   * in {@code .replay} is the name of a file, which a failing test has left: a {@link Recording}, or the line alone.
   *
   * @throws IllegalArgumentException if it names no test; says what is accepted
   */
  public static ReplayRequest of(String text) {
    return text.strip().endsWith(FILE)
        ? ofFile(text.strip())
        : of(text, Optional.empty());
  }

  private static ReplayRequest ofFile(String file) {
    try {
      String text = Files.readString(Path.of(file));
      Optional<String> line = LineFile.lineIn(text);
      if (line.isPresent()) {
        return of(line.get(), Optional.empty());
      }
      Recording recording = Recording.parse(file, text);
      return of(
          recording.note().filter(note -> note.contains("#")).orElse(recording.line().toString()),
          Optional.of(recording).filter(read -> read.switches().isPresent()));
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          "cannot read the file of -D" + PROPERTY + "=" + file + ": " + e, e);
    }
  }

  private static ReplayRequest of(String text, Optional<Recording> recording) {
    String stripped = withQuotes(text.strip());
    String first = firstWord(stripped);
    String name = first.startsWith("\"") ? Quoting.unquoted(first) : first;
    int hash = name.indexOf('#');
    if (hash <= 0
        || hash == name.length() - 1
        || (name.equals(first) && !NAME.matcher(name).matches())) {
      throw new IllegalArgumentException(
          "cannot read -D"
              + PROPERTY
              + "=\""
              + Shortened.of(stripped)
              + "\": \""
              + Shortened.of(first)
              + "\" names no test; accepted: CLASS#METHOD seed=N, with the name in double quotes if it is no plain word, and any of "
              + ReplayLine.KEYS
              + " (the line of a scenario is for ./miniss replay)");
    }
    return new ReplayRequest(name.substring(0, hash), name.substring(hash + 1), stripped,
        recording);
  }

  private static String withQuotes(String text) {
    Matcher bare = BARE_NAME.matcher(text);
    return bare.matches()
        ? Quoting.quoted(bare.group("name")) + Objects.requireNonNullElse(bare.group("rest"), "")
        : text;
  }

  private static String firstWord(String text) {
    try {
      List<String> words = Quoting.words(text);
      return words.isEmpty() ? "" : words.getFirst();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "cannot read -D" + PROPERTY + "=\"" + Shortened.of(text) + "\": " + e.getMessage(), e);
    }
  }

  /** A test's name, which in a replay line is in quotes if it is no plain word. */
  public static String name(Class<?> testClass, String method) {
    return testClass.getName() + "#" + method;
  }

  /** The name of the test that is asked for. */
  public String name() {
    return className + "#" + methodName;
  }

  /**
   * Whether {@code method} of {@code testClass} is asked for.
   *
   * @throws IllegalArgumentException if another method of that class is, and there is none
   */
  public boolean isFor(Class<?> testClass, Method method) {
    if (!className.equals(testClass.getName())) {
      return false;
    }
    if (!hasMethod(testClass)) {
      throw new IllegalArgumentException(
          "-D" + PROPERTY + " names " + name() + ", but that class has no method " + methodName);
    }
    return methodName.equals(method.getName());
  }

  private boolean hasMethod(Class<?> testClass) {
    // Tests may be package-private, inherited, or default methods of an interface.
    Stream<Class<?>> classes = Stream.iterate(testClass, Objects::nonNull, Class::getSuperclass);
    return Stream.concat(
        classes.flatMap(each -> Stream.of(each.getDeclaredMethods())),
        Stream.of(testClass.getMethods()))
        .anyMatch(each -> each.getName().equals(methodName));
  }

  /** Why other tests are not run. */
  public String reasonToSkip() {
    return "-D" + PROPERTY + " runs only " + Quoting.printable(name());
  }

  /**
   * The run that is asked for.
   *
   * @throws IllegalArgumentException as {@link ReplayLine#parse}
   */
  public ReplayLine line() {
    return ReplayLine.parse(text);
  }

  /** The option as it is given to a JVM by a shell. */
  public static String option(String line) {
    return "-D" + PROPERTY + "=" + Quoting.shell(line);
  }
}
