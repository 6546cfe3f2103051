package io.miniss.simulator.strategy;

import io.miniss.simulator.text.Shortened;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Strategies by name, for command lines, replay lines and files. */
public final class Strategies {
  /** What {@link #parse} accepts, for messages. */
  public static final String ACCEPTED =
      "random, pct(depth=3,steps=1000), delay(delays=2,steps=1000), pos, urw(events=100.40.40), surw(events=100.40.40,of=NAME.NAME),"
          + " surw(events=100,among=8), portfolio(steps=1000), switches(THREAD@STEP>THREAD,...)";

  private static final String SEARCH =
      "it is explore --exhaustive of the command line, and ExhaustiveSearch";
  private static final int DEFAULT_DEPTH = 3;
  private static final int DEFAULT_DELAYS = 2;
  private static final int DEFAULT_STEPS = 1_000;
  private static final int DEFAULT_EVENTS = 100;

  private Strategies() {}

  /**
   * The strategy that {@code text} describes: a name, and in parentheses what differs from the
   * defaults. The inverse of {@link Strategy#toString}.
   *
   * @throws IllegalArgumentException if there is no such strategy or parameter; names the accepted
   */
  public static Strategy parse(String text) {
    int open = text.indexOf('(');
    String name = open < 0 ? text : text.substring(0, open);
    if (name.equals(Switches.NAME) && open < 0) {
      throw unknown(text, "switches has its list in parentheses, switches() if there are none");
    }
    if (name.equals(Switches.NAME) && text.endsWith(")")) {
      try {
        return Switches.parse(text.substring(open + 1, text.length() - 1));
      } catch (NumberFormatException e) {
        throw unknown(text, String.valueOf(e.getMessage()));
      }
    }
    Parameters parameters = new Parameters(text, open);
    Strategy strategy =
        switch (name) {
          case "random" -> new RandomWalk();
          case "pct" ->
            new Pct(
                parameters.take("depth", DEFAULT_DEPTH), parameters.take("steps", DEFAULT_STEPS));
          case "delay" ->
            new DelayBounded(
                parameters.take("delays", DEFAULT_DELAYS),
                parameters.take("steps", DEFAULT_STEPS));
          case "portfolio" -> new Portfolio(
              parameters.take("steps", DEFAULT_STEPS), parameters.takeAll("events"),
              parameters.takeInterests("shared"));
          case "pos" -> new Pos();
          case "urw" -> Surw.uniform(parameters.takeAll("events", DEFAULT_EVENTS));
          case "surw" -> selective(parameters);
          case "dfs" -> throw unknown(text, "a search is no strategy of one run; " + SEARCH);
          default -> throw unknown(text, "there is no strategy \"" + Shortened.of(name) + "\"");
        };
    parameters.requireEmpty();
    return strategy;
  }

  private static Surw selective(Parameters parameters) {
    List<String> of = parameters.takeWords("of");
    int among = parameters.take("among", 0);
    if (of.isEmpty() && among == 0) {
      throw unknown(
          parameters.text, "surw needs its locations, by name (of) or by number (among)");
    }
    return new Surw(parameters.takeAll("events", DEFAULT_EVENTS), of, among);
  }

  private static IllegalArgumentException unknown(String text, String what) {
    return new IllegalArgumentException(
        "cannot read the strategy \"" + Shortened.of(text) + "\": " + what + "; accepted: "
            + ACCEPTED);
  }

  private static final class Parameters {
    private final String text;
    private final Map<String, String> values = new TreeMap<>();

    Parameters(String text, int open) {
      this.text = text;
      if (open < 0) {
        return;
      }
      if (!text.endsWith(")")) {
        throw unknown(text, "its parameters do not end with )");
      }
      String inside = text.substring(open + 1, text.length() - 1);
      for (String pair : inside.split(",", -1)) {
        int equals = pair.indexOf('=');
        if (equals < 0) {
          throw unknown(text, "\"" + Shortened.of(pair) + "\" is no name=value");
        }
        String name = pair.substring(0, equals).strip();
        if (values.put(name, pair.substring(equals + 1).strip()) != null) {
          throw unknown(text, "it has " + Shortened.of(name) + " twice");
        }
      }
    }

    int take(String name, int defaultValue) {
      String value = values.remove(name);
      return value == null ? defaultValue : number(name, value);
    }

    /** Words with dots between them; none if there is no such parameter. */
    List<String> takeWords(String name) {
      String value = values.remove(name);
      return value == null ? List.of() : List.of(value.split("\\.", -1));
    }

    /** Locations, each with numbers, with dots between them; none if there is no such parameter. */
    List<Interest> takeInterests(String name) {
      return takeWords(name).stream().map(word -> interest(name, word)).toList();
    }

    private Interest interest(String name, String value) {
      try {
        return Interest.parse(value);
      } catch (NumberFormatException e) {
        throw unknown(
            text, name + " is no location with numbers: \"" + Shortened.of(value) + "\"");
      }
    }

    List<Integer> takeAll(String name, int defaultValue) {
      List<Integer> all = takeAll(name);
      return all.isEmpty() ? List.of(defaultValue) : all;
    }

    /** Numbers with dots between them; none if there is no such parameter. */
    List<Integer> takeAll(String name) {
      return takeWords(name).stream().map(word -> number(name, word)).toList();
    }

    private int number(String name, String value) {
      try {
        return Integer.parseInt(value);
      } catch (NumberFormatException e) {
        throw unknown(text, name + " is no number: \"" + Shortened.of(value) + "\"");
      }
    }

    void requireEmpty() {
      if (!values.isEmpty()) {
        throw unknown(text, "it has no parameter " + values.keySet());
      }
    }
  }
}
