package io.miniss.scenarios.zoo.measure;

import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.engine.RunFailure;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was measured of one exhibit.
 *
 * @param exhibit which
 * @param cells of each contestant
 * @param fixedRuns how many runs of the fixed one were done
 * @param fixedFailure the failed run of the lowest seed among them, if one failed
 * @param proof what the exhaustive search says, if the bug was found at all
 */
public record Row(
    Exhibit exhibit,
    Map<Contestant, Cell> cells,
    long fixedRuns,
    Optional<SimulationResult> fixedFailure,
    Optional<Proof> proof) {
  /** The campaigns of {@code contestant}. */
  public Cell of(Contestant contestant) {
    return Objects.requireNonNull(cells.get(contestant), contestant.title());
  }

  /** As what the default strategy sees the bug, with how many campaigns see it so. */
  public Map<String, Integer> seenAs() {
    Map<String, Integer> seen = new TreeMap<>();
    for (Find find : of(Contestant.DEFAULT).finds()) {
      find.failed()
          .flatMap(SimulationResult::failure)
          .ifPresent(failure -> seen.merge(describe(failure), 1, Integer::sum));
    }
    return seen;
  }

  private static String describe(RunFailure failure) {
    return switch (failure.kind()) {
      case INVARIANT, FINAL_CHECK -> "check: " + failure.name();
      case EXCEPTION -> "exception: " + rule(failure.message());
      default -> failure.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }

  /** The beginning of a message: what it goes on with is about the one run. */
  private static String rule(String message) {
    String line = message.lines().findFirst().orElse("");
    int colon = line.indexOf(": ");
    return colon < 0 ? line : line.substring(0, colon);
  }

  /** Whether no run of the fixed one failed. */
  public boolean fixedPassed() {
    return fixedFailure.isEmpty() && proof.map(searched -> !searched.isRefuted()).orElse(true);
  }

  /** Whether every campaign of the default strategy finds the bug, and the fixed one passes. */
  public boolean isAsItShouldBe() {
    return of(Contestant.DEFAULT).isFoundByAll() && fixedPassed();
  }
}
