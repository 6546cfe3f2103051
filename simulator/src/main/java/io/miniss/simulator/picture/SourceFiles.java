package io.miniss.simulator.picture;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The source files of a program, found where build tools have them: in {@code src/main/java} and the like of the
 * project that a class path entry is in, in {@code NAME-sources.jar} next to {@code NAME.jar}, and in directories that
 * somebody names. What is not found or cannot be read is left out. Used by one thread.
 */
public final class SourceFiles {
  /** Lines before and after the one that was executed. */
  private static final int AROUND = 4;

  private static final int MAX_BYTES = 2_000_000;

  /** How many directories above a class path entry a project may be: {@code build/classes/java/main} has four. */
  private static final int MAX_PARENTS = 4;

  private static final List<String> CONVENTIONAL =
      List.of(
          "src/main/java", "src/test/java", "src/main/kotlin", "src/test/kotlin",
          "src/main/scala", "src/test/scala", "src/testFixtures/java", "src");

  private final Set<Path> roots = new LinkedHashSet<>();
  private final Map<String, Optional<Source>> known = new TreeMap<>();

  private record Source(String link, List<String> lines) {}

  /**
   * Some lines of a file.
   *
   * @param link the file as a URL, or empty if it is in a jar
   * @param first the number of the first line
   * @param line the number of the line that was executed
   * @param lines the text
   */
  record Excerpt(String link, int first, int line, List<String> lines) {
    Excerpt {
      lines = List.copyOf(lines);
    }
  }

  private SourceFiles() {}

  /** No files at all. */
  public static SourceFiles none() {
    return new SourceFiles();
  }

  /** Those that belong to this JVM's class path. */
  public static SourceFiles ofThisJvm() {
    return of(List.of(), List.of());
  }

  /**
   * Those in {@code directories} first, then those that belong to {@code classPath}, then those that belong to this
   * JVM's class path.
   */
  public static SourceFiles of(List<Path> directories, List<Path> classPath) {
    SourceFiles files = new SourceFiles();
    directories.forEach(each -> files.roots.add(each.toAbsolutePath().normalize()));
    classPath.forEach(files::addRootsOf);
    Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
        .filter(each -> !each.isEmpty())
        .map(Path::of)
        .forEach(files::addRootsOf);
    return files;
  }

  private void addRootsOf(Path entry) {
    Path at = entry.toAbsolutePath().normalize();
    String name = String.valueOf(at.getFileName());
    if (name.endsWith(".jar")) {
      Path sources =
          at.resolveSibling(name.substring(0, name.length() - 4) + "-sources.jar");
      if (Files.isRegularFile(sources)) {
        roots.add(sources);
      }
    }
    Path parent = at;
    for (int i = 0; i <= MAX_PARENTS && parent != null; i++) {
      for (String each : CONVENTIONAL) {
        Path root = parent.resolve(each);
        if (Files.isDirectory(root)) {
          roots.add(root);
        }
      }
      parent = parent.getParent();
    }
  }

  /**
   * The lines around {@code source}, if there is such a file and it has the line.
   *
   * @param type the class whose code it is
   * @param source {@code File.java:12}
   */
  Optional<Excerpt> excerpt(String type, String source) {
    int colon = source.lastIndexOf(':');
    if (roots.isEmpty() || colon <= 0 || !source.matches("[^/\\\\]+:\\d{1,8}")) {
      return Optional.empty();
    }
    int line = Integer.parseInt(source.substring(colon + 1));
    int dot = type.lastIndexOf('.');
    String directory = dot < 0 ? "" : type.substring(0, dot).replace('.', '/') + "/";
    String file = source.substring(0, colon);
    return known
        .computeIfAbsent(
            directory + file,
            name -> read(name).or(() -> file.endsWith(".kt") ? read(file) : Optional.empty()))
        .filter(found -> line >= 1 && line <= found.lines().size())
        .map(found -> around(found, line));
  }

  private static Excerpt around(Source source, int line) {
    int first = Math.max(1, line - AROUND);
    int last = Math.min(source.lines().size(), line + AROUND);
    return new Excerpt(
        source.link(), first, line, source.lines().subList(first - 1, last));
  }

  private Optional<Source> read(String name) {
    for (Path root : roots) {
      Optional<Source> found =
          root.toString().endsWith(".jar") ? inJar(root, name) : inDirectory(root, name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Source> inDirectory(Path root, String name) {
    try {
      Path file = root.resolve(name);
      return Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES
          ? Optional.of(
              new Source(file.toUri().toString(), lines(Files.readAllBytes(file))))
          : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty(); // the page is without it
    }
  }

  private static Optional<Source> inJar(Path jar, String name) {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        return Optional.empty();
      }
      try (InputStream in = zip.getInputStream(entry)) {
        return Optional.of(new Source("", lines(in.readNBytes(MAX_BYTES))));
      }
    } catch (IOException e) {
      return Optional.empty(); // the page is without it
    }
  }

  private static List<String> lines(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    new String(bytes, StandardCharsets.UTF_8).lines().forEach(lines::add);
    return lines;
  }
}
