package io.miniss.scenarios.crossings;

import io.miniss.scenarios.rules.Verdict;
import java.util.ArrayList;
import java.util.List;

/** The stealable tasks of one run, and the rules of where they are placed. Any thread. */
final class PlacementRules {
  private final Verdict verdict;
  private final int cores;
  private final int capacity;
  private final List<TaskRecord> tasks = new ArrayList<>();
  private final List<List<TaskRecord>> rows = new ArrayList<>();
  private final List<List<TaskRecord>> shares = new ArrayList<>();

  /**
   * The rules of one run.
   *
   * @param capacity of the queue of stealable tasks of each core
   */
  PlacementRules(Verdict verdict, int cores, int capacity) {
    this.verdict = verdict;
    this.cores = cores;
    this.capacity = capacity;
  }

  /** {@code task} is about to be submitted. */
  synchronized void submits(TaskRecord task) {
    if (task.target < 0) {
      tasks.add(task);
    }
  }

  /** How many have been submitted. */
  synchronized int submitted() {
    return tasks.size();
  }

  /** How many may stand in a queue. */
  synchronized int waiting() {
    return (int) tasks.stream().filter(each -> !each.isRejected && each.starts == 0).count();
  }

  /** A thread outside was not given room for {@code task}; {@code mayHaveWaited} have been in queues since it asked. */
  void requireFull(TaskRecord task, int mayHaveWaited) {
    verdict.require(
        mayHaveWaited >= cores * capacity,
        "a stealable task goes where there is room: %s was rejected, and at most %d waited for %d cores"
            .formatted(task, mayHaveWaited, cores));
  }

  /** One thread has submitted {@code row} when all queues were empty: as many as there are cores, which do not steal. */
  synchronized void placed(List<TaskRecord> row) {
    rows.add(row);
  }

  /** One thread has submitted {@code row} when all queues were empty and no core took anything from them. */
  synchronized void shared(List<TaskRecord> row) {
    shares.add(row);
  }

  /** All threads have ended. */
  synchronized void judge() {
    for (List<TaskRecord> row : shares) {
      for (int i = 0; i < row.size(); i++) {
        TaskRecord task = row.get(i);
        verdict.require(
            task.starts == 0 || task.core == i % cores,
            "a stealable task goes to the core with the fewest, the first of these: %s of %s, to %d"
                .formatted(task, row, task.core));
      }
    }
    for (List<TaskRecord> row : rows) {
      verdict.require(
          row.stream().anyMatch(each -> each.starts == 0)
              || row.stream().map(each -> each.core).distinct().count() == cores,
          "stealable tasks go to each core in turn: " + row);
    }
  }
}
