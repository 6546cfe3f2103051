package io.miniss.properties;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.properties.Journal.Accepted;
import io.miniss.properties.Journal.CancelAnswered;
import io.miniss.properties.Journal.Claimed;
import io.miniss.properties.Journal.Continued;
import io.miniss.properties.Journal.Entry;
import io.miniss.properties.Journal.Final;
import io.miniss.properties.Journal.Handled;
import io.miniss.properties.Journal.Left;
import io.miniss.properties.Journal.Looking;
import io.miniss.properties.Journal.Panicked;
import io.miniss.properties.Journal.ProbeLost;
import io.miniss.properties.Journal.Rejected;
import io.miniss.properties.Journal.Saw;
import io.miniss.properties.Journal.SawPromise;
import io.miniss.properties.Journal.Started;
import io.miniss.properties.Journal.Submitting;
import io.miniss.properties.Journal.Terminated;
import io.miniss.properties.Journal.TimerCancelled;
import io.miniss.properties.Journal.TimerFired;
import io.miniss.properties.Journal.TimerSet;
import io.miniss.properties.Journal.Watched;
import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.diagnostics.RuntimeDiagnostics;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.task.TaskId;
import io.miniss.runtime.task.TaskState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** The founding requirements, as laws of journals. */
final class Laws {
  private Laws() {}

  private static <E extends Entry> Map<String, List<E>> byName(
      Stream<E> entries, Function<E, String> name) {
    Map<String, List<E>> groups = new TreeMap<>();
    entries.forEach(e -> groups.computeIfAbsent(name.apply(e), _ -> new ArrayList<>()).add(e));
    return groups;
  }

