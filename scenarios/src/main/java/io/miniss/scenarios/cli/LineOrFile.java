package io.miniss.scenarios.cli;

import io.miniss.simulator.replay.LineFile;
import io.miniss.simulator.replay.Recording;
import io.miniss.simulator.replay.ReplayLine;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A run that is named on the command line, by its line, in one word or in several, or by its file.
 *
 * @param line what the run follows from
 * @param file the file, if that was given
 * @param recording what the file holds, unless it is the line alone
 */
record LineOrFile(ReplayLine line, Optional<Path> file, Optional<Recording> recording) {
  private static final String ACCEPTED =
      "one line, NAME seed=N and any of " + ReplayLine.KEYS
          + ", or the name of one file, is accepted";

  /**
   * Reads what {@code words} name, to be run with {@code watchdog}.
   *
   * @throws IllegalArgumentException if they are no line and no file that can be read; says why
   */
  static LineOrFile read(List<String> words, WatchdogFlag watchdog) {
    LineOrFile read = read(words);
    ReplayLine watched = read.line.withOptions(watchdog.apply(read.line.options()));
    return new LineOrFile(
        watched, read.file, read.recording.map(recording -> recording.withLine(watched)));
  }

  private static LineOrFile read(List<String> words) {
    String first = words.getFirst();
    Path path = Path.of(first);
    if (words.size() == 1 && Files.isRegularFile(path)) {
      String text = text(path);
      Optional<String> line = LineFile.lineIn(text);
      if (line.isPresent()) {
        return new LineOrFile(ReplayLine.parse(line.get()), Optional.of(path), Optional.empty());
      }
      Recording recording = Recording.parse(path.toString(), text);
      return new LineOrFile(recording.line(), Optional.of(path), Optional.of(recording));
    }
    if (words.size() == 1 && isNoLine(first)) {
      throw new IllegalArgumentException(
          (Files.exists(path) ? "this is no regular file" : "there is no such file") + ": \""
              + first
              + "\"; " + ACCEPTED);
    }
    for (String word : words.subList(1, words.size())) {
      if (!word.contains("=")) {
        throw new IllegalArgumentException(
            "these words are not one line: \"" + first + "\" and \"" + word + "\"; " + ACCEPTED);
      }
    }
    if (words.size() > 1 && Files.isRegularFile(path) && isNoLine(first)) {
      throw new IllegalArgumentException(
          "a file stands alone: \"" + first + "\" and \"" + words.get(1) + "\"; "
              + ACCEPTED);
    }
    return new LineOrFile(
        ReplayLine.parse(String.join(" ", words)), Optional.empty(), Optional.empty());
  }

  /** Whether {@code word} is not even the begin of one. */
  private static boolean isNoLine(String word) {
    return word.chars().noneMatch(Character::isWhitespace)
        && !word.contains("=")
        && !ScenarioRegistry.isKnown(word);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " is no recording: it is not text", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + file + ": " + e, e);
    }
  }
}
