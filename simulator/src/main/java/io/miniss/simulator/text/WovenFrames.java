package io.miniss.simulator.text;

/** Frames of the methods that weaving adds to a class. The names of these methods begin with {@link #PREFIX}. */
public final class WovenFrames {
  /** What the names of these methods begin with. */
  public static final String PREFIX = "miniss$";

  /** The method that has the code of a static initialiser. */
  public static final String INITIALISER = PREFIX + "initialiser";

  private WovenFrames() {}

  /** Whether nothing in the source of the class corresponds to {@code method}. */
  public static boolean isGenerated(String method) {
    return method.startsWith(PREFIX) && !method.equals(INITIALISER);
  }

  /** The frame as the program would have it without weaving. */
  public static StackTraceElement original(StackTraceElement frame) {
    return frame.getMethodName().equals(INITIALISER)
        ? new StackTraceElement(
            frame.getClassLoaderName(), frame.getModuleName(), frame.getModuleVersion(),
            frame.getClassName(), "<clinit>", frame.getFileName(), frame.getLineNumber())
        : frame;
  }
}
