package io.miniss.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a Markdown file that the program writes; the rest is written by people. */
final class GeneratedSection {
  private static final String BEGIN = "<!-- begin of what ci/bench writes -->";
  private static final String END = "<!-- end of what ci/bench writes -->";

  private GeneratedSection() {}

  /** Replaces the section of {@code file}, which must have one. */
  static void write(Path file, String text) throws IOException {
    String old = Files.readString(file);
    int begin = old.indexOf(BEGIN);
    int end = old.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalStateException(
          file + " must hold a line " + BEGIN + " and after it a line " + END);
    }
    Files.writeString(
        file,
        old.substring(0, begin + BEGIN.length()) + "\n" + text + old.substring(end));
    System.out.println("Written to " + file);
  }
}
