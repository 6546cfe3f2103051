package io.miniss.simulator.strategy;

import io.miniss.runtime.spi.Access;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which locations threads meet at: those that two of them access and one of them writes, as far as the
 * choices of all runs up to now have shown. Locations are told apart by their numbers, which runs of one
 * program have in common as far as it makes them in the same order; so this is good for an order in which
 * to try things, and for nothing that must be right.
 */
final class Contention {
  /** By location: the threads seen to access it. */
  private long[] users = new long[64];

  /** By location: the threads seen to write it. */
  private long[] writers = new long[64];

  /** {@code thread} is about to make this access; none if {@code access} is null. */
  void note(int thread, @Nullable Access access, int location) {
    if (access == null) {
      return;
    }
    if (location >= users.length) {
      int length = Math.max(location + 1, 2 * users.length);
      users = Arrays.copyOf(users, length);
      writers = Arrays.copyOf(writers, length);
    }
    users[location] |= FairTurns.bit(thread);
    if (access.writes()) {
      writers[location] |= FairTurns.bit(thread);
    }
  }

  /** Whether threads meet at {@code location}. */
  boolean isAt(int location) {
    return location < users.length
        && writers[location] != 0
        && Long.bitCount(users[location]) > 1;
  }
}
