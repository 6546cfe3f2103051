package io.miniss.simulator.output;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;

/**
 * Writes small files as a whole. Whenever the process or the machine dies, a file has its old content or its new
 * one. Any thread; an interrupt does not disturb it.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** Opens a file for writing; tests have one that fails. */
  @FunctionalInterface
  interface Opener {
    OutputStream open(Path file) throws IOException;
  }

  /**
   * Replaces the content of {@code file} by {@code text}. The text goes to a temporary file in the same directory,
   * is forced to the disk, and takes the place of {@code file}. What is there and is no regular file, a pipe or a
   * device, is written to directly. A symbolic link is followed; the permissions of a file that is there are kept.
   *
   * @throws OutputException if that fails, and {@code file} is what it was. The directory is not made
   */
  public static void write(Path file, String text) {
    write(file, text, path -> new FileOutputStream(path.toFile()));
  }

  static void write(Path file, String text, Opener opener) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        try (OutputStream out = opener.open(file)) {
          out.write(bytes);
        }
      } else {
        replace(Files.exists(file) ? file.toRealPath() : file.toAbsolutePath(), bytes, opener);
      }
    } catch (IOException e) {
      throw new OutputException(file, e);
    }
  }

  private static void replace(Path file, byte[] bytes, Opener opener) throws IOException {
    // Of this process: another one may be writing the same file.
    Path next =
        file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + ".new");
    try {
      try (OutputStream out = opener.open(next)) {
        out.write(bytes);
        if (out instanceof FileOutputStream stream) {
          stream.getFD().sync();
        }
      }
      keepPermissions(file, next);
      Files.move(
          next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException | Error e) {
      try {
        Files.deleteIfExists(next);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  private static void keepPermissions(Path from, Path to) throws IOException {
    PosixFileAttributeView there =
        Files.getFileAttributeView(from, PosixFileAttributeView.class);
    if (there != null && Files.exists(from)) {
      Files.setPosixFilePermissions(to, there.readAttributes().permissions());
    }
  }
}
