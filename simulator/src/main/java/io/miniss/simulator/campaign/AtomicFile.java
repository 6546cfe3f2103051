package io.miniss.simulator.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Small files that are there as a whole, old or new, whenever the process or the machine dies. */
final class AtomicFile {
  private AtomicFile() {}

  /**
   * Puts {@code text} in the place of what {@code file} holds: another file is written beside it,
   * brought to the disk, and renamed.
   *
   * @throws IllegalArgumentException if {@code file} is there and is no regular file
   */
  static void write(Path file, String text) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + " is no regular file");
    }
    Path absolute = file.toAbsolutePath();
    Path next = absolute.resolveSibling(absolute.getFileName() + ".new");
    try {
      Path directory = absolute.getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      try (FileChannel channel =
          FileChannel.open(
              next,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          next, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (FileSystemException e) {
      throw new IllegalArgumentException("cannot write " + file + ": " + reason(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /**
   * The lines of {@code file}.
   *
   * @throws IllegalArgumentException if it cannot be read as text
   */
  static List<String> lines(Path file) {
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(file + " is no regular file");
    }
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " cannot be read: it is not text", e);
    } catch (FileSystemException e) {
      throw new IllegalArgumentException("cannot read " + file + ": " + reason(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static String reason(FileSystemException e) {
    String reason = e.getReason();
    return e instanceof NoSuchFileException
        ? "there is no such file"
        : reason != null ? reason : e.toString();
  }
}
