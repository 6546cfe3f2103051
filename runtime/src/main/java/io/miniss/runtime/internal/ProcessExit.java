package io.miniss.runtime.internal;

/**
 * Tells from a stack whether its thread has called {@link System#exit}. That call never returns, and the
 * process waits in it for all that is registered to run at its end: also for the runtime, which so must
 * not wait for the caller.
 */
final class ProcessExit {
  private static final String EXIT = "java.lang.Shutdown";
  private static final String INITIALIZER = "<clinit>";

  private ProcessExit() {}

  static boolean isCalledIn(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().equals(EXIT)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the caller also keeps its carrier: the JVM cannot take a virtual thread off it while a class
   * initializer or a native method is on the stack.
   */
  static boolean isCalledAndPinnedIn(StackTraceElement[] stack) {
    boolean inExit = false;
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().equals(EXIT)) {
        inExit = true;
      } else if (inExit && (frame.isNativeMethod() || frame.getMethodName().equals(INITIALIZER))) {
        return true;
      }
    }
    return false;
  }
}
