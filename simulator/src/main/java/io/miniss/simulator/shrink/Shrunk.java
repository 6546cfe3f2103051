package io.miniss.simulator.shrink;

import io.miniss.simulator.SimulationResult;
import java.util.Map;
import java.util.StringJoiner;

/**
 * A failing run and what it was shrunk to.
 *
 * @param original the run that was found
 * @param smallest the smallest that still fails the same way; the original itself if none was found
 * @param before how much there was to the original
 * @param after how much there is to the smallest
 * @param runs how many runs it took
 */
public record Shrunk(
    SimulationResult original, SimulationResult smallest, RunSize before, RunSize after, int runs) {

  /** The same where the smallest was run again, and a deadlock of threads that spin was seen at another step. */
  public Shrunk withSmallest(SimulationResult again) {
    return new Shrunk(original, again, before, after, runs);
  }

  /**
   * What was removed, for example {@code steps 412 -> 23, preemptions 57 -> 2, faults 9 -> 0, tasks 40
   * -> 3, size.clients 4 -> 1}. A size that the smallest does not ask for has a dash.
   */
  public String summary() {
    StringJoiner words = new StringJoiner(", ");
    words.add("steps " + original.steps() + " -> " + smallest.steps());
    words.add("preemptions " + before.preemptions() + " -> " + after.preemptions());
    words.add("faults " + original.faults().size() + " -> " + smallest.faults().size());
    words.add("tasks " + before.tasks() + " -> " + after.tasks());
    for (Map.Entry<String, Integer> size : original.sizes().entrySet()) {
      Integer now = smallest.sizes().get(size.getKey());
      words.add(
          "size." + size.getKey() + " " + size.getValue() + " -> " + (now == null ? "-" : now));
    }
    return words + " (" + runs + " runs)";
  }
}
