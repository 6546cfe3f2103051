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
  /** Whether {@code other} is the same failure, maybe in another run and at another step. */
  public boolean isSameAs(RunFailure other) {
    return kind == other.kind && name.equals(other.name);
  }

  @Override
  public String toString() {
    return kind + " " + name + " at step " + step + ": " + message;
  }
}
