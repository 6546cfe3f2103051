package io.miniss.simulator.weave.rewrite;

/** A class file that cannot be woven; the message says why, and what to do. */
public final class UnweavableException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  UnweavableException(String message) {
    super(message);
  }

  UnweavableException(String message, Throwable cause) {
    super(message, cause);
  }
}
