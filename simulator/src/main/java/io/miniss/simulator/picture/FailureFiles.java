package io.miniss.simulator.picture;

import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.output.AtomicFile;
import io.miniss.simulator.output.OutputException;
import io.miniss.simulator.replay.LineFile;
import io.miniss.simulator.replay.Recording;
import io.miniss.simulator.replay.ReplayRequest;
import io.miniss.simulator.text.Quoting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a failing test leaves behind: the page of its run and the file that replays it. They go to the directory that the
 * system property {@value #PROPERTY} names, else to {@code miniss-failures} in {@code target} or {@code build},
 * whichever there is, else in the working directory. Failures of the same test and seed replace each other.
 */
public final class FailureFiles {
  /** The system property; {@value #OFF} writes none. */
  public static final String PROPERTY = "miniss.failures";

  /** The value of the property with which no files are written. */
  public static final String OFF = "off";

  private static final String NAME = "miniss-failures";

  private FailureFiles() {}

  /** Where the files go. */
  static Path directory() {
    String asked = System.getProperty(PROPERTY, "");
    if (!asked.isEmpty()) {
      return Path.of(asked);
    }
    for (String output : new String[] {"target", "build"}) {
      if (Files.isDirectory(Path.of(output))) {
        return Path.of(output, NAME);
      }
    }
    return Path.of(NAME);
  }

  /**
   * The option that brings {@code line} back in the test {@code name}; a line that is too long for a command goes to a
   * file, unless these are switched off or it cannot be written.
   */
  public static String option(String name, String line) {
    if (!LineFile.isNeeded(line) || System.getProperty(PROPERTY, "").equals(OFF)) {
      return ReplayRequest.option(line);
    }
    try {
      Path directory = Files.createDirectories(directory()).toAbsolutePath();
      Path file = directory.resolve(LineFile.name(name, line));
      AtomicFile.write(file, line + "\n");
      return ReplayRequest.option(file.toString());
    } catch (IOException | OutputException e) {
      return ReplayRequest.option(line); // why no file can be written there, the line of the page says
    }
  }

  /**
   * Writes the files of a failed run and says where they are, or why there are none, which is no reason to lose the
   * failure.
   *
   * @param name the test's
   * @param failed the run, of which there are files if it has a trace
   * @param line the line that brings the run back in a test: it is on the page, and the note of the file
   * @return lines for the report, each with its end; none if they are switched off
   */
  public static String write(String name, SimulationResult failed, String line) {
    if (System.getProperty(PROPERTY, "").equals(OFF)) {
      return "";
    }
    if (failed.trace().isEmpty()) {
      return "page:   none, as the run was not done again\n";
    }
    try {
      Path directory = Files.createDirectories(directory()).toAbsolutePath();
      String file = Quoting.fileName(name) + "-" + failed.options().seed();
      Path page = directory.resolve(file + ".html");
      AtomicFile.write(page, TracePage.html(Picture.of(name, failed), SourceFiles.ofThisJvm(),
          option(name, line)));
      String where = "page:   " + page + "\n";
      if (!Recording.isPossible(failed)) {
        return where + "file:   none, as the run is too long\n";
      }
      Path recording = directory.resolve(file + ".replay");
      AtomicFile.write(recording, Recording.of(name, failed).withNote(line).toText());
      return where + "file:   " + recording + "\n";
    } catch (IOException | OutputException e) {
      return "page:   none, as it cannot be written: " + e + "\n";
    } catch (OutOfMemoryError e) {
      return "page:   none, as there is no memory for it\n";
    }
  }
}
