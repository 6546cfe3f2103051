package io.miniss.simulator.output;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Something could not be written to its end: the disk is full, for example. The message names it and says why. */
public final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * An output that is not complete.
   *
   * @param output the file, or "standard output"
   * @param cause why
   */
  public OutputException(Object output, IOException cause) {
    super("cannot write " + output + ": " + reason(cause), cause);
  }

  /** What is wrong, without the name of the exception's class where the rest says enough. */
  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no directory for it";
    }
    if (e instanceof FileNotFoundException && e.getMessage() != null) { // "FILE (REASON)"
      return e.getMessage().replaceFirst("(?s).* \\((.*)\\)$", "$1");
    }
    if (e instanceof AccessDeniedException) {
      return "access is denied";
    }
    if (e instanceof NotDirectoryException) {
      return "its parent is no directory";
    }
    String text = e instanceof FileSystemException in ? in.getReason() : e.getMessage();
    return text == null ? e.toString() : text;
  }
}
