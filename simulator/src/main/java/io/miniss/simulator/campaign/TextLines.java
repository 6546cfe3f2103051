package io.miniss.simulator.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads files of lines that a campaign has written. */
final class TextLines {
  private TextLines() {}

  /**
   * The lines of {@code file}.
   *
   * @throws IllegalArgumentException if it cannot be read as text
   */
  static List<String> read(Path file) {
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
