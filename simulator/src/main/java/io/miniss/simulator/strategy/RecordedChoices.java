package io.miniss.simulator.strategy;

import io.miniss.simulator.random.SplitMix64;
import java.util.List;

/**
 * Chooses what a record by numbers says: within one process, where the code cannot change. It never runs on silently past its record, and never chooses anybody
 * else when the one it names cannot run.
 *
 * @param choices the thread chosen at each choice, in order
 */
public record RecordedChoices(List<Integer> choices) implements Strategy {
  /** Copies the list. */
  public RecordedChoices {
    choices = List.copyOf(choices);
  }

  @Override
  public Chooser start(SplitMix64 random) {
    return new Chooser() {
      private int position;

      @Override
      public int choose(Candidates candidates) {
        if (position == choices.size()) {
          throw new Diverged(
              "the record ends after "
                  + position
                  + " choices, but the run goes on at step "
                  + candidates.step());
        }
        int thread = choices.get(position);
        for (int i = 0; i < candidates.count(); i++) {
          if (candidates.thread(i) == thread) {
            position++;
            return i;
          }
        }
        throw new Diverged(
            "choice "
                + position
                + " of the record is thread "
                + thread
                + ", which cannot run at step "
                + candidates.step());
      }
    };
  }

  @Override
  public String toString() {
    return "recorded(" + choices.size() + " choices)";
  }
}
