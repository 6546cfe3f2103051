package io.miniss.runtime.spi;

import io.miniss.runtime.util.Registration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the runtime asks of the world beneath it besides time: threads, parking, fibers, randomness,
 * and a say before each access to shared state. {@link #system()} is the production scheduler;
 * a simulator supplies its own and thereby runs the unchanged runtime.
 *
 * <p>Any thread may call any method unless it says otherwise.
 */
public interface Scheduler {
  /** Platform threads, pinned by policy; interleaving points that do nothing. */
  static Scheduler system() {
    return SystemScheduler.INSTANCE;
  }

  /**
   * Starts the thread of a core on {@code body}. Returns once the thread runs and its pinning is
   * known. What {@code body} throws ends the thread and reaches its uncaught-exception handler.
   */
  CoreThread startCore(CoreThreadSpec spec, Runnable body);

  /** The parker of the calling thread, which must not be a fiber. */
  Parker currentParker();

  /** Whether {@link #newFiberThread} works. The result does not change during a runtime's life. */
  boolean supportsFibers();

  /**
   * Checks that fibers can run.
   *
   * @throws IllegalStateException if not; the message names the JVM flag
   */
  void requireFibers();

  /**
   * A new fiber thread that does {@link FiberHost#body} and has not run. Called on the thread of the core
   * that will run it.
   *
   * @throws IllegalStateException if the JVM does not open {@code java.lang} to this library; the
   *     message names the flag
   */
  FiberThread newFiberThread(String name, FiberHost host);

  /**
   * Runs {@code fiber} on the calling core until it gives back, yields, blocks or ends. Called on the
   * thread of the core, outside any fiber. It may return {@link FiberExit#BLOCKED} without having run
   * the fiber, while another thread looks at its stack; {@link FiberHost#resumable} follows then.
   */
  FiberExit runFiber(FiberThread fiber);

  /**
   * Undoes what user code has changed in the calling thread, which is the thread of a core: see {@link
   * ThreadAttributes#restore}.
   */
  void restoreThreadAttributes();

  /** A number for a new {@link SharedLocation}; 0 where nobody counts. */
  int newLocationId();

  /**
   * An interleaving point: the calling thread is about to access {@code location}. In simulation
   * any other thread may run before this returns. Production does nothing here.
   */
  void point(Access access, SharedLocation location);

  /**
   * The calling thread has tried to replace {@code expected} by {@code newValue} in {@code location}, at the
   * point it announced last. For traces: does nothing unless a scheduler wants to know.
   */
  default void compared(
      SharedLocation location,
      @Nullable Object expected,
      @Nullable Object newValue,
      boolean replaced) {}

  /**
   * The calling thread has given a signal at {@code condition}, which ends the wait of {@code woken}; null if nobody
   * waits. For traces: does nothing unless a scheduler wants to know.
   */
  default void signalled(SharedLocation condition, @Nullable Parker woken) {}

  /**
   * Whether the calling thread is overtaken between claiming a slot of {@code queue}, a ring with several
   * producers, and filling it. Never in production, where the ring itself has that moment.
   */
  boolean fillsLate(SharedLocation queue);

  /** Something worth drawing has happened on the calling thread. Production does nothing here. */
  void mark(Mark mark, Object subject);

  /**
   * Whether {@link #mark} does anything. If not, callers need not tell of the beginnings and ends of tasks.
   * The result does not change.
   */
  default boolean wantsMarks() {
    return true;
  }

  /** The calling thread found nothing to do and will look again at once (a spin hint). */
  void spinning();

  /** The calling thread found nothing to do for some time and offers its CPU to others. */
  void yielding();

  /**
   * Randomness for one named purpose. Streams are independent: a draw from one never shifts
   * another. The generator is for the calling thread's use only.
   */
  RandomGenerator random(String stream);

  /** Runs {@code action} when the process is asked to end (SIGTERM, {@code System.exit}). */
  Registration onProcessTermination(Runnable action);

  /**
   * Whether the process has begun to end and now runs what is registered for that. False where a process
   * does not end.
   */
  default boolean isProcessEnding() {
    return false;
  }

  /**
   * Has {@code watch} look every {@code periodNanos}, on a thread of the scheduler's, until the
   * registration is closed. A simulation, which sees everything, may never look.
   *
   * @param keepsProcessAlive whether the process lives at least until the registration is closed
   */
  Registration watch(String threadName, boolean keepsProcessAlive, long periodNanos, Watch watch);

  /**
   * Runs what {@code action} supplies some time after {@code referent} became unreachable, on a thread
   * of the scheduler's; never if it is closed first. It is supplied before this returns, or not at all
   * if it will never run, and must not refer to {@code referent}, nor must {@code action}.
   */
  Registration onUnreachable(Object referent, Supplier<Runnable> action);
}
