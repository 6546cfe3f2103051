package io.miniss.benchmarks.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of results in Markdown, with the pictures in the same directory. One thread only. */
public final class Page {
  private final Path directory;
  private final StringBuilder text = new StringBuilder();

  /** A page with this title that will be written to {@code directory}. */
  public Page(Path directory, String title, String command) {
    this.directory = directory;
    text.append("# ").append(title).append("\n\nWritten by `").append(command).append("`.\n");
  }

  /** Adds a paragraph, a list or a table. */
  public void add(String block) {
    text.append('\n').append(block.strip()).append('\n');
  }

  /** Adds {@code chart} as a picture, and writes it to the file {@code name}. */
  public void add(String name, LineChart chart) throws IOException {
    Files.createDirectories(directory);
    chart.write(directory.resolve(name));
    add("![" + chart.title() + "](" + name + ")");
  }

  /** What is on the page. */
  public String text() {
    return text.toString();
  }

  /** Writes the page to the file {@code name}. */
  public void write(String name) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(name), text);
  }
}
