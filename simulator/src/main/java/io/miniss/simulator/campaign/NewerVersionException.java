package io.miniss.simulator.campaign;

/** A file that a later miniss wrote. */
final class NewerVersionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  NewerVersionException(String where, long version, int newest) {
    super(where + " is of version " + version + "; this miniss reads up to version " + newest);
  }
}
