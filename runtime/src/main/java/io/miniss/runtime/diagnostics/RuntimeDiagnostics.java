package io.miniss.runtime.diagnostics;

import java.util.List;

/**
 * A look at a runtime from outside.
 *
 * @param name the runtime's name
 * @param phase where it is in its life
 * @param mailboxCapacity how many tasks each mailbox holds at most
 * @param readyCapacity how many tasks wait in a core's own ready queue at most
 * @param lineCapacity how many tasks stand in a line before a full queue at most
 * @param failuresReported failures that nobody looked at and the failure handler was given
 * @param cores each core, in order
 */
public record RuntimeDiagnostics(
    String name,
    Phase phase,
    int mailboxCapacity,
    int readyCapacity,
    int lineCapacity,
    long failuresReported,
    List<CoreDiagnostics> cores) {
  /** Copies the list. */
  public RuntimeDiagnostics {
    cores = List.copyOf(cores);
  }
}
