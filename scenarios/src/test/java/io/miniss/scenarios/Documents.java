package io.miniss.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project's documents and sources, as files below the top directory. */
final class Documents {
  static final Path TOP = Path.of("..").toAbsolutePath().normalize();

  private Documents() {}

  /** Every Markdown page. */
  static List<Path> pages() {
    return files(".md");
  }

  /** Every source file of Java, also of tests. */
  static List<Path> sources() {
    return files(".java");
  }

  private static List<Path> files(String ending) {
    try (Stream<Path> walk = Files.walk(TOP)) {
      return walk.filter(file -> file.getFileName().toString().endsWith(ending))
          .filter(Documents::isOfTheProject)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Neither what a build or a run has written, nor what a tool keeps for itself. */
  private static boolean isOfTheProject(Path file) {
    for (Path part : TOP.relativize(file)) {
      String name = part.toString();
      if (name.equals("target") || name.equals("miniss-failures") || name.startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name of {@code file} for messages. */
  static String name(Path file) {
    return TOP.relativize(file).toString();
  }
}
