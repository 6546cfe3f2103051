package io.miniss.properties;

import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.diagnostics.RuntimeDiagnostics;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.task.TaskId;
import io.miniss.runtime.task.TaskState;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * What happened in one run of a workload, in an order that agrees with what every thread saw: an entry
 * is added before what it announces, or after what it reports. Tasks, timers and promises go by the
 * place of their action in the workload ({@code 1.0.2}: third action of the body of the first action
 * of client 1). Any thread may add.
 */
public final class Journal {
  private final ConcurrentLinkedQueue<Entry> entries = new ConcurrentLinkedQueue<>();

  /** An empty journal. */
  public Journal() {}

  /** Appends {@code entry}. */
  public void add(Entry entry) {
    entries.add(entry);
  }

  /** What was added so far, in order. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** The entries of one kind, in order. */
  public <E extends Entry> Stream<E> all(Class<E> kind) {
    return entries.stream().filter(kind::isInstance).map(kind::cast);
  }

  /** One entry. */
  public sealed interface Entry {}

  /** Thread {@code from} ({@code core 0}, {@code client 1}, {@code main}) is about to spawn; core is -1 for any. */
  public record Submitting(String task, String from, int core) implements Entry {}

  /** The task was accepted. */
  public record Accepted(String task, TaskId id) implements Entry {}

  /** The task was not accepted. */
  public record Rejected(String task) implements Entry {}

  /** The task's body begins. */
  public record Started(String task, int core, long nanos) implements Entry {}

  /** The task's body is left, in a {@code finally}. */
  public record Left(String task, int core) implements Entry {}

  /** A cancellation was asked for, and how the task stood after the answer. */
  public record CancelAnswered(String task, CancelOutcome answer, TaskState stateAfter)
      implements Entry {}

  /** Somebody is about to look at the task's outcome, now or when it comes. */
  public record Looking(String task) implements Entry {}

  /** A continuation that looks at the task's outcome has been registered. */
  public record Watched(String task) implements Entry {}

  /** Somebody has seen the task's outcome. */
  public record Saw(String task, String outcome) implements Entry {}

  /** A try to complete a promise. */
  public record Claimed(int promise, String by, boolean won) implements Entry {}

  /** Somebody has seen a promise's outcome. */
  public record SawPromise(int promise, String outcome) implements Entry {}

  /** A continuation runs; outside is -1. */
  public record Continued(String name, int registeredOn, int ranOn) implements Entry {}

  /** A timer was started at {@code nanos} or later. */
  public record TimerSet(String timer, int core, long nanos, long delay, boolean repeats)
      implements Entry {}

  /** A timer fires. */
  public record TimerFired(String timer, int core, long nanos) implements Entry {}

  /** A timer has been cancelled, by its own core or by another thread. */
  public record TimerCancelled(String timer, boolean byItsCore) implements Entry {}

  /** A callback or timer is about to throw. */
  public record Panicked(String label) implements Entry {}

  /** The failure handler was given the throwable with this label. */
  public record Handled(String label) implements Entry {}

  /** Somebody is about to shut the runtime down. */
  public record ShuttingDown(long limitNanos) implements Entry {}

  /** A task for core {@code core} was accepted at the end and never ran. */
  public record ProbeLost(int core) implements Entry {}

  /** The runtime has terminated. */
  public record Terminated(ShutdownReport report, RuntimeDiagnostics diagnostics)
      implements Entry {}

  /** How an accepted task ended, looked at after the termination. */
  public record Final(String task, TaskState state, String outcome) implements Entry {}

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    entries.forEach(entry -> text.append("  ").append(entry).append('\n'));
    return text.toString();
  }
}
