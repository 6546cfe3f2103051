package io.miniss.runtime.machine;

/**
 * Whether one core's thread is pinned: what was read back from the operating system, not what was
 * asked for. Immutable; any thread may use it.
 *
 * <p>On Linux it is what the kernel says; elsewhere it is as good as the affinity library, which on
 * Windows repeats what it was told and on macOS pins nobody.
 *
 * <p>It holds for the moment at which it was read. Nothing promises that it lasts: an
 * administrator's {@code taskset -p}, a change of the cpuset, or code of the application on that
 * thread may move the thread later.
 */
public sealed interface Pinning {

  /** A thread that may run on this CPU only. */
  static Pinning pinned(int cpu) {
    return new Pinned(cpu);
  }

  /** A thread that is not pinned, and why, in words for a person. */
  static Pinning notPinned(String reason) {
    return new NotPinned(reason);
  }

  /**
   * The thread may run on this CPU and on no other. Other threads may still run there.
   *
   * @param cpu the CPU's number, as the operating system counts it
   */
  record Pinned(int cpu) implements Pinning {

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Pinned {
      if (cpu < 0) {
        throw new IllegalArgumentException("a CPU number is 0 or more, not " + cpu);
      }
    }

    /** Such as {@code pinned to CPU 3}. */
    @Override
    public String toString() {
      return "pinned to CPU " + cpu;
    }
  }

  /**
   * The thread is not pinned to one CPU: the operating system moves it.
   *
   * @param reason why, in words for a person, such as {@code more cores (4) than CPUs (2)}
   */
  record NotPinned(String reason) implements Pinning {

    /**
     * Checks that there is a reason.
     *
     * @throws IllegalArgumentException if it is blank
     */
    public NotPinned {
      if (reason.isBlank()) {
        throw new IllegalArgumentException("a thread that is not pinned has a reason, not blank");
      }
    }

    /** Such as {@code not pinned: pinning is off}. */
    @Override
    public String toString() {
      return "not pinned: " + reason;
    }
  }
}
