package io.miniss.simulator.engine;

import io.miniss.simulator.text.ThrownText;
import java.util.ArrayList;
import java.util.List;

/**
 * What tasks of woven code have thrown and their futures keep, until somebody looks: the reason why a run may not come
 * to its end, which nothing else would show.
 */
final class KeptFailures {
  /** So many are kept; a run that has more shows enough by these. */
  private static final int MOST = 5;

  private record Kept(Object future, String words) {}

  private final List<Kept> kept = new ArrayList<>(0);

  /** {@code future} keeps {@code thrown} from now on. May call code of the program, for its text. */
  void add(Object future, Throwable thrown) {
    if (kept.size() < MOST) {
      ThrownText said = ThrownText.of(thrown);
      kept.add(
          new Kept(
              future, said.describe() + StackFrames.lines(said.safe().getStackTrace())));
    }
  }

  /** Somebody looks at what {@code future} keeps. */
  void remove(Object future) {
    kept.removeIf(each -> each.future == future);
  }

  /** Those that nobody has looked at, for a report; empty if there is none. */
  String words() {
    StringBuilder words = new StringBuilder();
    for (Kept each : kept) {
      words.append("\n  a task has thrown, and nobody has asked its future: ").append(each.words);
    }
    return words.toString();
  }
}
