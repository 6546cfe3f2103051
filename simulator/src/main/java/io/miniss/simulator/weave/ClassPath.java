package io.miniss.simulator.weave;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A class path as the {@code java} command reads it: directories, jars, and {@code lib/*} for all jars of a directory. */
final class ClassPath {
  private static final String ALL_JARS = "*";

  private ClassPath() {}

  /** The entries of {@code text}, as they stand there. */
  static List<Path> parse(String text) {
    List<Path> path = new ArrayList<>();
    for (String each : text.split(File.pathSeparator, -1)) {
      if (!each.isEmpty()) {
        path.add(Path.of(each));
      }
    }
    return path;
  }

  /**
   * What a class loader searches, in this order; the jars of a directory by their names.
   *
   * @throws IllegalArgumentException if an entry is not there, or a directory has no jars
   */
  static URL[] urls(List<Path> path) {
    List<URL> urls = new ArrayList<>();
    for (Path each : path) {
      if (each.endsWith(ALL_JARS)) {
        jarsOf(each).forEach(jar -> urls.add(url(jar)));
      } else {
        urls.add(url(each));
      }
    }
    return urls.toArray(URL[]::new);
  }

  private static URL url(Path entry) {
    if (!Files.exists(entry)) {
      throw new IllegalArgumentException("the class path has what is not there: " + entry);
    }
    try {
      return entry.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("the class path cannot hold " + entry, e);
    }
  }

  private static List<Path> jarsOf(Path entry) {
    Path directory = entry.resolveSibling("");
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(directory, "*.{jar,JAR}")) {
      found.forEach(jars::add);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the class path has a directory that cannot be read: " + entry, e);
    }
    if (jars.isEmpty()) {
      throw new IllegalArgumentException("the class path has no jars where it says " + entry);
    }
    jars.sort(null);
    return jars;
  }
}
