package io.miniss.simulator.engine;

import org.jspecify.annotations.Nullable;

/**
 * Why a run failed.
 *
 * @param kind what is wrong
 * @param name the check or thread that it is about; the same name means the same failure
 * @param message in words
 * @param step after how many interleaving points
 * @param cause what was thrown, if anything was
 */
public record RunFailure(
    FailureKind kind, String name, String message, long step, @Nullable Throwable cause) {
  /**
   * Whether {@code other} is the same failure, maybe in another run and at another step: same kind,
   * same name, same place in the user's code if it has one.
   */
  public boolean isSameAs(RunFailure other) {
    return kind == other.kind && name.equals(other.name) && place().equals(other.place());
  }

  /** The innermost line of the user's code that the cause names; empty if there is none. */
  public String place() {
    Throwable thrown = cause;
    if (thrown == null) {
      return "";
    }
    for (StackTraceElement frame : thrown.getStackTrace()) {
      String type = frame.getClassName();
      boolean machinery =
          type.startsWith("io.miniss.simulator.engine.")
              || type.startsWith("io.miniss.simulator.Simulat")
              || type.equals("io.miniss.simulator.scenario.World")
              || type.startsWith("io.miniss.runtime.");
      if (!machinery && !type.startsWith("java.") && !type.startsWith("jdk.")) {
        return type + ":" + frame.getLineNumber();
      }
    }
    return "";
  }

  @Override
  public String toString() {
    return kind + " " + name + " at step " + step + ": " + message;
  }
}
