package io.miniss.runtime.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** The runtime's log. Any thread. */
public final class RuntimeLog {
  private static final Logger LOGGER = System.getLogger("io.miniss.runtime");

  private RuntimeLog() {}

  /** Logs a failure that nobody looked at: the default failure handler. */
  public static void failure(Throwable failure, String where) {
    LOGGER.log(Level.WARNING, "nobody looked at a failure of " + where, failure);
  }

  /** Logs a warning. */
  public static void warn(String message, @Nullable Throwable cause) {
    LOGGER.log(Level.WARNING, message, cause);
  }

  /** Logs a note. */
  public static void note(String message) {
    LOGGER.log(Level.INFO, message);
  }

  /** Logs that a failure handler has thrown; does not throw if there is no memory left to say so. */
  static void handlerFailed(Throwable handlerFailed, String where) {
    try {
      error("the failure handler failed on a failure of " + where, handlerFailed);
    } catch (VirtualMachineError _) {
      // No memory to say it; the diagnostics' count of failures says that there was one.
    }
  }

  private static void error(String message, Throwable cause) {
    try {
      LOGGER.log(Level.ERROR, message, cause);
    } catch (Throwable cannotBePrinted) {
      LOGGER.log(Level.ERROR, message + ": " + cause.getClass().getName());
    }
  }
}
