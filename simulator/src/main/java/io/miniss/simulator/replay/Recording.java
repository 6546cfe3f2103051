package io.miniss.simulator.replay;

import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.replay.ContextSwitches.ContextSwitch;
import io.miniss.simulator.replay.ContextSwitches.Place;
import io.miniss.simulator.text.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run as a text file: its line, what was wrong with it, and its {@link ContextSwitches}, so that it can be
 * replayed when its strategy, or the program, has changed.
 *
 * <pre>
 * miniss-replay 2
 * run bank seed=42 cores=2 strategy=random hash=0f3c5a7e9b1d2c4f
 * steps 412
 * failure INVARIANT money is conserved
 * message expected 400, found 390
 * threads 3
 * main
 * miniss-core-0
 * miniss-core-1
 * places 14
 * the start
 * updates mailbox of core 1
 * ...
 * turns 310
 * 0:1.2>1 1:7w>2 ...
 * end 2:11.3
 * </pre>
 *
 * A turn is THREAD:PLACE.TIMES>THREAD, with {@code w} where the thread waited: the first says that main,
 * before it updates that mailbox for the second time, gives way to core 0. A run that passed has no lines
 * {@code failure} and {@code message} and ends with {@code end} alone; one that is kept may have a line
 * {@code note} before them.
 *
 * <p>A name, a note or a message that cannot stand in a line of its own is in quotes ({@link
 * Quoting#line}); a file with one is of version 3, and others are of version 2.
 *
 * <p>Files of version 1, whose choices are thread numbers, are read for all but their choices.
 *
 * @param line what the run follows from
 * @param steps how long it was
 * @param note why it is kept, if it is
 * @param failure kind and name of the failure, if it failed
 * @param message the failure's words, if it failed
 * @param switches who gave way to whom, unless the file is of version 1
 */
public record Recording(
    ReplayLine line,
    long steps,
    Optional<String> note,
    Optional<String> failure,
    Optional<String> message,
    Optional<ContextSwitches> switches) {
  /** The version that this code writes, and the newest it reads. */
  public static final int VERSION = 3;

  /** What is written where no line needs quotes, so that older code can read it. */
  private static final int UNQUOTED = 2;

  private static final String MAGIC = "miniss-replay ";
  private static final int SWITCHES_PER_LINE = 16;

  /**
   * The recording of a run of {@code scenario} that was traced.
   *
   * @throws IllegalArgumentException if the run was not traced, or only the end of it was kept
   */
  public static Recording of(String scenario, SimulationResult traced) {
    if (traced.trace().isEmpty()) {
      throw new IllegalArgumentException("only a run with a trace can be recorded");
    }
    if (!isPossible(traced)) {
      throw new IllegalArgumentException(
          "a run of " + traced.steps()
              + " steps of which some are left out cannot be recorded: its line brings"
              + " it back");
    }
    return new Recording(
        ReplayLine.of(scenario, traced),
        traced.steps(),
        Optional.empty(),
        traced.failure().map(failure -> failure.kind() + " " + failure.name()),
        traced.failure().map(failure -> failure.message().lines().findFirst().orElse("")),
        Optional.of(ContextSwitches.of(traced.trace().orElseThrow(), !traced.isSuccess())));
  }

  /** Whether a run was traced from its first step on. */
  public static boolean isPossible(SimulationResult traced) {
    return traced.trace().filter(trace -> trace.leftOut() == 0).isPresent();
  }

  /** The same run named by {@code other}. */
  public Recording withLine(ReplayLine other) {
    return new Recording(other, steps, note, failure, message, switches);
  }

  /** The same run with a note of why it is kept. */
  public Recording withNote(String why) {
    String oneLine = String.join(" ", why.lines().toList()).strip();
    Optional<String> newNote = oneLine.isEmpty() ? Optional.empty() : Optional.of(oneLine);
    return new Recording(line, steps, newNote, failure, message, switches);
  }

  /**
   * The run of the record's turns in {@code body}, traced. It fails with {@link
   * FailureKind#DIVERGENCE}, and says at which step, what was expected and what was found, when it
   * cannot follow the record, goes on beyond its end, or ends before.
   *
   * @throws IllegalStateException if there are no context switches, as in a file of version 1
   */
  public SimulationResult replay(Simulator.Body body) {
    ReplayStrategy strategy =
        new ReplayStrategy(
            switches.orElseThrow(
                () -> new IllegalStateException(
                    "a file of version 1 has no context switches to follow")));
    SimulationResult result =
        ReplayLine.named(
            line.scenario(),
            () -> Simulator.observe(line.options().withStrategy(strategy), body, strategy));
    String leftOut = result.isSuccess() ? strategy.leftOut() : null;
    Optional<RunFailure> outcome =
        leftOut == null
            ? result.failure()
            : Optional.of(
                new RunFailure(FailureKind.DIVERGENCE, "replay", leftOut, result.steps(), null));
    return new SimulationResult(
        line.options(),
        result.steps(),
        result.virtualTime(),
        result.traceHash(),
        outcome,
        Optional.of(strategy.trace()),
        result.metrics(),
        result.sizes(),
        result.faultMix(),
        result.faults());
  }

  /** The file's text. */
  public String toText() {
    Lines text = new Lines();
    text.plain("run " + line).plain("steps " + steps);
    note.ifPresent(why -> text.keyed("note", why));
    failure.ifPresent(what -> text.keyed("failure", what));
    message.ifPresent(words -> text.keyed("message", words));
    switches.ifPresent(some -> new SwitchesText(some).appendTo(text));
    return MAGIC + (text.quoted ? VERSION : UNQUOTED) + "\n" + text.out;
  }

  /**
   * Reads a file's text.
   *
   * @param source where it comes from, for messages
   * @throws IllegalArgumentException if it is damaged, newer than this code, or no recording
   */
  public static Recording parse(String source, String text) {
    Recording recording = new Parser(source, text.lines().toList()).parse();
    // Those of version 1 are read for their first lines, and their ends do not matter.
    if (recording.switches().isPresent() && !text.endsWith("\n")) {
      throw new IllegalArgumentException(
          source
              + " is no recording that can be read: its last line is cut off, as no line break follows");
    }
    return recording;
  }

  /** Lines of a file, and whether one of them is in quotes. */
  private static final class Lines {
    final StringBuilder out = new StringBuilder();
    boolean quoted;

    Lines plain(CharSequence line) {
      out.append(line).append('\n');
      return this;
    }

    void keyed(String key, String value) {
      out.append(key).append(' ');
      any(value);
    }

    void any(String text) {
      quoted |= Quoting.needsQuotes(text);
      plain(Quoting.line(text));
    }
  }

  /** ContextSwitches as text: the names in tables, in the order of their first use. */
  private static final class SwitchesText {
    private final ContextSwitches switches;
    private final Map<String, Integer> threads = new LinkedHashMap<>();
    private final Map<String, Integer> places = new LinkedHashMap<>();

    SwitchesText(ContextSwitches switches) {
      this.switches = switches;
    }

    void appendTo(Lines text) {
      StringBuilder rows = new StringBuilder();
      int onLine = 0;
      for (ContextSwitch contextSwitch : switches.switches()) {
        rows.append(onLine == 0 ? "" : onLine % SWITCHES_PER_LINE == 0 ? "\n" : " ");
        onLine++;
        rows.append(place(contextSwitch.from())).append('>')
            .append(number(threads, contextSwitch.to()));
      }
      rows.append(onLine == 0 ? "" : "\n").append("end");
      if (switches.hasEnd()) {
        rows.append(' ').append(place(switches.end()));
      }
      table(text, "threads", threads);
      table(text, "places", places);
      text.plain("turns " + switches.switches().size()).plain(rows);
    }

    private String place(Place place) {
      String waits = place.waits() == 0 ? "" : place.waits() == 1 ? "w" : "w" + place.waits();
      return number(threads, place.thread()) + ":" + number(places, place.what())
          + (place.times() == 1 ? "" : "." + place.times()) + waits;
    }

    private static int number(Map<String, Integer> table, String name) {
      return table.computeIfAbsent(name, unknown -> table.size());
    }

    private static void table(Lines text, String key, Map<String, Integer> table) {
      text.plain(key + " " + table.size());
      table.keySet().forEach(text::any);
    }
  }

  private static final class Parser {
    private static final Pattern PLACE =
        Pattern.compile("([0-9]+):([0-9]+)(?:\\.([0-9]+))?(?:w([0-9]*))?");

    private final String source;
    private final List<String> lines;
    private int position;
    private long version;

    Parser(String source, List<String> lines) {
      this.source = source;
      this.lines = lines;
    }

    Recording parse() {
      String magic = next("the line \"" + MAGIC + UNQUOTED + "\"");
      if (!magic.startsWith(MAGIC)) {
        throw damaged("it does not begin with \"" + MAGIC + UNQUOTED + "\"");
      }
      version = number(magic.substring(MAGIC.length()), "the version");
      if (version > VERSION) {
        throw new IllegalArgumentException(
            source + " is of version " + version + "; this miniss reads up to version " + VERSION);
      }
      ReplayLine line = line(value("run"));
      long steps = number(value("steps"), "steps");
      Optional<String> note = optional("note");
      Optional<String> failure = optional("failure");
      Optional<String> message = optional("message");
      Optional<ContextSwitches> switches =
          version == 1 ? Optional.empty() : Optional.of(switches());
      if (version > 1 && position < lines.size()) {
        throw damaged("there is more after its end: \"" + lines.get(position) + "\"");
      }
      return new Recording(line, steps, note, failure, message, switches);
    }

    private ReplayLine line(String text) {
      try {
        return ReplayLine.parse(text);
      } catch (IllegalArgumentException e) {
        throw damaged(String.valueOf(e.getMessage()));
      }
    }

    private ContextSwitches switches() {
      List<String> threads = table("threads");
      List<String> places = table("places").stream().map(RenamedLocations::current).toList();
      long count = number(value("turns"), "turns");
      List<ContextSwitch> switches = new ArrayList<>();
      while (true) {
        String row = next("turns or \"end\"");
        if (row.equals("end") || row.startsWith("end ")) {
          if (switches.size() != count) {
            throw damaged("it announces " + count + " turns and has " + switches.size());
          }
          String end = row.substring(3).strip();
          return new ContextSwitches(switches,
              end.isEmpty() ? Place.NOWHERE : place(end, threads, places));
        }
        for (String word : row.strip().split(" +", -1)) {
          int to = word.indexOf('>');
          if (to < 0) {
            throw damaged("\"" + word + "\" is no turn");
          }
          switches.add(
              new ContextSwitch(
                  place(word.substring(0, to), threads, places),
                  entry(threads, word.substring(to + 1), "a thread")));
        }
      }
    }

    private Place place(String word, List<String> threads, List<String> places) {
      Matcher matcher = PLACE.matcher(word);
      if (!matcher.matches()) {
        throw damaged("\"" + word + "\" is no place");
      }
      String times = matcher.group(3);
      String waits = matcher.group(4);
      return new Place(
          entry(threads, matcher.group(1), "a thread"),
          entry(places, matcher.group(2), "a place"),
          times == null ? 1 : (int) number(times, "how often"),
          waits == null ? 0 : waits.isEmpty() ? 1 : (int) number(waits, "how often"));
    }

    private String entry(List<String> table, String word, String what) {
      long number = number(word, what);
      if (number >= table.size()) {
        throw damaged(what + " is one of " + table.size() + ": " + number);
      }
      return table.get((int) number);
    }

    private List<String> table(String key) {
      long count = number(value(key), key);
      List<String> table = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        table.add(unquoted(next("one of " + count + " " + key)));
      }
      return table;
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
      return there ? Optional.of(unquoted(value(key))) : Optional.empty();
    }

    /** Before version 3 there were no quotes. */
    private String unquoted(String line) {
      try {
        return version < VERSION ? line : Quoting.unquoted(line);
      } catch (IllegalArgumentException e) {
        throw damaged(String.valueOf(e.getMessage()));
      }
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
