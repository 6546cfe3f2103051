package io.miniss.scenarios.cli;

import io.miniss.simulator.output.AtomicFile;
import io.miniss.simulator.output.OutputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a Markdown file that a command writes; the rest is written by people. */
public final class GeneratedSection {
  private final Path file;
  private final String begin;
  private final String end;
  private final String old;

  /**
   * The section of {@code command} in {@code file}; a file that does not exist will be one.
   *
   * @throws IllegalArgumentException if the file exists and has no such section, or cannot be read
   */
  public GeneratedSection(Path file, String command) {
    this.file = file;
    this.begin = "<!-- begin of what " + command + " writes -->\n";
    this.end = "<!-- end of what " + command + " writes -->\n";
    this.old = read();
    if (old.indexOf(begin) < 0 || old.indexOf(end) < old.indexOf(begin)) {
      throw new IllegalArgumentException(
          file + " is a file without a line " + begin.strip() + " and after it a line "
              + end.strip());
    }
  }

  private String read() {
    try {
      return Files.exists(file) ? Files.readString(file) : begin + end;
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + file + ": " + e, e);
    }
  }

  /** What the section holds. */
  public String text() {
    return old.substring(old.indexOf(begin) + begin.length(), old.indexOf(end));
  }

  /**
   * Replaces the section.
   *
   * @throws OutputException if that fails, and the file is what it was
   */
  public void write(String text) {
    String section = begin + "\n" + text.strip() + "\n\n";
    String whole =
        old.substring(0, old.indexOf(begin)) + section + old.substring(old.indexOf(end));
    AtomicFile.write(file, whole);
  }
}
