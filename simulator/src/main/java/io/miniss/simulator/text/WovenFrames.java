package io.miniss.simulator.text;

/** Frames of the methods that weaving adds to a class. The names of these methods begin with {@link #PREFIX}. */
public final class WovenFrames {
  /** What the names of these methods begin with. */
  public static final String PREFIX = "miniss$";

  /** The method that has the code of a static initialiser. */
  public static final String INITIALISER = PREFIX + "initialiser";

  /** What the names of methods begin with that call what the program has references to. */
  public static final String REFERENCE = PREFIX + "reference$";

  private WovenFrames() {}

  /** Whether nothing in the source of the class corresponds to {@code method}. */
  public static boolean isGenerated(String method) {
    return method.startsWith(PREFIX) && !method.equals(INITIALISER)
        && !method.startsWith(REFERENCE);
  }

  /** The frame as the program would have it without weaving. */
  public static StackTraceElement original(StackTraceElement frame) {
    String method = frame.getMethodName();
    if (method.equals(INITIALISER)) {
      return renamed(frame, "<clinit>");
    }
    return method.startsWith(REFERENCE) ? renamed(frame, "<method reference>") : frame;
  }

  private static StackTraceElement renamed(StackTraceElement frame, String method) {
    return new StackTraceElement(
        frame.getClassLoaderName(), frame.getModuleName(), frame.getModuleVersion(),
        frame.getClassName(), method, frame.getFileName(), frame.getLineNumber());
  }
}
