package io.miniss.simulator.weave.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a thread reads between {@code tryOptimisticRead} of a {@code StampedLock} and {@code validate}. Nothing orders
 * such a read before a later write. So it takes part in races only if {@code validate} says that nobody has written;
 * else the program throws the values away.
 */
final class OptimisticReads {
  /** A read of a plain variable; {@code time} is that of the thread's clock. */
  record Read(WovenLocation location, int place, int time, long step, @Nullable Object detail) {}

  /** The locks whose stamps are not validated; nearly always one. */
  private final List<Object> locks = new ArrayList<>(1);

  private final List<Read> reads = new ArrayList<>();

  /** Whether one of the locks has given 0, which is never valid: the program throws away what it reads. */
  private boolean isVoid;

  boolean isOpen() {
    return !locks.isEmpty();
  }

  /** {@code lock} has given a stamp, which may be valid or not. One that it had given before will not be validated. */
  void begin(Object lock, boolean mayBeValid, Consumer<Read> counting) {
    if (locks.stream().anyMatch(each -> each == lock)) {
      end(counting);
    }
    locks.add(lock);
    isVoid |= !mayBeValid;
  }

  void add(Read read) {
    if (!isVoid) {
      reads.add(read);
    }
  }

  /** A stamp of {@code lock} was valid; what was read counts once that holds for all locks. */
  void validate(Object lock, Consumer<Read> counting) {
    locks.removeIf(each -> each == lock);
    if (locks.isEmpty()) {
      end(counting);
    }
  }

  /** A stamp of {@code lock} was not valid: what was read does not count. */
  void discard(Object lock) {
    locks.removeIf(each -> each == lock);
    isVoid &= isOpen();
    reads.clear();
  }

  /** Nobody will validate: what was read counts. */
  void end(Consumer<Read> counting) {
    locks.clear();
    isVoid = false;
    List<Read> read = List.copyOf(reads);
    reads.clear();
    for (Read each : read) {
      counting.accept(each);
    }
  }
}
