package io.miniss.simulator;

import io.miniss.simulator.engine.RunFailure;
import java.lang.StackWalker.StackFrame;
import java.util.Optional;

/** Where in the user's code the calling thread is. */
final class SourceLine {
  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final int MAX_FRAMES = 64;

  private SourceLine() {}

  /**
   * The innermost line of code that is neither the harness' nor the runtime's nor {@code asker}'s, as {@code
   * File.java:12}, or "".
   */
  static String ofCallerOf(Class<?> asker) {
    Optional<StackFrame> frame =
        WALKER.walk(
            frames -> frames
                .limit(MAX_FRAMES)
                .filter(each -> !isHarness(each.getClassName(), asker))
                .findFirst());
    return frame.map(each -> each.getFileName() + ":" + each.getLineNumber()).orElse("");
  }

  private static boolean isHarness(String type, Class<?> asker) {
    return RunFailure.isMachinery(type)
        || type.equals(asker.getName())
        || type.equals(SourceLine.class.getName());
  }
}
