package io.miniss.simulator.campaign;

import io.miniss.simulator.engine.UserFrames;
import io.miniss.simulator.text.ThrownText;
import java.util.ArrayList;
import java.util.List;

/** What was thrown, with its causes, as a report shows it: of each the innermost frames, and a line of the user's. */
final class ThrownLines {
  /** So many of what was thrown itself, and of a cause. */
  private static final int FRAMES = 11;

  private static final int FRAMES_OF_CAUSE = 5;

  /** Causes may have causes. */
  private static final int MAX_LINES = 60;

  /** What is further out than this has called the simulator, and says nothing of the run. */
  private static final String CHECKS = "io.miniss.simulator.engine.Checks";

  private static final String FINAL_CHECK = "checkFinally";

  private ThrownLines() {}

  /** Of {@code thrown}, without line ends. */
  static List<String> of(Throwable thrown) {
    List<String> lines = ThrownText.of(thrown).lines(ThrownLines::excerpt);
    if (lines.size() <= MAX_LINES) {
      return lines;
    }
    List<String> first = new ArrayList<>(lines.subList(0, MAX_LINES));
    first.add("... and " + (lines.size() - MAX_LINES) + " more lines of causes");
    return first;
  }

  private static List<String> excerpt(List<StackTraceElement> stack, boolean isCause) {
    List<StackTraceElement> frames =
        stack.stream()
            .takeWhile(frame -> !isFinalCheck(frame))
            .filter(frame -> !UserFrames.isSameInAll(frame.getClassName()))
            .toList();
    return UserFrames.excerpt(frames, isCause ? FRAMES_OF_CAUSE : FRAMES);
  }

  private static boolean isFinalCheck(StackTraceElement frame) {
    return frame.getClassName().equals(CHECKS) && frame.getMethodName().startsWith(FINAL_CHECK);
  }
}
