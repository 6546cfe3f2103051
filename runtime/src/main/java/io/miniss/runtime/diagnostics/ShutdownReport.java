package io.miniss.runtime.diagnostics;

import java.time.Duration;
import java.util.List;

/**
 * What became of every task that a runtime accepted: {@code accepted = completed + failed +
 * cancelled}, plus {@code unfinished} if {@code close} gave up.
 *
 * @param accepted tasks that got a handle
 * @param completed tasks that ended with a value
 * @param failed tasks that threw
 * @param cancelled tasks that never started or heeded their cancellation
 * @param unfinished tasks that had not ended when {@code close} reached its limit; 0 otherwise
 * @param stuck of the unfinished those that were running: name, core, and where they were
 * @param cancelledByDeadline whether the drain limit ended, by its deadline or because the thread in
 *     {@code close} was interrupted, and the rest was cancelled
 * @param took from the first request to shut down to the end
 */
public record ShutdownReport(
    long accepted,
    long completed,
    long failed,
    long cancelled,
    long unfinished,
    List<String> stuck,
    boolean cancelledByDeadline,
    Duration took) {

  /**
   * Checks that the numbers add up.
   *
   * @throws IllegalArgumentException if they do not
   */
  public ShutdownReport {
    stuck = List.copyOf(stuck);
    if (accepted != completed + failed + cancelled + unfinished) {
      throw new IllegalArgumentException(
          "a shutdown report accounts for every task, but accepted %d != completed %d + failed %d + cancelled %d + unfinished %d"
              .formatted(accepted, completed, failed, cancelled, unfinished));
    }
  }

  /** Whether every accepted task reached its end. */
  public boolean isClean() {
    return unfinished == 0;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("accepted ").append(accepted);
    text.append(" = completed ").append(completed);
    text.append(" + failed ").append(failed);
    text.append(" + cancelled ").append(cancelled);
    if (unfinished > 0) {
      text.append(" + unfinished ").append(unfinished).append(' ').append(stuck);
    }
    if (cancelledByDeadline) {
      text.append(", the drain deadline passed");
    }
    return text.append(", took ").append(took.toNanos() / 1_000).append(" us").toString();
  }
}
