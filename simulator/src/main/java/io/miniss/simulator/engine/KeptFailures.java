package io.miniss.simulator.engine;

import io.miniss.simulator.text.ThrownText;
import java.util.ArrayList;
import java.util.List;

/**
 * Failures that futures of woven code keep until somebody looks: the reason why a run may not come to its end, which
 * nothing else would show.
 */
final class KeptFailures {
  /** So many are kept; a run that has more shows enough by these. */
  private static final int MOST = 5;

  private record Kept(Object key, String words) {}

  private final List<Kept> kept = new ArrayList<>(0);

  /**
   * A future keeps {@code failure} from now on. May call code of the program, for its text.
   *
   * @param isThrown whether a task or a function has thrown it; else somebody has completed the future with it
   */
  void add(Object key, Throwable failure, boolean isThrown) {
    remove(key); // completers hand the same failure on
    if (kept.size() < MOST) {
      ThrownText said = ThrownText.of(failure);
      kept.add(
          new Kept(
              key,
              (isThrown
                  ? "a task has thrown, and nobody has asked its future: "
                  : "a future was completed with an exception, and nobody has asked it: ")
                  + said.describe() + StackFrames.lines(said.safe().getStackTrace())));
    }
  }

  /** Somebody looks at what is kept under {@code key}. */
  void remove(Object key) {
    kept.removeIf(each -> each.key == key);
  }

  /** Those that nobody has looked at, for a report; empty if there is none. */
  String words() {
    StringBuilder words = new StringBuilder();
    for (Kept each : kept) {
      words.append("\n  ").append(each.words);
    }
    return words.toString();
  }
}
