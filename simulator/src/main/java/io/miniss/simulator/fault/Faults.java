package io.miniss.simulator.fault;

import io.miniss.simulator.text.Shortened;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which faults a run is to have. Immutable.
 *
 * <ul>
 *   <li>{@link #none()}
 *   <li>{@link #swarm()}: each seed draws its own mix. Each kind is in the mix with probability 1/3,
 *       and then fires at each of its sites with a probability drawn between 1/2000 and 1/10, after
 *       FoundationDB's two-level activation and Groce's swarm testing
 *   <li>{@link #few()}: one seed in eight has stalls, which preempt a thread for long while time passes; the
 *       others have no faults
 *   <li>{@code stall=0.01,late-unpark=0.1}: these, with these probabilities
 *   <li>{@code at(stall#7,late-unpark#0)}: exactly these, each at the site of that number of its kind;
 *       what a shrunk run has. {@code at()} has no faults left, but the liveness phase after them
 * </ul>
 *
 * @param mix whether the seed decides, and how
 * @param probabilities of the kinds that are on, if it does not
 * @param fixed exactly what happens, if that is given
 */
public record Faults(
    Mix mix, Map<Fault, Double> probabilities, Optional<List<Occurrence>> fixed) {
  private static final Faults NONE = new Faults(Mix.GIVEN, Map.of(), Optional.empty());
  private static final Faults FEW = new Faults(Mix.FEW, Map.of(), Optional.empty());
  private static final Faults STALLS = withProbabilities(Map.of(Fault.STALL, 0.02));
  private static final int SHARE_OF_FEW = 8;

  /** Who decides which faults there may be. */
  public enum Mix {
    /** They are given. */
    GIVEN,
    /** Each seed draws. */
    SWARM,
    /** See {@link Faults#few}. */
    FEW
  }

  /** What {@link #parse} accepts, for messages. */
  public static final String ACCEPTED =
      "none, few, swarm, NAME=PROBABILITY,... with the names "
          + Arrays.stream(Fault.values()).map(Fault::toString).collect(Collectors.joining(", "));

  /**
   * One fault that happened.
   *
   * @param fault its kind
   * @param site the number of the site among those of its kind, from 0
   */
  public record Occurrence(Fault fault, long site) {
    @Override
    public String toString() {
      return fault + "#" + site;
    }
  }

  /** Copies the map, in the order of the kinds, and the list. */
  public Faults {
    Map<Fault, Double> ordered = new EnumMap<>(Fault.class);
    ordered.putAll(probabilities);
    probabilities = java.util.Collections.unmodifiableMap(ordered);
    fixed = fixed.map(List::copyOf);
    for (double probability : probabilities.values()) {
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException(
            "a fault's probability is from 0 to 1: " + probability);
      }
    }
  }

  /** No faults. */
  public static Faults none() {
    return NONE;
  }

  /** A mix that each seed draws. */
  public static Faults swarm() {
    return new Faults(Mix.SWARM, Map.of(), Optional.empty());
  }

  /** Stalls in one seed of eight, and else nothing. */
  public static Faults few() {
    return FEW;
  }

  /** Those of the run of {@code seed}: {@link #few} are stalls or none. */
  public Faults of(long seed) {
    if (mix != Mix.FEW) {
      return this;
    }
    return Math.floorMod(seed, SHARE_OF_FEW) == SHARE_OF_FEW - 1 ? STALLS : NONE;
  }

  /** These kinds, each with its probability at each of its sites. */
  public static Faults withProbabilities(Map<Fault, Double> probabilities) {
    return new Faults(Mix.GIVEN, probabilities, Optional.empty());
  }

  /** Exactly these faults. */
  public static Faults at(List<Occurrence> occurrences) {
    return new Faults(Mix.GIVEN, Map.of(), Optional.of(occurrences));
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException if it cannot be read; names what is accepted
   */
  public static Faults parse(String text) {
    if (text.equals("none")) {
      return none();
    }
    if (text.equals("swarm")) {
      return swarm();
    }
    if (text.equals("few")) {
      return few();
    }
    if (text.startsWith("at(") && text.endsWith(")")) {
      List<Occurrence> occurrences = new ArrayList<>();
      if (text.equals("at()")) {
        return at(occurrences);
      }
      for (String word : text.substring(3, text.length() - 1).split(",", -1)) {
        int hash = word.indexOf('#');
        if (hash < 0) {
          throw unreadable(text, "\"" + Shortened.of(word) + "\" is no NAME#NUMBER");
        }
        Occurrence occurrence =
            new Occurrence(
                named(text, word.substring(0, hash)), site(text, word.substring(hash + 1)));
        if (occurrences.contains(occurrence)) {
          throw unreadable(text, "it has " + occurrence + " twice");
        }
        occurrences.add(occurrence);
      }
      return at(occurrences);
    }
    Map<Fault, Double> probabilities = new EnumMap<>(Fault.class);
    for (String word : text.split(",", -1)) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw unreadable(text, "\"" + Shortened.of(word) + "\" is no NAME=PROBABILITY");
      }
      try {
        Fault fault = named(text, word.substring(0, equals));
        double probability = Double.parseDouble(word.substring(equals + 1));
        if (probabilities.put(fault, probability) != null) {
          throw unreadable(text, "it has " + fault + " twice");
        }
      } catch (NumberFormatException e) {
        throw unreadable(text, "\"" + Shortened.of(word.substring(equals + 1)) + "\" is no number");
      }
    }
    return withProbabilities(probabilities);
  }

  private static Fault named(String text, String name) {
    for (Fault fault : Fault.values()) {
      if (fault.toString().equals(name)) {
        return fault;
      }
    }
    throw unreadable(text, "there is no fault \"" + Shortened.of(name) + "\"");
  }

  private static long site(String text, String number) {
    long site;
    try {
      site = Long.parseLong(number);
    } catch (NumberFormatException e) {
      throw unreadable(text, "\"" + Shortened.of(number) + "\" is no number");
    }
    if (site < 0) {
      throw unreadable(text, "the number of a site is from 0 on: " + site);
    }
    return site;
  }

  private static IllegalArgumentException unreadable(String text, String what) {
    return new IllegalArgumentException(
        "cannot read the faults \"" + Shortened.of(text) + "\": " + what + "; accepted: "
            + ACCEPTED);
  }

  /** Whether no fault can happen. */
  public boolean isNone() {
    return mix == Mix.GIVEN && probabilities.isEmpty() && fixed.map(List::isEmpty).orElse(true);
  }

  @Override
  public String toString() {
    if (mix != Mix.GIVEN) {
      return mix == Mix.SWARM ? "swarm" : "few";
    }
    if (fixed.isPresent()) {
      return fixed.get().stream().map(Occurrence::toString)
          .collect(Collectors.joining(",", "at(", ")"));
    }
    if (isNone()) {
      return "none";
    }
    return probabilities.entrySet().stream()
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining(","));
  }
}
