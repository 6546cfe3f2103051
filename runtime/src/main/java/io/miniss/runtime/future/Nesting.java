package io.miniss.runtime.future;

/**
 * How many continuations of one core run inside each other; see {@code ResultCell.settle}. The core's own thread only.
 * An object of its own: see {@link HomeCore}.
 */
final class Nesting {
  private static final int MAX_DEPTH = 16;

  private int depth;

  /** Enters one more; false if they are deep enough. */
  boolean enter() {
    if (depth == MAX_DEPTH) {
      return false;
    }
    depth++;
    return true;
  }

  void leave() {
    depth--;
  }

  /** Sets the depth, and returns the old one. */
  int exchange(int newDepth) {
    int old = depth;
    depth = newDepth;
    return old;
  }
}
