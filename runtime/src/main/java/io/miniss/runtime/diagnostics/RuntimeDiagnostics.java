package io.miniss.runtime.diagnostics;

import java.util.List;

/**
 * A snapshot of a runtime.
 *
 * @param name the runtime's name
 * @param phase where it is in its life
 * @param mailboxCapacity how many tasks each mailbox holds at most
 * @param readyCapacity how many tasks wait in a core's own ready queue at most
 * @param backlogCapacity how many tasks a core keeps in its backlog for one full queue at most
 * @param failuresReported failures that nobody looked at and the failure handler was given
 * @param cores each core, in order
 */
public record RuntimeDiagnostics(
    String name,
    Phase phase,
    int mailboxCapacity,
    int readyCapacity,
    int backlogCapacity,
    long failuresReported,
    List<CoreDiagnostics> cores) {
  /** Copies the list. */
  public RuntimeDiagnostics {
    cores = List.copyOf(cores);
  }
}
