package io.miniss.runtime.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads the small text files in which Linux describes itself, below a root folder that a test
 * may choose. Any thread may use it.
 *
 * <p>A file that is missing has no lines, because every such file is missing on some kernel or
 * system; one that is there and cannot be read has no lines either, and the log says so at debug
 * level: what it was read for falls back and still works.
 */
record KernelFiles(Path root) {

  private static final Logger LOG = System.getLogger(KernelFiles.class.getName());

  static KernelFiles ofThisMachine() {
    return new KernelFiles(Path.of("/"));
  }

  List<String> lines(Path absolute) {
    Path file = root.resolve(Path.of("/").relativize(absolute));
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      // Not Files.readAllLines: a thread's name in /proc may be cut inside a character, which a
      // strict decoder refuses.
      return new String(Files.readAllBytes(file), UTF_8).lines().toList();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "cannot read " + file + ", going on without it", e);
      return List.of();
    }
  }

  List<String> lines(String absolute) {
    return lines(Path.of(absolute));
  }

  Optional<String> firstLine(Path absolute) {
    return lines(absolute).stream().findFirst();
  }
}
