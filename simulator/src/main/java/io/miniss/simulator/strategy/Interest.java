package io.miniss.simulator.strategy;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A location whose accesses {@link Surw} may be interested in, and how many of them there are.
 *
 * @param word the location, as a word of {@link Surw#of}
 * @param events how often each thread accesses it, as {@link Surw#events}
 */
public record Interest(String word, List<Integer> events) {
  private static final String SEPARATOR = ":";

  /** Checks both, and drops numbers that say what the last of them says, too. */
  public Interest {
    events = withoutRepetition(new Surw(events, List.of(word), 0).events());
  }

  /** Two are left, as one alone does not include other threads. */
  private static List<Integer> withoutRepetition(List<Integer> numbers) {
    int size = numbers.size();
    while (size > 2 && numbers.get(size - 1).equals(numbers.get(size - 2))) {
      size--;
    }
    return numbers.subList(0, size);
  }

  /** One that each thread is taken to access as often as any other. */
  public static Interest inEach(String word) {
    return new Interest(word, List.of(1));
  }

  /**
   * The inverse of {@link #toString}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Interest parse(String text) {
    List<String> parts = List.of(text.split(SEPARATOR, -1));
    return parts.size() == 1
        ? inEach(text)
        : new Interest(
            parts.getFirst(), parts.stream().skip(1).map(Integer::parseInt).toList());
  }

  /** The walk that is interested in nothing else. */
  Surw walk() {
    return new Surw(events, List.of(word), 0);
  }

  @Override
  public String toString() {
    return events.equals(List.of(1))
        ? word
        : word
            + events.stream()
                .map(number -> SEPARATOR + number)
                .collect(Collectors.joining());
  }
}
