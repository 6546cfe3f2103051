package io.miniss.scenarios.cli;

import io.miniss.simulator.output.OutputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a command is to write: found out before its work begins, not after. It is tried, as for some
 * users and file systems the permissions do not tell. Nothing is left behind by that.
 */
final class Writable {
  private Writable() {}

  /** The name of a file that can be written, there or not. */
  static final class ToFile implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      return file(text);
    }
  }

  /** The name of a directory in which files can be written, there or not. */
  static final class ToDirectory implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      Path directory = path(text);
      if (!takesFiles(directory.toAbsolutePath())) {
        throw new TypeConversionException(
            "a directory that can be written is accepted: \"" + text + "\"");
      }
      return directory;
    }
  }

  /** As {@link ToFile}. */
  static Path file(String text) {
    Path file = path(text);
    if (!text.isEmpty() && !Files.exists(parent(file))) {
      throw new TypeConversionException(
          "there is no directory " + parent(file) + " for the file \"" + text + "\"");
    }
    if (!isWritable(file)) {
      throw new TypeConversionException("a file that can be written is accepted: \"" + text + "\"");
    }
    return file;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("this is no name of a file: \"" + text + "\"");
    }
  }

  private static boolean isWritable(Path file) {
    if (Files.isDirectory(file) || file.toString().isEmpty()) {
      return false;
    }
    if (!Files.exists(file)) {
      return Files.isDirectory(parent(file)) && takesFiles(parent(file));
    }
    if (!Files.isRegularFile(file)) {
      return Files.isWritable(file); // opening a pipe waits for who reads it
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.isOpen();
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a file can be made in {@code directory}, or in what there is of the way to it. */
  private static boolean takesFiles(Path directory) {
    Path there = directory;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      return false;
    }
    try {
      Files.delete(Files.createTempFile(there, ".miniss", ".tmp"));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The directory that {@code file} is in. */
  static Path parent(Path file) {
    return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
  }

  /**
   * Makes {@code directory}, with those that it is in.
   *
   * @throws OutputException if that fails
   */
  static void makeDirectory(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new OutputException(directory, e);
    }
  }
}
