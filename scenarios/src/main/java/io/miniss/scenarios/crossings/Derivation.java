package io.miniss.scenarios.crossings;

import io.miniss.runtime.future.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The ways in which one future is derived from others, and which results that may have. */
final class Derivation {
  /** What a recovery makes of each failure. */
  static final int RECOVERED = -1;

  /** All there are; what is added here is crossed with everything else. */
  static final List<Derivation> ALL =
      List.of(
          new Derivation(
              "map",
              (strand, sources) -> first(sources).map(value -> value + 1),
              results -> List.of(mapped(results.getFirst(), value -> value + 1))),
          new Derivation(
              "recover",
              (strand, sources) -> first(sources).recover(failure -> RECOVERED),
              results -> List.of(
                  results.getFirst().failure() == null
                      ? results.getFirst()
                      : Outcome.of(RECOVERED))),
          new Derivation(
              "flatMap",
              (strand,
                  sources) -> first(sources).flatMap(value -> sources.getLast().future),
              results -> List.of(
                  results.getFirst().failure() == null ? results.getLast() : results.getFirst())),
          new Derivation(
              "flatten",
              (strand,
                  sources) -> first(sources).flatMap(value -> Future.completed(value + 1)),
              results -> List.of(mapped(results.getFirst(), value -> value + 1))),
          new Derivation(
              "all",
              (strand,
                  sources) -> Future.<Integer>all(futures(sources))
                      .map(values -> values.stream().mapToInt(Integer::intValue).sum()),
              results -> List.of(sum(results))),
          new Derivation(
              "any",
              (strand, sources) -> Future.any(futures(sources)),
              Derivation::anyOf),
          new Derivation(
              "timeout",
              (strand,
                  sources) -> first(sources)
                      .timeout(Duration.ofNanos(strand.random.nextInt(20_000))),
              List::copyOf));

  private final String name;
  private final BiFunction<Strand, List<FutureRecord>, Future<Integer>> derive;
  private final Function<List<Outcome>, List<Outcome>> allowed;

  private Derivation(
      String name,
      BiFunction<Strand, List<FutureRecord>, Future<Integer>> derive,
      Function<List<Outcome>, List<Outcome>> allowed) {
    this.name = name;
    this.derive = derive;
    this.allowed = allowed;
  }

  /** Derives a future in the calling thread. */
  FutureRecord use(Strand strand, List<FutureRecord> sources) {
    List<FutureRecord> used =
        switch (name) {
          case "all", "any" -> sources;
          case "flatMap" -> List.of(sources.getFirst(), sources.getLast());
          default -> sources.subList(0, 1);
        };
    Future<Integer> derived = derive.apply(strand, used);
    Book book = strand.run.book();
    FutureRecord added =
        book.add(
            number -> new FutureRecord(
                number,
                name,
                derived,
                used,
                results -> {
                  List<Outcome> outcomes = new ArrayList<>(allowed.apply(results));
                  if (name.equals("timeout") && isTimeout(Outcome.read(derived))) {
                    outcomes.add(Outcome.read(derived));
                  }
                  return outcomes;
                }));
    switch (name) {
      case "any" -> used.forEach(source -> book.willLook(source, added));
      case "all" -> {} // waits for one after the other
      default -> book.willLook(used.getFirst(), added);
    }
    return added;
  }

  static boolean isTimeout(Outcome outcome) {
    return outcome.failure() instanceof TimeoutException;
  }

  private static Future<Integer> first(List<FutureRecord> sources) {
    return sources.getFirst().future;
  }

  private static List<Future<Integer>> futures(List<FutureRecord> sources) {
    return sources.stream().map(each -> each.future).toList();
  }

  static Outcome mapped(Outcome source, Function<Integer, Integer> function) {
    Integer value = source.value();
    return value == null ? source : Outcome.of(function.apply(value));
  }

  private static Outcome sum(List<Outcome> results) {
    int sum = 0;
    for (Outcome each : results) {
      Integer value = each.value();
      if (value == null) {
        return each;
      }
      sum += value;
    }
    return Outcome.of(sum);
  }

  private static List<Outcome> anyOf(List<Outcome> results) {
    List<Outcome> values = results.stream().filter(each -> each.failure() == null).toList();
    return values.isEmpty() ? List.of(results.getFirst()) : values;
  }

  @Override
  public String toString() {
    return name;
  }
}
