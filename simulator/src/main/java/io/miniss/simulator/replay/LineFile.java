package io.miniss.simulator.replay;

import io.miniss.simulator.text.Quoting;
import java.util.List;
import java.util.Optional;

/**
 * A file that holds a replay line and nothing else. It stands for a line that is too long for a command line, as that of
 * an endless run with many context switches is, of which there is no {@link Recording}.
 */
public final class LineFile {
  /** A shell of Windows takes 8,191 characters in all, and the line may have quotes around it. */
  private static final int LONGEST_IN_COMMAND = 4_000;

  private static final String SEED = " seed=";

  private LineFile() {}

  /** Whether {@code line} is too long for a command line. */
  public static boolean isNeeded(String line) {
    return line.length() > LONGEST_IN_COMMAND;
  }

  /** The name of the file of {@code line}, a failure of {@code scenario}: another line has another. */
  public static String name(String scenario, String line) {
    return Quoting.fileName(scenario) + "-" + Integer.toHexString(line.hashCode()) + ".replay";
  }

  /** The line, if {@code text}, the contents of a file, is one and nothing else. */
  public static Optional<String> lineIn(String text) {
    List<String> lines = text.strip().lines().toList();
    return lines.size() == 1 && lines.getFirst().contains(SEED)
        ? Optional.of(lines.getFirst())
        : Optional.empty();
  }
}
