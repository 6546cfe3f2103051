package io.miniss.benchmarks.zoo;

/** An exhibit needs something that the peer does not have. */
final class NotExpressible extends RuntimeException {
  private static final long serialVersionUID = 1;

  private NotExpressible(String what) {
    super(what);
  }

  static NotExpressible because(String missing) {
    return new NotExpressible(missing);
  }
}
