package io.miniss.simulator.replay;

import io.miniss.simulator.SimulationResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run as a text file: its line, what was wrong with it, and each choice its strategy made, so that
 * it can be replayed when the strategy itself has changed.
 *
 * <pre>
 * miniss-replay 1
 * run bank seed=42 cores=2 strategy=random hash=0f3c5a7e9b1d2c4f
 * steps 412
 * failure INVARIANT money is conserved
 * message expected 400, found 390
 * choices 310
 * 0*3 1 0 2*2 ...
 * end
 * </pre>
 *
 * A run that held has no lines {@code failure} and {@code message}; one that is kept may have a line
 * {@code note} before them.
 *
 * @param line what the run follows from
 * @param steps how long it was
 * @param note why it is kept, if it is
 * @param failure kind and name of the failure, if it failed
 * @param message the failure's words, if it failed
 * @param choices the thread chosen at each choice among several
 */
public record Recording(
    ReplayLine line,
    long steps,
    Optional<String> note,
    Optional<String> failure,
    Optional<String> message,
    List<Integer> choices) {
  /** The version that this code writes, and the newest it reads. */
  public static final int VERSION = 1;

  private static final String MAGIC = "miniss-replay ";
  private static final int CHOICES_A_LINE = 30;

  /** Copies the choices. */
  public Recording {
    choices = List.copyOf(choices);
  }

  /**
   * The recording of a run of {@code scenario} that was traced.
   *
   * @throws IllegalArgumentException if the run was not traced
   */
  public static Recording of(String scenario, SimulationResult traced) {
    if (traced.trace().isEmpty()) {
      throw new IllegalArgumentException("only a run with a trace can be recorded");
    }
    List<Integer> choices = new ArrayList<>();
    for (int thread : traced.trace().orElseThrow().choices()) {
      choices.add(thread);
    }
    return new Recording(
        ReplayLine.of(scenario, traced),
        traced.steps(),
        Optional.empty(),
        traced.failure().map(failure -> failure.kind() + " " + failure.name()),
        traced.failure().map(failure -> failure.message().lines().findFirst().orElse("")),
        choices);
  }

  /** The same run with a note of why it is kept. */
  public Recording withNote(String why) {
    String oneLine = String.join(" ", why.lines().toList()).strip();
    Optional<String> newNote = oneLine.isEmpty() ? Optional.empty() : Optional.of(oneLine);
    return new Recording(line, steps, newNote, failure, message, choices);
  }

  /** Whether {@code text} looks like a recording rather than a line. */
  public static boolean isRecording(String text) {
    return text.startsWith(MAGIC);
  }

  /** The file's text. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    text.append(MAGIC).append(VERSION).append('\n');
    text.append("run ").append(line).append('\n');
    text.append("steps ").append(steps).append('\n');
    note.ifPresent(why -> text.append("note ").append(why).append('\n'));
    failure.ifPresent(what -> text.append("failure ").append(what).append('\n'));
    message.ifPresent(words -> text.append("message ").append(words).append('\n'));
    text.append("choices ").append(choices.size()).append('\n');
    int onLine = 0;
    for (int i = 0; i < choices.size();) {
      int same = 1;
      while (i + same < choices.size() && choices.get(i + same).equals(choices.get(i))) {
        same++;
      }
      text.append(onLine == 0 ? "" : " ").append(choices.get(i));
      if (same > 1) {
        text.append('*').append(same);
      }
      i += same;
      onLine++;
      if (onLine == CHOICES_A_LINE && i < choices.size()) {
        text.append('\n');
        onLine = 0;
      }
    }
    return text.append("\nend\n").toString();
  }

  /**
   * Reads a file's text.
   *
   * @param source where it comes from, for messages
   * @throws IllegalArgumentException if it is damaged, newer than this code, or no recording
   */
  public static Recording parse(String source, String text) {
    return new Parser(source, text.lines().toList()).parse();
  }

  private static final class Parser {
    private final String source;
    private final List<String> lines;
    private int position;

    Parser(String source, List<String> lines) {
      this.source = source;
      this.lines = lines;
    }

    Recording parse() {
      String magic = next("the line \"" + MAGIC + VERSION + "\"");
      if (!magic.startsWith(MAGIC)) {
        throw damaged("it does not begin with \"" + MAGIC + VERSION + "\"");
      }
      long version = number(magic.substring(MAGIC.length()), "the version");
      if (version > VERSION) {
        throw new IllegalArgumentException(
            source + " is of version " + version + "; this miniss reads up to version " + VERSION);
      }
      ReplayLine line = ReplayLine.parse(value("run"));
      long steps = number(value("steps"), "steps");
      Optional<String> note = optional("note");
      Optional<String> failure = optional("failure");
      Optional<String> message = optional("message");
      long count = number(value("choices"), "choices");
      List<Integer> choices = new ArrayList<>();
      while (true) {
        String row = next("choices or \"end\"");
        if (row.equals("end")) {
          break;
        }
        addChoices(row, choices, count);
      }
      if (choices.size() != count) {
        throw damaged("it announces " + count + " choices and has " + choices.size());
      }
      return new Recording(line, steps, note, failure, message, choices);
    }

    private void addChoices(String row, List<Integer> choices, long most) {
      if (row.isBlank()) {
        return;
      }
      for (String word : row.strip().split(" +", -1)) {
        int star = word.indexOf('*');
        int thread = (int) number(star < 0 ? word : word.substring(0, star), "a choice");
        long same = star < 0 ? 1 : number(word.substring(star + 1), "a repetition");
        if (choices.size() + same > most) {
          throw damaged("it has more choices than the " + most + " it announces");
        }
        for (long i = 0; i < same; i++) {
          choices.add(thread);
        }
      }
    }

    private String next(String expected) {
      if (position == lines.size()) {
        throw damaged("it ends where " + expected + " should be");
      }
      return lines.get(position++);
    }

    private String value(String key) {
      String line = next("\"" + key + "\"");
      if (!line.startsWith(key + " ")) {
        throw damaged("\"" + key + "\" is expected and \"" + line + "\" found");
      }
      return line.substring(key.length() + 1);
    }

    private Optional<String> optional(String key) {
      boolean there = position < lines.size() && lines.get(position).startsWith(key + " ");
      return there ? Optional.of(value(key)) : Optional.empty();
    }

    private long number(String text, String what) {
      try {
        long number = Long.parseLong(text.strip());
        if (number >= 0) {
          return number;
        }
      } catch (NumberFormatException e) {
        throw damaged(what + " is no number: \"" + text + "\"");
      }
      throw damaged(what + " is negative: \"" + text + "\"");
    }

    private IllegalArgumentException damaged(String what) {
      return new IllegalArgumentException(
          source + " is no recording that can be read: " + what + " (line " + position + ")");
    }
  }
}