  private static int position(List<Entry> entries, Entry entry) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i) == entry) {
        return i;
      }
    }
    throw new AssertionError("not in the journal: " + entry);
  }

  // ---- shutdown ----

  /** Every accepted task has reached exactly one end, and its body ran at most once, to its end. */
  static void everyAcceptedTaskEnds(Journal journal) {
    Map<String, List<Started>> started = byName(journal.all(Started.class), Started::task);
    Map<String, List<Left>> left = byName(journal.all(Left.class), Left::task);
    journal
        .all(Final.class)
        .forEach(
            end -> {
              assertThat(end.state().isEnd()).as("%s has ended", end).isTrue();
              String kind = end.outcome().replaceFirst(":.*", "");
              assertThat(kind)
                  .as("state and outcome agree: %s", end)
                  .isEqualTo(end.state().name().toLowerCase(java.util.Locale.ROOT));
              int starts = started.getOrDefault(end.task(), List.of()).size();
              int ends = left.getOrDefault(end.task(), List.of()).size();
              assertThat(starts).as("starts of %s", end).isLessThanOrEqualTo(1);
              assertThat(ends).as("ends of the body of %s", end).isEqualTo(starts);
              if (end.state() != TaskState.CANCELLED) {
                assertThat(starts).as("starts of %s", end).isEqualTo(1);
              }
            });
  }

  /** The report says what the journal says. */
  static void reportAddsUp(Journal journal) {
    ShutdownReport report = journal.all(Terminated.class).findFirst().orElseThrow().report();
    assertThat(report.unfinished()).as("unfinished in %s", report).isZero();
    assertThat(report.accepted())
        .as("accepted in %s", report)
        .isEqualTo(journal.all(Accepted.class).count());
    assertThat(report.completed())
        .as("completed in %s", report)
        .isEqualTo(ended(journal, TaskState.COMPLETED));
    assertThat(report.failed())
        .as("failed in %s", report)
        .isEqualTo(ended(journal, TaskState.FAILED));
    assertThat(report.cancelled())
        .as("cancelled in %s", report)
        .isEqualTo(ended(journal, TaskState.CANCELLED));
  }

  private static long ended(Journal journal, TaskState state) {
    return journal.all(Final.class).filter(end -> end.state() == state).count();
  }

  /** When the runtime has said that it has terminated, nothing of it runs any more. */
  static void nothingRunsAfterTermination(Journal journal) {
    List<Entry> entries = journal.entries();
    int terminated = position(entries, journal.all(Terminated.class).findFirst().orElseThrow());
    assertThat(entries.subList(terminated + 1, entries.size()))
        .as("after the termination")
        .allMatch(Final.class::isInstance);
  }

  /** A task that was rejected has run nothing. */
  static void rejectedTasksNeverRan(Journal journal) {
    var started = new TreeSet<String>();
    journal.all(Started.class).forEach(start -> started.add(start.task()));
    journal
        .all(Rejected.class)
        .forEach(
            rejected -> assertThat(started).as("%s", rejected).doesNotContain(rejected.task()));
  }

  // ---- cancellation ----

  /** Cancel against start and end has one winner, and a task that was cancelled queued never ran. */
  static void cancellationHasOneWinner(Journal journal) {
    Map<String, Final> finals = new TreeMap<>();
    journal.all(Final.class).forEach(end -> finals.put(end.task(), end));
    var started = new TreeSet<String>();
    journal.all(Started.class).forEach(start -> started.add(start.task()));
    Map<String, List<CancelAnswered>> answers =
        byName(journal.all(CancelAnswered.class), CancelAnswered::task);
    answers.forEach(
        (task, given) -> {
          Final end = finals.get(task);
          assertThat(given.stream().filter(a -> a.answer() == CancelOutcome.CANCELLED).count())
              .as("winners among %s", given)
              .isLessThanOrEqualTo(1);
          for (CancelAnswered answer : given) {
            if (answer.answer() == CancelOutcome.CANCELLED) {
              assertThat(end.state()).as("%s after %s", end, answer).isEqualTo(TaskState.CANCELLED);
              assertThat(started).as("%s", answer).doesNotContain(task);
            }
            if (answer.answer() != CancelOutcome.REQUESTED) {
              assertThat(answer.stateAfter()).as("%s and %s", answer, end).isEqualTo(end.state());
            }
          }
        });
  }

  /** Everybody who saw a task's end saw the same one, and its last state agrees. */
  static void everybodySeesTheSameEnd(Journal journal) {
    Map<String, Final> finals = new TreeMap<>();
    journal.all(Final.class).forEach(end -> finals.put(end.task(), end));
    journal
        .all(Saw.class)
        .forEach(
            saw -> assertThat(saw.outcome())
                .as("%s", saw)
                .isEqualTo(finals.get(saw.task()).outcome()));
  }

  // ---- ids ----

  /** No two tasks have the same id. */
  static void idsAreUnique(Journal journal) {
    Map<TaskId, String> owners = new TreeMap<>();
    journal
        .all(Accepted.class)
        .forEach(
            accepted -> {
              String other = owners.put(accepted.id(), accepted.task());
              assertThat(other).as("who else has the id of %s", accepted).isNull();
            });
  }

  // ---- isolation ----

  /** Every core still runs what it accepts when all is over. */
  static void everyCoreLives(Journal journal) {
    assertThat(journal.all(ProbeLost.class)).as("cores that no longer run tasks").isEmpty();
  }

  /**
   * A failure reaches the handler once if nobody ever looked at it, never if a continuation was
   * registered before the task ended, and never twice. What callbacks and timers throw reaches it
   * once.
   */
  static void eachFailureIsHandledOnce(Journal journal) {
    List<Entry> entries = journal.entries();
    Map<String, List<Handled>> handled = byName(journal.all(Handled.class), Handled::label);
    Map<String, List<Looking>> looks = byName(journal.all(Looking.class), Looking::task);
    handled.forEach(
        (label, times) -> assertThat(times).as("failure %s at the handler", label).hasSize(1));
    journal
        .all(Panicked.class)
        .forEach(
            panicked -> assertThat(handled).as("handled failures").containsKey(panicked.label()));
    journal
        .all(Final.class)
        .filter(end -> end.state() == TaskState.FAILED)
        .forEach(
            end -> {
              String label = end.outcome().substring("failed: ".length());
              if (!looks.containsKey(end.task())) {
                assertThat(handled).as("handled failures").containsKey(label);
              } else if (wasWatchedBeforeItsEnd(entries, end.task())) {
                assertThat(handled).as("handled failures").doesNotContainKey(label);
              }
            });
  }

  private static boolean wasWatchedBeforeItsEnd(List<Entry> entries, String task) {
    for (Entry entry : entries) {
      if (entry instanceof Watched watched && watched.task().equals(task)) {
        return true;
      }
      if (entry instanceof Left left && left.task().equals(task)) {
        return false;
      }
    }
    return false;
  }

  // ---- order ----

  /** Placed tasks from one thread to one core start in the order in which it sent them. */
  static void placedTasksStartInOrder(Journal journal) {
    Map<String, Integer> starts = new TreeMap<>();
    List<Started> inOrder = journal.all(Started.class).toList();
    for (int i = 0; i < inOrder.size(); i++) {
      starts.put(inOrder.get(i).task(), i);
    }
    Map<String, Submitting> last = new TreeMap<>();
    journal
        .all(Submitting.class)
        .filter(sent -> sent.core() >= 0 && starts.containsKey(sent.task()))
        .forEach(
            sent -> {
              Submitting before = last.put(sent.from() + " to " + sent.core(), sent);
              if (before != null) {
                assertThat(starts.get(sent.task()))
                    .as("%s starts after %s", sent, before)
                    .isGreaterThan(starts.get(before.task()));
              }
            });
  }

  // ---- fairness ----

  /**
   * No task is overtaken without bound. For a journal in which no task is in a backlog, is cancelled, or
   * registers a continuation.
   *
   * <p>The bound follows from {@code CoreLoop}: a turn takes at most a batch from each source, and a
   * source is first in, first out. So a task with less than C others before it in its source starts
   * within ceil(C / batch) turns after the one in which it came, and in each of these the other
   * sources (of the inbox, a ring from each other core, the ready queue and the stealable tasks, less
   * its own) let at most a batch each of later ones go first. One turn more is for the runtime's own
   * requests, which stand in the ready queue as well. A stealable task stands with one of the
   * cores, and the same holds if that one starts it. Another core may have stolen it, and then lose its CPU before it
   * starts it, for any time. But when that core began the task before, it had not stolen this one yet, which still
   * stood with its owner: up to then the same holds for at least one core.
   */
  static void noTaskIsOvertakenWithoutBound(Journal journal, int batch) {
    RuntimeDiagnostics seen = journal.all(Terminated.class).findFirst().orElseThrow().diagnostics();
    int cores = seen.cores().size();
    int capacity = Math.max(2, Math.max(seen.mailboxCapacity(), seen.readyCapacity()));
    int turns = (capacity + batch - 1) / batch + 2;
    int bound = turns * batch * (cores + 1);
    Map<String, Integer> target = new TreeMap<>();
    Map<String, Integer> submitted = new TreeMap<>();
    Map<String, Integer> accepted = new TreeMap<>();
    List<Entry> entries = journal.entries();
    List<Started> starts = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      switch (entries.get(i)) {
        case Submitting sent -> {
          target.put(sent.task(), sent.core());
          submitted.put(sent.task(), i);
        }
        case Accepted taken -> accepted.put(taken.task(), i);
        case Started start -> {
          int[] overtakers = new int[cores];
          int[] beforeSteal = new int[cores];
          int since = accepted.getOrDefault(start.task(), i);
          for (Started before : starts) {
            if (submitted.get(before.task()) > since) {
              overtakers[before.core()]++;
            }
            if (before.core() == start.core()) {
              beforeSteal = overtakers.clone();
            }
          }
          boolean isStolen =
              target.get(start.task()) < 0 && seen.cores().get(start.core()).stolen() > 0;
          assertThat(
              isStolen
                  ? Arrays.stream(beforeSteal).min().orElse(0)
                  : overtakers[start.core()])
              .as("tasks that overtook %s (batch %s, %s cores)", start, batch, cores)
              .isLessThanOrEqualTo(bound);
          starts.add(start);
        }
        default -> {}
      }
    }
  }

  // ---- back-pressure ----

  /** What the diagnostics say of queues, and what the journal says of mailboxes. */
  static void queuesKeepTheirBounds(Journal journal) {
    RuntimeDiagnostics seen = journal.all(Terminated.class).findFirst().orElseThrow().diagnostics();
    seen.cores()
        .forEach(
            core -> {
              assertThat(core.backlogHighWater())
                  .as("longest backlog of core %s", core.core())
                  .isLessThanOrEqualTo(seen.backlogCapacity());
              assertThat(core.readyHighWater())
                  .as("longest ready queue of core %s", core.core())
                  .isLessThanOrEqualTo(seen.readyCapacity());
            });
    mailboxesKeepTheirBounds(journal, seen.mailboxCapacity(), seen.cores().size());
  }

  /**
   * Of the tasks that external threads placed on one core, at most as many wait as its mailbox holds,
   * and one that has left it and not yet said that it starts. Tasks that are cancelled in the mailbox
   * never say so and are not counted.
   */
  private static void mailboxesKeepTheirBounds(Journal journal, int capacity, int cores) {
    Map<String, Integer> target = new TreeMap<>();
    var starting = new TreeSet<String>();
    journal.all(Started.class).forEach(start -> starting.add(start.task()));
    journal
        .all(Submitting.class)
        .filter(sent -> sent.core() >= 0 && !sent.from().startsWith("core"))
        .filter(sent -> starting.contains(sent.task()))
        .forEach(sent -> target.put(sent.task(), sent.core()));
    int[] waiting = new int[cores];
    for (Entry entry : journal.entries()) {
      if (entry instanceof Accepted accepted && target.containsKey(accepted.task())) {
        int core = target.get(accepted.task());
        waiting[core]++;
        assertThat(waiting[core])
            .as("tasks in the mailbox of core %s at %s", core, accepted)
            .isLessThanOrEqualTo(capacity + 1);
      } else if (entry instanceof Started started && target.containsKey(started.task())) {
        waiting[target.get(started.task())]--;
      }
    }
  }

  // ---- timers ----

  /** Never early; once unless it repeats; never again after its own core has cancelled it. */
  static void timersFireInTime(Journal journal) {
    Map<String, List<TimerFired>> fired = byName(journal.all(TimerFired.class), TimerFired::timer);
    journal
        .all(TimerSet.class)
        .forEach(
            set -> {
              List<TimerFired> times = fired.getOrDefault(set.timer(), List.of());
              for (int i = 0; i < times.size(); i++) {
                assertThat(times.get(i).nanos() - set.nanos())
                    .as("time from %s to %s, tick %s", set, times.get(i), i + 1)
                    .isGreaterThanOrEqualTo(set.delay() * (i + 1));
                assertThat(times.get(i).core()).as("core of %s", times.get(i))
                    .isEqualTo(set.core());
              }
              if (!set.repeats()) {
                assertThat(times).as("%s", set).hasSizeLessThanOrEqualTo(1);
              }
            });
    var cancelled = new TreeSet<String>();
    for (Entry entry : journal.entries()) {
      if (entry instanceof TimerCancelled cancel && cancel.byItsCore()) {
        cancelled.add(cancel.timer());
      } else if (entry instanceof TimerFired tick) {
        assertThat(cancelled).as("cancelled before %s", tick).doesNotContain(tick.timer());
      }
    }
  }

  /** Of two timers of a core, the one created first fires first unless its delay is longer. */
  static void timersFireInOrder(Journal journal) {
    Map<String, Integer> fired = new TreeMap<>();
    List<TimerFired> inOrder = journal.all(TimerFired.class).toList();
    for (int i = 0; i < inOrder.size(); i++) {
      fired.putIfAbsent(inOrder.get(i).timer(), i);
    }
    List<TimerSet> sets =
        journal.all(TimerSet.class).filter(s -> fired.containsKey(s.timer())).toList();
    for (int i = 0; i < sets.size(); i++) {
      for (int j = i + 1; j < sets.size(); j++) {
        TimerSet earlier = sets.get(i);
        TimerSet later = sets.get(j);
        if (earlier.core() == later.core() && earlier.delay() <= later.delay()) {
          assertThat(fired.get(earlier.timer()))
              .as("%s fires before %s", earlier, later)
              .isLessThan(fired.get(later.timer()));
        }
      }
    }
  }

  // ---- futures ----

  /** Of several who complete a promise one wins, and everybody sees what it stored. */
  static void promisesHaveOneWinner(Journal journal) {
    Map<String, List<Claimed>> claims =
        byName(journal.all(Claimed.class), claim -> "" + claim.promise());
    Map<String, String> values = new TreeMap<>();
    claims.forEach(
        (promise, tries) -> {
          List<Claimed> winners = tries.stream().filter(Claimed::won).toList();
          assertThat(winners).as("winners among %s", tries).hasSize(1);
          values.put(promise, "completed: " + winners.getFirst().by());
        });
    journal
        .all(SawPromise.class)
        .filter(saw -> !saw.outcome().equals("broken"))
        .forEach(
            saw -> assertThat(saw.outcome())
                .as("%s", saw)
                .isEqualTo(values.get("" + saw.promise())));
  }

  /** What a core registers runs there. */
  static void continuationsComeHome(Journal journal) {
    journal
        .all(Continued.class)
        .forEach(
            continued -> assertThat(continued.ranOn()).as("%s", continued)
                .isEqualTo(continued.registeredOn()));
  }
}
