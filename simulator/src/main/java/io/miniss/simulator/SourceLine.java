package io.miniss.simulator;

import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.text.WovenFrames;
import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where in the user's code the calling thread is.
 *
 * @param text the innermost line of code that is neither the harness' nor the runtime's, as {@code File.java:12}, or
 *     "" if there is none
 * @param type the class whose code it is, or ""
 * @param isInner whether there is code of the runtime between that line and the access, or no such line
 */
record SourceLine(String text, String type, boolean isInner) {
  /** Of an access that nobody has looked at. */
  static final SourceLine UNKNOWN = new SourceLine("", "", false);

  private static final SourceLine NONE = new SourceLine("", "", true);
  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final int MAX_FRAMES = 64;
  private static final String RUNTIME = "io.miniss.runtime.";

  /** The primitives, which user code may call itself, and what they call. */
  private static final List<String> PRIMITIVES = List.of(RUNTIME + "shared.", RUNTIME + "spi.");

  /** Of the calling thread, without the frames of {@code asker}. */
  static SourceLine ofCallerOf(Class<?> asker) {
    return WALKER.walk(frames -> of(frames.limit(MAX_FRAMES), asker));
  }

  private static SourceLine of(Stream<StackFrame> frames, Class<?> asker) {
    boolean inner = false;
    for (Iterator<StackFrame> each = frames.iterator(); each.hasNext();) {
      StackFrame frame = each.next();
      String type = frame.getClassName();
      if (!isHarness(type, asker) && !WovenFrames.isGenerated(frame.getMethodName())) {
        return new SourceLine(text(frame), type, inner);
      }
      inner |=
          type.startsWith(RUNTIME) && PRIMITIVES.stream().noneMatch(type::startsWith);
    }
    return NONE;
  }

  /** Classes without debug information have no file or no lines. */
  private static String text(StackFrame frame) {
    String file = frame.getFileName();
    int line = frame.getLineNumber();
    return (file == null ? simpleName(frame.getClassName()) : file) + (line < 0 ? "" : ":" + line);
  }

  private static String simpleName(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  private static boolean isHarness(String type, Class<?> asker) {
    return RunFailure.isMachinery(type)
        || type.equals(asker.getName())
        || type.equals(SourceLine.class.getName());
  }
}
