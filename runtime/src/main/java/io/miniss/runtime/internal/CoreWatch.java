package io.miniss.runtime.internal;

import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.spi.TraceableThread;
import io.miniss.runtime.spi.Watch;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Reports, from a thread that is no core, what a core cannot report while it happens:
 *
 * <ul>
 *   <li>a core that has not come to the end of a turn for the stall limit, because user code computes, or
 *       waits in a way that keeps it on the core's thread;
 *   <li>user code other than a fiber that has waited for the stall limit. The core goes on without it;
 *   <li>a runtime that nobody has closed, if it alone keeps the process alive and has had nothing to do for
 *       {@value #IDLE_LOOKS} looks.
 * </ul>
 *
 * Each is reported once. The watch's thread only.
 */
final class CoreWatch implements Watch {
  private static final int IDLE_LOOKS = 20;

  /** So many of a stack are shown, and in any case those down to the user's. */
  private static final int MAX_FRAMES = 12;

  private static final List<String> OTHER_CODE =
      List.of("java.", "javax.", "jdk.", "sun.", "io.miniss.runtime.");

  private static final StackTraceElement[] NO_STACK = {};

  private final RuntimeState runtime;
  private final CoreView[] cores;
  private final long limitNanos;
  private final Throwable created;
  private final Seen[] seen;
  private int idleLooks;
  private boolean idleReported;

  /** What was seen of one core. */
  private static final class Seen {
    long turns = -1;
    long sinceNanos;
    boolean stallReported;
    long reportedUpToNanos = Long.MIN_VALUE;
  }

  CoreWatch(RuntimeState runtime, CoreView[] cores, long limitNanos, Throwable created) {
    this.runtime = runtime;
    this.cores = cores;
    this.limitNanos = limitNanos;
    this.created = created;
    seen = new Seen[cores.length];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = new Seen();
    }
  }

  @Override
  public void look(boolean isProcessIdle) {
    long now = runtime.clock().nanos();
    boolean areAllAsleep = true;
    for (int i = 0; i < seen.length; i++) {
      CoreView core = cores[i];
      boolean isAsleep = core.isAsleep();
      areAllAsleep &= isAsleep;
      lookForStall(core, seen[i], isAsleep, now);
      lookForBlocked(core, seen[i], now);
    }
    lookForForgotten(isProcessIdle && areAllAsleep);
  }

  private void lookForStall(CoreView core, Seen last, boolean isAsleep, long now) {
    long turns = core.turns();
    if (isAsleep || turns != last.turns) {
      last.turns = turns;
      last.sinceNanos = now;
      last.stallReported = false;
    } else if (!last.stallReported && now - last.sinceNanos >= limitNanos) {
      last.stallReported = true;
      Task<?> task = core.runningTask();
      TraceableThread thread = task == null ? core.threadOfLoop() : core.threadOf(task);
      StackTraceElement[] stack = thread == null ? NO_STACK : thread.stackTrace();
      RuntimeLog.warn(
          "core "
              + core.index()
              + " of runtime "
              + runtime.config().name()
              + " runs nothing else for "
              + seconds(now - last.sinceNanos)
              + ", because "
              + (task == null ? core.describeOtherCode() : task.label())
              + pinned(stack)
              + (thread == null ? "" : waitsFor(", and waits for ", thread)),
          withStack(stack));
    }
  }

  private static String pinned(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getMethodName().equals("<clinit>")) {
        return " does not leave it: the class initializer of "
            + frame.getClassName()
            + " keeps it there, whatever it waits for";
      }
      if (frame.getClassName().startsWith("jdk.internal.foreign.abi.")) {
        return " does not leave it: native code that has called it keeps it there, whatever it waits for";
      }
    }
    return " does not leave it";
  }

  private static String waitsFor(String words, TraceableThread thread) {
    String what = thread.waitsFor();
    return what == null ? "" : words + what;
  }

  private void lookForBlocked(CoreView core, Seen last, long now) {
    long newest = last.reportedUpToNanos;
    for (BlockedCode blocked : core.blocked()) {
      if (blocked.sinceNanos() > last.reportedUpToNanos
          && now - blocked.sinceNanos() >= limitNanos) {
        newest = Math.max(newest, blocked.sinceNanos());
        RuntimeLog.warn(
            blocked.describe()
                + " on core "
                + core.index()
                + " of runtime "
                + runtime.config().name()
                + " waits for "
                + seconds(now - blocked.sinceNanos())
                + waitsFor(", for ", blocked.thread())
                + "; the core goes on without it",
            withStack(blocked.thread().stackTrace()));
      }
    }
    last.reportedUpToNanos = newest;
  }

  private void lookForForgotten(boolean isIdle) {
    idleLooks = isIdle ? idleLooks + 1 : 0;
    if (idleLooks >= IDLE_LOOKS && !idleReported
        && runtime.termination().phase() == Phase.RUNNING) {
      idleReported = true;
      RuntimeLog.warn(
          "only runtime "
              + runtime.config().name()
              + ", which has nothing to do, keeps the process alive: close() it, or build it with"
              + " daemon(true)",
          created);
    }
  }

  private static String seconds(long nanos) {
    return Duration.ofNanos(nanos).toMillis() / 1000.0 + " s";
  }

  private static Throwable withStack(StackTraceElement[] stack) {
    Throwable where = new Throwable("it is here");
    int shown = Math.min(stack.length, Math.max(MAX_FRAMES, endOfOtherCode(stack) + 1));
    where.setStackTrace(Arrays.copyOf(stack, shown));
    return where;
  }

  /** How many frames of the JDK and of the runtime come before the user's. */
  private static int endOfOtherCode(StackTraceElement[] stack) {
    int index = 0;
    while (index < stack.length
        && OTHER_CODE.stream().anyMatch(stack[index].getClassName()::startsWith)) {
      index++;
    }
    return index == stack.length ? 0 : index;
  }
}
