package io.miniss.properties;

import io.miniss.runtime.task.Placement;
import java.util.List;

/**
 * A program to run on a runtime: what each of several external threads does.
 *
 * @param shape how the runtime is to be
 * @param clients what each client does, in order
 */
public record Workload(Shape shape, List<List<Action>> clients) {
  /** How many promises everybody shares. */
  public static final int PROMISES = 3;

  /** Copies the lists. */
  public Workload {
    clients = clients.stream().map(List::copyOf).toList();
  }

  /**
   * The bounds and policies of a runtime.
   *
   * @param mailboxCapacity of each mailbox
   * @param readyCapacity of each core's own queue
   * @param backlogCapacity of a core for each full queue
   * @param batch how much of a source is served in a turn
   * @param spins idle turns before a core parks
   * @param stealing whether idle cores steal
   * @param placement where stealable tasks go
   */
  public record Shape(
      int mailboxCapacity,
      int readyCapacity,
      int backlogCapacity,
      int batch,
      int spins,
      boolean stealing,
      Placement placement) {
    /** Room for everything: nothing is rejected. */
    public static final Shape ROOMY = new Shape(256, 256, 256, 4, 1, true, Placement.ROUND_ROBIN);
  }
}
