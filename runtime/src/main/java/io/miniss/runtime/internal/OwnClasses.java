package io.miniss.runtime.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Loads the classes of the runtime before the first core starts. A core's own thread must not load classes
 * later: class loaders have locks, and a fiber of that core may be the next in line for one.
 */
final class OwnClasses {
  private static final String ROOT = "io/miniss/runtime/";
  private static final String SUFFIX = ".class";
  private static final Logger LOGGER = System.getLogger("io.miniss.runtime");

  private OwnClasses() {}

  /** Loaded once in a process, by the first caller; others wait for it. */
  private static final class Once {
    static final List<String> LOADED = loadAll();

    private Once() {}
  }

  /** Loads them if that has not been done; returns their names. */
  static List<String> load() {
    return Once.LOADED;
  }

  private static List<String> loadAll() {
    CodeSource source = OwnClasses.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return List.of(); // in the image of a JDK: its loader has no such locks
    }
    try {
      Path location = Path.of(source.getLocation().toURI());
      List<String> names = Files.isDirectory(location) ? inDirectory(location) : inJar(location);
      for (String name : names) {
        Class.forName(name, false, OwnClasses.class.getClassLoader());
      }
      return names;
    } catch (IOException | URISyntaxException | ClassNotFoundException | RuntimeException e) {
      LOGGER.log(Level.DEBUG, "the classes of the runtime are loaded when they are needed", e);
      return List.of();
    }
  }

  private static List<String> inDirectory(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve(ROOT))) {
      return names(
          files.map(file -> directory.relativize(file).toString().replace('\\', '/')));
    }
  }

  private static List<String> inJar(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return names(file.stream().map(entry -> entry.getName()));
    }
  }

  private static List<String> names(Stream<String> files) {
    return files
        .filter(name -> name.startsWith(ROOT) && name.endsWith(SUFFIX))
        .filter(name -> !name.endsWith("package-info.class"))
        .map(name -> name.substring(0, name.length() - SUFFIX.length()).replace('/', '.'))
        .sorted()
        .toList();
  }
}
