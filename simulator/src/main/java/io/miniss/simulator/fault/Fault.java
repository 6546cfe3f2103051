package io.miniss.simulator.fault;

/**
 * A kind of fault. Every one is something that really happens and that the runtime must survive with
 * all its guarantees, but for {@link #THREAD_START}, after which there is no runtime.
 */
public enum Fault {
  /** A thread does not run for up to 10 ms: a garbage collection, a CPU taken away. */
  STALL("stall", true),
  /** An unpark takes effect up to 1 ms late. */
  LATE_UNPARK("late-unpark", true),
  /** A park returns for no reason, as its contract allows. */
  SPURIOUS_WAKE("spurious-wake", true),
  /**
   * A producer of a ring that several threads fill is overtaken between claiming a slot and filling it: until
   * it goes on, polls find nothing from that slot on, although the ring is not empty.
   */
  EMPTY_POLL("empty-poll", true),
  /** Time jumps ahead by up to 10 s: the machine was suspended. */
  TIME_JUMP("time-jump", true),
  /** The wall clock jumps by up to a day, either way. The monotonic clock never does. */
  WALL_CLOCK_JUMP("wall-clock-jump", true),
  /** For the whole run: one thread's steps cost 2 to 100 times the time. */
  SLOW_THREAD("slow-thread", true),
  /** For the whole run: every step costs 2 to 1000 times the time. */
  FAST_TIME("fast-time", true),
  /** For the whole run: mailboxes, ready queues and lines hold 1 or 2. */
  SMALL_QUEUES("small-queues", true),
  /** A core's thread cannot be started; building the runtime throws. Never drawn by a swarm. */
  THREAD_START("thread-start", false),
  /**
   * For the whole run: each thread's monotonic clock is ahead or behind by up to 1 ms, as where cores
   * have counters of their own that nobody has set alike.
   */
  CLOCK_SKEW("clock-skew", true),
  /** For the whole run: each thread's monotonic clock is too fast or too slow, by up to 10 %. */
  CLOCK_DRIFT("clock-drift", true);

  private final String text;
  private final boolean swarming;

  Fault(String text, boolean swarming) {
    this.text = text;
    this.swarming = swarming;
  }

  /** Whether a swarm may draw it: the program need not expect it. */
  public boolean isSwarming() {
    return swarming;
  }

  /** Whether it is decided once for the whole run. */
  boolean isForTheRun() {
    return switch (this) {
      case SLOW_THREAD, FAST_TIME, SMALL_QUEUES, CLOCK_SKEW, CLOCK_DRIFT -> true;
      default -> false;
    };
  }

  /** The name in options and replay lines. */
  @Override
  public String toString() {
    return text;
  }
}
