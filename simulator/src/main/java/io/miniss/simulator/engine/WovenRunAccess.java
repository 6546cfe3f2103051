package io.miniss.simulator.engine;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Clock;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.runtime.spi.SharedLocation;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A run as the threads see it that execute woven code. */
final class WovenRunAccess implements RunThread.Run {
  private final long seed;
  private final EngineScheduler scheduler;
  private final Clock clock;
  private final RunParts parts;
  private final ThreadTable threads;
  private final ThreadStarter starter;
  private final Checks checks;
  private final RunEnd end;
  private final RunObserver observer;
  private final KeptFailures kept;
  private final LockHolds lockHolds = new LockHolds();
  private @Nullable Object attachment;

  WovenRunAccess(
      long seed,
      EngineScheduler scheduler,
      Clock clock,
      RunParts parts,
      ThreadTable threads,
      ThreadStarter starter,
      Checks checks,
      RunEnd end,
      RunObserver observer,
      KeptFailures kept) {
    this.seed = seed;
    this.scheduler = scheduler;
    this.clock = clock;
    this.parts = parts;
    this.threads = threads;
    this.starter = starter;
    this.checks = checks;
    this.end = end;
    this.observer = observer;
    this.kept = kept;
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public long seed() {
    return seed;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public long steps() {
    return parts.clock().steps();
  }

  @Override
  public long announcedStep() {
    return threads.runningThread().announcedStep();
  }

  @Override
  public Thread carrier() {
    return threads.carrier();
  }

  @Override
  public boolean isObserved() {
    return observer.isHeard();
  }

  @Override
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public void attach(Object state) {
    attachment = state;
    threads.endWithLastUserThread();
  }

  @Override
  public void tell(RunThread.Accesses told) {
    scheduler.tell(told);
  }

  @Override
  public RunThread newThread(String name, boolean daemon, Runnable body) {
    starter.countThreadOfProgram();
    return starter.create(name, daemon, body);
  }

  @Override
  public boolean counts() {
    return !checks.isQuiet();
  }

  @Override
  public void point(Access access, SharedLocation location) {
    scheduler.point(access, location);
  }

  @Override
  public void announces(String verb) {
    observer.announces(verb);
  }

  @Override
  public void note(String text) {
    scheduler.note(text);
  }

  @Override
  public void did(String text) {
    scheduler.did(text);
  }

  @Override
  public void keeps(Object key, Throwable failure, boolean isThrown) {
    checks.quietly(() -> kept.add(key, failure, isThrown));
    if (isThrown) {
      scheduler.did("throws " + failure.getClass().getName() + ", which a future keeps");
    }
  }

  @Override
  public void asks(Object key) {
    kept.remove(key);
  }

  @Override
  public void holds(Object lock) {
    lockHolds.add(lock, Thread.currentThread());
  }

  @Override
  public void releases(Object lock) {
    lockHolds.remove(lock, Thread.currentThread());
  }

  @Override
  public List<Thread> holders(Object lock) {
    return lockHolds.of(lock);
  }

  @Override
  public void refused(SharedLocation location) {
    observer.refused(location);
  }

  @Override
  public void spin() {
    scheduler.spin();
  }

  @Override
  public boolean passIdleTime(long nanos) {
    RunnableThreads runnable = threads.runnable();
    for (int i = 0; i < runnable.count(); i++) {
      if (!runnable.get(i).hasSpunLately()) {
        return false;
      }
    }
    RunClock time = parts.clock();
    time.passUntil(Math.min(time.now() + nanos, threads.deadlines().nextNanos()));
    return true;
  }

  @Override
  public BooleanSupplier escaped() {
    return parts.outcome().escaped();
  }

  @Override
  public boolean hasEnded() {
    return parts.outcome().hasEnded();
  }

  @Override
  public void throwIfEnded() {
    end.throwIfEnded();
  }

  @Override
  public Error fail(
      FailureKind kind, String name, String message, @Nullable Throwable cause) {
    parts.outcome().fail(kind, name, message, cause);
    return new SimulationEnded();
  }

  @Override
  public Error threw(String name, Throwable thrown) {
    parts.outcome().threw(name, thrown);
    return new SimulationEnded();
  }

  @Override
  public Error escape(String message) {
    StackTraceElement[] stack = new Throwable().getStackTrace();
    return parts.escapes()
        .escape("escape", message + StackFrames.lines(StackFrames.withoutTheJdk(stack)));
  }

  @Override
  public Error exit() {
    parts.outcome().exit();
    return new SimulationEnded();
  }
}
