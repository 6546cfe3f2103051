package io.miniss.simulator.strategy;

import io.miniss.simulator.random.SplitMix64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One run of a depth-first search, by itself: the running thread goes on as long as it can and does
 * not spin for long, then the runnable thread with the lowest number runs, but for some turns. This is
 * how a run of {@link DepthFirst} is replayed, and the shortest description of it: a turn for each
 * place where the search left the beaten track. The seed has no say in it.
 *
 * @param turns the exceptions, in the order of their choices
 */
public record Exhaustive(List<Turn> turns) implements Strategy {
  /**
   * At one choice another thread runs than usual.
   *
   * @param choice the number of the choice among several threads, from 0
   * @param thread who runs
   */
  public record Turn(int choice, int thread) {
    /** Checks the numbers. */
    public Turn {
      if (choice < 0 || thread < 0) {
        throw new IllegalArgumentException(
            "a turn of dfs is a choice and a thread, both from 0: " + choice + ":" + thread);
      }
    }

    @Override
    public String toString() {
      return choice + ":" + thread;
    }
  }

  /** Checks the order. */
  public Exhaustive {
    turns = List.copyOf(turns);
    for (int i = 1; i < turns.size(); i++) {
      if (turns.get(i - 1).choice() >= turns.get(i).choice()) {
        throw new IllegalArgumentException(
            "the turns of dfs are in the order of their choices: " + turns.get(i - 1) + ", "
                + turns.get(i));
      }
    }
  }

  @Override
  public Chooser start(SplitMix64 random) {
    return new Chooser() {
      private final FairTurns fair = new FairTurns();
      private int choice;
      private int next;

      @Override
      public int choose(Candidates candidates) {
        fair.look(candidates);
        int thread = fair.usual(fair.allowed());
        if (next < turns.size() && turns.get(next).choice() == choice) {
          thread = turns.get(next++).thread();
        }
        int position = FairTurns.position(candidates, thread);
        if (position < 0) {
          throw new RecordedChoices.Diverged(
              "choice " + choice + " is thread " + thread + ", which cannot run at step "
                  + candidates.step());
        }
        choice++;
        return position;
      }

      @Override
      public void spinning(int thread) {
        fair.spinning(thread);
      }
    };
  }

  @Override
  public String toString() {
    return turns.isEmpty()
        ? "dfs"
        : turns.stream().map(Turn::toString).collect(Collectors.joining(".", "dfs(turns=", ")"));
  }
}
