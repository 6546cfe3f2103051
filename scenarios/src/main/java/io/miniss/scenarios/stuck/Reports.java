package io.miniss.scenarios.stuck;

import io.miniss.scenarios.rules.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What the failure handler is given. Any thread. */
final class Reports {
  private final Verdict verdict;
  private final Ledger ledger;
  private final List<Throwable> failures = new ArrayList<>();

  Reports(Verdict verdict, Ledger ledger) {
    this.verdict = verdict;
    this.ledger = ledger;
  }

  /** The handler. */
  synchronized void reported(Throwable failure, String where) {
    for (Throwable each : failures) {
      verdict.require(each != failure, "a failure is reported once: " + failure + ", " + where);
    }
    failures.add(failure);
    verdict.require(
        !ledger.isGone(), "no failure is reported after the end: " + failure + ", " + where);
  }

  /** Whether a core has said that it has given up on continuations that make new ones. */
  synchronized boolean hasEndlessContinuations() {
    return failures.stream()
        .anyMatch(each -> each instanceof IllegalStateException
            && String.valueOf(each.getMessage()).contains("keep making new ones"));
  }
}
