package io.miniss.simulator.engine;

import io.miniss.simulator.text.Shortened;
import io.miniss.simulator.text.ThrownText;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Why a run failed.
 *
 * @param kind what is wrong
 * @param name the check or thread that it is about; the same name means the same failure
 * @param message in words
 * @param step after how many interleaving points
 * @param cause what was thrown, if anything was, and if it can be asked without harm; else a throwable
 *     that says the same ({@link ThrownText#safe})
 * @param sites where the threads are that do not end, of a deadlock or a livelock: in alphabetical order,
 *     and without names and numbers of threads; empty for everything else
 * @param isStuck whether a thread of the run did not end within its limit in real time: each repetition of the run
 *     takes as long, and may leave one more thread behind
 */
public record RunFailure(
    FailureKind kind,
    String name,
    String message,
    long step,
    @Nullable Throwable cause,
    List<String> sites,
    boolean isStuck) {
  /** The name of an {@link FailureKind#ESCAPE} that has none of its own. */
  static final String ESCAPE = "escape";

  /** The name of a {@link FailureKind#DEADLOCK} of threads that spin. */
  static final String SPIN = "spin deadlock";

  /** So many steps at least is one watched before it is said to be one. */
  static final int SPIN_STEPS = 200_000;

  /** The name of a {@link FailureKind#STEP_BOUND} of a run that starts threads without end. */
  static final String THREADS = "too many threads";

  /** So the JVM begins what it says of a full heap; a program that throws such an error itself says something else. */
  static final String HEAP = "Java heap space";

  /** The name of an {@link FailureKind#ESCAPE} that took too long in real time. */
  static final String WATCHDOG = "watchdog";

  /** A longer message is cut, as it may be a document that the program has compared. */
  private static final int MAX_CHARACTERS = 200_000;

  /** Takes down what {@code cause} says, so that no report meets user code. */
  public RunFailure {
    message = Shortened.lines(message, MAX_CHARACTERS);
    cause = cause == null ? null : ThrownText.of(cause).safe();
    sites = List.copyOf(sites);
  }

  /** A failure that is no deadlock and no livelock. */
  public RunFailure(
      FailureKind kind, String name, String message, long step, @Nullable Throwable cause) {
    this(kind, name, message, step, cause, List.of(), false);
  }

  /** The same failure in other words. */
  public RunFailure withMessage(String words) {
    return new RunFailure(kind, name, words, step, cause, sites, isStuck);
  }

  /** The same failure of a run whose threads did not end. */
  RunFailure stuck() {
    return new RunFailure(kind, name, message, step, cause, sites, true);
  }

  /**
   * Whether {@code other} is the same failure, maybe in another run and at another step: same kind,
   * same name, same place in the user's code if it has one. Two deadlocks are the same if their threads
   * wait at the same sites; two runs that do not end are, if they have a method in common in which threads
   * are, as a bound on steps finds each of them somewhere in its loop. Where a stack was full counts for nothing.
   */
  public boolean isSameAs(RunFailure other) {
    if (kind != other.kind || !name.equals(other.name)) {
      return false;
    }
    if (isLivelock() || isSpin()) {
      return sites.equals(other.sites) || !Collections.disjoint(sites, other.sites);
    }
    return isByFullStack() ? other.isByFullStack() : place().equals(other.place());
  }

  /** The words of a {@link FailureKind#DEFECT}. */
  public static String ofDefect(Throwable thrown) {
    return (thrown instanceof VirtualMachineError
        ? "the simulator ran into a limit of the JVM: "
        : "the simulator itself has thrown, which is a defect of it: ")
        + ThrownText.of(thrown).describe();
  }

  /**
   * Whether it was the watchdog that ended the run, which had not failed before: to run that again takes as long,
   * and shows nothing.
   */
  public boolean isByWatchdog() {
    return kind == FailureKind.ESCAPE && name.equals(WATCHDOG);
  }

  /** Whether it is a run that goes round until a bound on its steps. */
  public boolean isLivelock() {
    return kind == FailureKind.STEP_BOUND || kind == FailureKind.LIVENESS;
  }

  /** Whether it is a deadlock of threads that spin: it shows soon, but is sure only after many more rounds. */
  public boolean isSpin() {
    return name.equals(SPIN);
  }

  /** Of a spin deadlock: with a bound of so many steps, perhaps, the run has already come back to what it was. */
  public long shownAtStep() {
    return Math.max(step - SPIN_STEPS * 4 / 5, SPIN_STEPS / 5);
  }

  /**
   * Whether this and {@code other}, of two runs of a seed, are the same spin deadlock. Where it is recognised depends
   * on what the JVM shows of local variables, which no seed decides; it may also not be before the bound on steps.
   */
  public boolean isSameSpinAs(RunFailure other) {
    return (name.equals(SPIN) || other.name.equals(SPIN))
        && (name.equals(SPIN) || kind == FailureKind.STEP_BOUND)
        && (other.name.equals(SPIN) || other.kind == FailureKind.STEP_BOUND)
        && !Collections.disjoint(sites, other.sites);
  }

  /** Whether what was thrown comes of a limit of the JVM, which is not met at the same step of each run. */
  public boolean isLimitOfTheJvm() {
    return comesOf(VirtualMachineError.class::isInstance);
  }

  /** Whether what was thrown comes of a stack that was full. */
  public boolean isByFullStack() {
    return comesOf(StackOverflowError.class::isInstance);
  }

  /** Whether what was thrown comes of a heap that was full: each repetition of the run fills it again. */
  public boolean isByFullHeap() {
    return comesOf(
        each -> each instanceof OutOfMemoryError
            && String.valueOf(each.getMessage()).startsWith(HEAP));
  }

  /**
   * Whether the run is not to be done more often than is needed: a thread of it has not ended, it has filled the heap,
   * or it starts threads without end. Each repetition may leave one more thread behind, or take seconds.
   */
  public boolean isHarmful() {
    return isStuck || isByFullHeap() || name.equals(THREADS);
  }

  private boolean comesOf(Predicate<Throwable> kind) {
    Throwable at = cause; // its causes come to an end, as ThrownText has seen
    while (at != null && !kind.test(at)) {
      at = at.getCause();
    }
    return at != null;
  }

  /** Whether {@code type} is of the JDK, the runtime, the harness or a test framework. */
  public static boolean isMachinery(String type) {
    return UserFrames.isMachinery(type);
  }

  /**
   * The innermost line of the user's code that the cause names; empty if there is none. Of a deadlock and a
   * livelock, the sites of its threads.
   */
  public String place() {
    return cause == null ? String.join(", ", sites) : StackFrames.place(cause.getStackTrace());
  }

  @Override
  public String toString() {
    return kind + " " + name + " at step " + step + ": " + message;
  }
}
