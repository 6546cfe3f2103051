package io.miniss.runtime.task;

/**
 * The id of a task, unique in its runtime: 12 bits for where it was submitted (a core, or outside)
 * and 52 bits of sequence number there. A core counts its own, so no counter is shared on the hot
 * path. Written {@code c3-1042}: the 1042nd task that core 3 submitted; {@code x-7}: the 7th from
 * outside.
 *
 * <p>The order of ids is the order of submission within one origin only. 2^52 ids last 14
 * years at ten million tasks a second from one origin; nothing checks that they have.
 *
 * @param bits the 64 bits
 */
public record TaskId(long bits) implements Comparable<TaskId> {
  private static final int SEQUENCE_BITS = 52;
  private static final int EXTERNAL = 0xFFF;

  /** The largest core number that an id can carry. */
  public static final int MAX_CORE = EXTERNAL - 1;

  /** The id of the {@code sequence}-th task that {@code core} submitted. */
  public static TaskId onCore(int core, long sequence) {
    if (core < 0 || core > MAX_CORE || sequence < 0 || sequence >>> SEQUENCE_BITS != 0) {
      throw new IllegalArgumentException(
          "a task id has a core from 0 to "
              + MAX_CORE
              + " and a sequence number of 52 bits: "
              + core
              + ", "
              + sequence);
    }
    return new TaskId(bitsOnCore(core, sequence));
  }

  /** The bits of {@link #onCore}. */
  public static long bitsOnCore(int core, long sequence) {
    return ((long) core << SEQUENCE_BITS) | sequence;
  }

  /** The bits of the {@code sequence}-th task submitted from outside. */
  public static long bitsExternal(long sequence) {
    return ((long) EXTERNAL << SEQUENCE_BITS) | sequence;
  }

  /** Whether the task was submitted from outside any core. */
  public boolean isExternal() {
    return (int) (bits >>> SEQUENCE_BITS) == EXTERNAL;
  }

  /**
   * The core that submitted the task.
   *
   * @throws IllegalStateException if it was submitted from outside
   */
  public int core() {
    if (isExternal()) {
      throw new IllegalStateException("task " + this + " was not submitted by a core");
    }
    return (int) (bits >>> SEQUENCE_BITS);
  }

  /** The number within the origin, from 1. */
  public long sequence() {
    return bits & ((1L << SEQUENCE_BITS) - 1);
  }

  @Override
  public int compareTo(TaskId other) {
    return Long.compareUnsigned(bits, other.bits);
  }

  @Override
  public String toString() {
    return textAfter("");
  }

  /** {@code prefix} and this, as one text: no other one is made on the way. */
  public String textAfter(String prefix) {
    return isExternal()
        ? prefix + "x-" + sequence()
        : prefix + "c" + core() + "-" + sequence();
  }
}
