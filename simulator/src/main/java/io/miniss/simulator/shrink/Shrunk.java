package io.miniss.simulator.shrink;

import io.miniss.simulator.SimulationResult;
import java.util.Map;
import java.util.StringJoiner;

/**
 * A failing run and what it was shrunk to.
 *
 * @param original the run that was found
 * @param smallest the smallest that still fails the same way; the original itself if none was found
 * @param switchesBefore how often the original left the default schedule
 * @param switchesAfter how often the smallest does
 * @param runs how many runs it took
 */
public record Shrunk(
    SimulationResult original,
    SimulationResult smallest,
    int switchesBefore,
    int switchesAfter,
    int runs) {

  /** What was removed, for example {@code steps 412 -> 23, switches 57 -> 2, faults 9 -> 0}. */
  public String summary() {
    StringJoiner words = new StringJoiner(", ");
    words.add("steps " + original.steps() + " -> " + smallest.steps());
    words.add("switches " + switchesBefore + " -> " + switchesAfter);
    words.add("faults " + original.faults().size() + " -> " + smallest.faults().size());
    for (Map.Entry<String, Integer> size : original.sizes().entrySet()) {
      Integer after = smallest.sizes().get(size.getKey());
      words.add(size.getKey() + " " + size.getValue() + " -> " + (after == null ? "-" : after));
    }
    return words + " (" + runs + " runs)";
  }
}
