package io.miniss.simulator.replay;

import io.miniss.simulator.Carriers;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import io.miniss.simulator.engine.FailureKind;
import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.fault.Faults;
import io.miniss.simulator.strategy.Strategies;
import io.miniss.simulator.strategy.Switches;
import io.miniss.simulator.text.Quoting;
import io.miniss.simulator.text.Shortened;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run in one line: {@code bank seed=42 cores=2 strategy=random hash=0f3c...}. Everything that the
 * run follows from is in it, besides the code; with the hash a replay can tell that the code is not
 * the same any more.
 *
 * <p>A seed is any {@code long}; negative ones are seeds like the others.
 *
 * <p>A name that is no plain word stands in double quotes, as {@link Quoting} has it: {@code "two cores
 * count once" seed=42}, {@code size."small queue"=3}. A line has no single quotes, so a shell takes it in
 * these.
 *
 * @param scenario the scenario's name
 * @param options what the run follows from
 * @param traceHash the fingerprint of the run, 16 hexadecimal digits, if known
 */
public record ReplayLine(String scenario, SimulationOptions options, Optional<String> traceHash) {
  private static final String SIZE = "size.";
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{16}");

  /** The keys that a line may have, for messages. */
  public static final String KEYS =
      "seed, cores, strategy, max-steps, step-cost (on, off), faults, fault-steps, liveness-steps,"
          + " size.NAME, hash";

  /** The same line with other options. */
  public ReplayLine withOptions(SimulationOptions others) {
    return new ReplayLine(scenario, others, traceHash);
  }

  /** The line of a run of {@code scenario}. It fixes no size that the run does not draw. */
  public static ReplayLine of(String scenario, SimulationResult result) {
    SimulationOptions options = result.options();
    Map<String, Integer> drawn = new TreeMap<>(options.sizes());
    drawn.keySet().retainAll(result.sizes().keySet());
    return new ReplayLine(
        scenario, options.withSizes(drawn), Optional.of(result.traceHashText()));
  }

  /**
   * Does {@code work}, whose runs are of {@code scenario}: if one of them ends the JVM, or leaves no memory for a report,
   * this line of it is said.
   */
  public static <T extends @Nullable Object> T named(String scenario, Supplier<T> work) {
    return Carriers.named(
        options -> new ReplayLine(scenario, options, Optional.empty()).toString(), work);
  }

  /**
   * Reads a line; what it does not name has its default.
   *
   * @throws IllegalArgumentException if it cannot be read; names what is accepted
   */
  public static ReplayLine parse(String line) {
    List<String> words = words(line);
    String first = words.isEmpty() ? "=" : words.getFirst();
    if (!first.startsWith("\"") && first.contains("=")) {
      throw malformed(line, "it does not begin with the name of a scenario");
    }
    String scenario = unquoted(line, first);
    SimulationOptions options = SimulationOptions.seed(0);
    Optional<String> hash = Optional.empty();
    Set<String> keys = new TreeSet<>();
    Map<String, Integer> sizes = new TreeMap<>();
    for (String word : words.subList(1, words.size())) {
      int equals = equalsSign(word);
      if (equals < 0) {
        throw malformed(line, "\"" + Shortened.of(word) + "\" is no key=value");
      }
      String key = word.substring(0, equals);
      String value = unquoted(line, word.substring(equals + 1));
      if (!keys.add(key)) {
        throw malformed(line, "it names " + Shortened.of(key) + " twice");
      }
      try {
        switch (key) {
          case "seed" -> options = options.withSeed(Long.parseLong(value));
          case "cores" -> options = options.withCores(Integer.parseInt(value));
          case "strategy" -> options = options.withStrategy(Strategies.parse(value));
          case "max-steps" -> options = options.withMaxSteps(Long.parseLong(value));
          case "step-cost" -> options = options.withStepsCostTime(onOff(line, value));
          case "faults" -> options = options.withFaults(Faults.parse(value));
          case "fault-steps" -> options = options.withFaultSteps(Long.parseLong(value));
          case "liveness-steps" -> options = options.withLivenessSteps(Long.parseLong(value));
          case "hash" -> hash = Optional.of(hash(line, value));
          default -> {
            if (!key.startsWith(SIZE)) {
              throw malformed(line, "there is no key \"" + Shortened.of(key) + "\"");
            }
            sizes.put(sizeName(line, key), size(line, key, Integer.parseInt(value)));
          }
        }
      } catch (NumberFormatException e) {
        throw malformed(line,
            "\"" + Shortened.of(value) + "\" is no number, as " + Shortened.of(key) + " is");
      }
    }
    if (!keys.contains("seed")) {
      throw malformed(line, "it names no seed");
    }
    return new ReplayLine(scenario, options.withSizes(sizes), hash);
  }

  /**
   * The run of the line in {@code body}, traced. Where the line has the switches of the run, and this is
   * not the run that was recorded, it fails with {@link FailureKind#DIVERGENCE} if it would pass
   * otherwise, and says at which step it could not do what the line says. A line with another strategy
   * has a hash at most, which does not tell of steps: for these there is {@link Recording}.
   *
   * @throws IllegalArgumentException as {@link #requireDrawn}
   */
  public SimulationResult replay(Simulator.Body body) {
    SimulationResult result = named(scenario, () -> replayed(body));
    requireDrawn(result);
    return result;
  }

  /**
   * The line is of a run that draws all sizes in it: what does not is another run.
   *
   * @throws IllegalArgumentException if {@code result}, that of a run of the line, draws one of them not; names those
   *     that it draws
   */
  public void requireDrawn(SimulationResult result) {
    Set<String> unknown = new TreeSet<>(options.sizes().keySet());
    unknown.removeAll(result.sizes().keySet());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "this is not the run of the line: " + Shortened.of(scenario) + " draws no size "
              + unknown.stream()
                  .map(name -> '"' + Shortened.of(name) + '"')
                  .collect(Collectors.joining(", "))
              + " in it; it draws "
              + (result.sizes().isEmpty() ? "none" : String.join(", ", result.sizes().keySet()))
              + result.failure()
                  .map(failure -> ", and fails with " + failure.kind() + " " + failure.name())
                  .orElse(""));
    }
  }

  private SimulationResult replayed(Simulator.Body body) {
    if (!(options.strategy() instanceof Switches switches)) {
      return Simulator.trace(options, body);
    }
    Switches.Watched watched = switches.watched();
    SimulationResult result = Simulator.trace(options.withStrategy(watched), body);
    result = result.withOptions(options);
    if (result.isSuccess() && !isRecorded(result)) {
      Optional<String> words = watched.passedOver(result.steps());
      if (words.isPresent()) {
        return result.withFailure(
            new RunFailure(
                FailureKind.DIVERGENCE, "replay", words.get(), result.steps(), null));
      }
    }
    return result;
  }

  /** Whether {@code result} is known to be that of the run that the line was written for. */
  private boolean isRecorded(SimulationResult result) {
    return traceHash.filter(hash -> hash.equals(result.traceHashText())).isPresent();
  }

  private static String hash(String line, String value) {
    if (!HASH.matcher(value).matches()) {
      throw malformed(line,
          "a hash is 16 hexadecimal digits, 0 to 9 and a to f: \"" + Shortened.of(value) + "\"");
    }
    return value;
  }

  private static String sizeName(String line, String key) {
    if (key.length() == SIZE.length()) {
      throw malformed(line, "\"" + key + "\" names no size");
    }
    return unquoted(line, key.substring(SIZE.length()));
  }

  private static List<String> words(String line) {
    try {
      return Quoting.words(line);
    } catch (IllegalArgumentException e) {
      throw malformed(line, String.valueOf(e.getMessage()));
    }
  }

  private static String unquoted(String line, String word) {
    try {
      return Quoting.unquoted(word);
    } catch (IllegalArgumentException e) {
      throw malformed(line, String.valueOf(e.getMessage()));
    }
  }

  /** Where the key ends, which may be {@code size.} and a name in quotes; -1 if it does not. */
  private static int equalsSign(String word) {
    int from = word.startsWith(SIZE + "\"") ? Quoting.endOfQuoted(word, SIZE.length()) : 0;
    return word.indexOf('=', from);
  }

  private static int size(String line, String key, int value) {
    if (value < 0) {
      throw malformed(line, Shortened.of(key) + " is from 0 on: " + value);
    }
    return value;
  }

  private static boolean onOff(String line, String value) {
    return switch (value) {
      case "on" -> true;
      case "off" -> false;
      default -> throw malformed(line, "step-cost is on or off: \"" + Shortened.of(value) + "\"");
    };
  }

  private static IllegalArgumentException malformed(String line, String what) {
    return new IllegalArgumentException(
        "cannot read the replay line \""
            + Shortened.of(line.strip())
            + "\": "
            + what
            + "; accepted: NAME seed=N and any of "
            + KEYS);
  }

  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(Quoting.word(scenario));
    line.append(" seed=").append(options.seed());
    line.append(" cores=").append(options.cores());
    line.append(" strategy=").append(value(options.strategy().toString()));
    if (options.maxSteps() != SimulationOptions.DEFAULT_MAX_STEPS) {
      line.append(" max-steps=").append(options.maxSteps());
    }
    if (!options.stepsCostTime()) {
      line.append(" step-cost=off");
    }
    if (!options.faults().equals(Faults.none())) {
      line.append(" faults=").append(options.faults());
    }
    if (options.faultSteps() != SimulationOptions.DEFAULT_FAULT_STEPS) {
      line.append(" fault-steps=").append(options.faultSteps());
    }
    if (options.livenessSteps() != SimulationOptions.DEFAULT_LIVENESS_STEPS) {
      line.append(" liveness-steps=").append(options.livenessSteps());
    }
    options.sizes().forEach(
        (name, size) -> line.append(' ').append(SIZE).append(Quoting.word(name)).append('=')
            .append(size));
    traceHash.ifPresent(hash -> line.append(" hash=").append(hash));
    return line.toString();
  }

  /** A value may have an equals sign: what comes before the first is the key. */
  private static String value(String text) {
    return Quoting.word(text.replace("=", "")).startsWith("\"") ? Quoting.quoted(text) : text;
  }
}
