package io.miniss.simulator;

import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.text.WovenFrames;
import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Modifier;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where in the user's code the calling thread is.
 *
 * @param text the innermost line of code that is neither the harness' nor the runtime's, as {@code File.java:12}, or
 *     "" if there is none
 * @param type the class whose code it is, or ""
 * @param call the method of the runtime that this line calls, as {@code MultiCoreRuntime.spawn}, or "" if the access is the
 *     line's own
 * @param isInner whether there is such a call, or no such line
 * @param isOfJdk whether there is no such line and the runtime is not involved: the JDK does something for itself
 */
record SourceLine(String text, String type, String call, boolean isInner, boolean isOfJdk) {
  /** Of an access that nobody has looked at. */
  static final SourceLine UNKNOWN = new SourceLine("", "", "", false, false);

  /** Of an access of the runtime that no line of the user's code has led to. */
  private static final SourceLine OF_RUNTIME = new SourceLine("", "", "", true, false);

  /** Of one of the JDK. */
  private static final SourceLine OF_JDK = new SourceLine("", "", "", true, true);

  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
  private static final int MAX_FRAMES = 64;
  private static final String RUNTIME = "io.miniss.runtime.";
  private static final String INTERNAL = RUNTIME + "internal.";

  /** The primitives, which user code may call itself, and what they call. */
  private static final List<String> PRIMITIVES = List.of(RUNTIME + "shared.", RUNTIME + "spi.");

  /** Of the calling thread, without the frames of {@code asker}. */
  static SourceLine ofCallerOf(Class<?> asker) {
    return WALKER.walk(frames -> of(frames.limit(MAX_FRAMES), asker));
  }

  private static SourceLine of(Stream<StackFrame> frames, Class<?> asker) {
    @Nullable StackFrame outermost = null;
    boolean isOfRuntime = false;
    for (Iterator<StackFrame> each = frames.iterator(); each.hasNext();) {
      StackFrame frame = each.next();
      String type = frame.getClassName();
      if (!isHarness(type, asker) && !WovenFrames.isGenerated(frame.getMethodName())) {
        String call = outermost == null ? "" : call(outermost);
        return new SourceLine(text(frame), type, call, outermost != null, false);
      }
      isOfRuntime |= type.startsWith(RUNTIME);
      if (type.startsWith(RUNTIME) && PRIMITIVES.stream().noneMatch(type::startsWith)) {
        outermost = frame;
      }
    }
    return isOfRuntime ? OF_RUNTIME : OF_JDK;
  }

  /**
   * What is taken for the line of a further access of the same location, if nobody looks at that.
   *
   * @param before what this has returned for the access before, or null
   */
  SourceLine further(@Nullable SourceLine before) {
    SourceLine mine = isInner ? (isOfJdk ? OF_JDK : OF_RUNTIME) : UNKNOWN;
    if (before == null || before == mine) {
      return mine;
    }
    return before == UNKNOWN || mine == UNKNOWN ? UNKNOWN : OF_RUNTIME;
  }

  /** The class is named where it is the one that the program calls, and none that stands behind an interface. */
  private static String call(StackFrame frame) {
    Class<?> type = frame.getDeclaringClass();
    String name = simpleName(type.getName()).replace('$', '.');
    if (frame.getMethodName().equals("<init>")) {
      return "new " + name;
    }
    int modifiers = type.getModifiers();
    boolean isKnown =
        Modifier.isPublic(modifiers)
            && (Modifier.isFinal(modifiers) || type.isInterface())
            && !type.getName().startsWith(INTERNAL);
    return (isKnown ? name + "." : "") + frame.getMethodName();
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
