package io.miniss.simulator.strategy;

/** The run cannot follow its record; thrown by a {@link Chooser}. */
public final class Diverged extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Says at which step, what was expected, and what was found. */
  public Diverged(String message) {
    super(message);
  }
}
