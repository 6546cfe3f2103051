package io.miniss.simulator.engine;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the threads of a run that does not end are: what identifies a deadlock or a livelock from run to
 * run. Names and numbers of threads are no part of it, nor is how many of them are at one site.
 */
final class WaitSites {
  private WaitSites() {}

  /**
   * Where {@code threads} and {@code fibers} wait, and in what kind of wait, in alphabetical order and each
   * once. A thread that waits for the end of another is left out, as it is the other one's wait that
   * matters, unless all do; so is one with no frame of the user's, as an idle core, unless all are such.
   */
  static List<String> ofDeadlock(
      Collection<SimulatedThread> threads, Collection<SimulatedFiber> fibers) {
    TreeSet<String> user = new TreeSet<>();
    TreeSet<String> runtime = new TreeSet<>();
    TreeSet<String> joins = new TreeSet<>();
    for (SimulatedThread thread : threads) {
      StackTraceElement[] stack = thread.stackTrace();
      StackTraceElement frame = UserFrames.innermost(stack);
      if (thread.awaitsEnd() && frame != null) {
        joins.add("joins at " + line(frame));
      } else if (frame != null) {
        user.add(kind(thread) + " at " + line(frame));
      } else {
        addRuntimeFrame(runtime, kind(thread), stack);
      }
    }
    for (SimulatedFiber fiber : fibers) {
      if (fiber.thread().isAlive() && !fiber.isIdleLoop()) {
        StackTraceElement[] stack = fiber.stackTrace();
        StackTraceElement frame = UserFrames.innermost(stack);
        if (frame != null) {
          user.add("waits at " + line(frame));
        } else {
          addRuntimeFrame(runtime, "waits", stack);
        }
      }
    }
    return List.copyOf(!user.isEmpty() ? user : !joins.isEmpty() ? joins : runtime);
  }

  /**
   * The methods that {@code threads} are in, those that can run if there are any, in alphabetical order: the
   * bound on steps finds a loop at any of its lines.
   */
  static List<String> ofLivelock(Collection<SimulatedThread> threads) {
    TreeSet<String> running = new TreeSet<>();
    TreeSet<String> waiting = new TreeSet<>();
    for (SimulatedThread thread : threads) {
      StackTraceElement[] stack = thread.stackTrace();
      StackTraceElement frame = UserFrames.innermost(stack);
      if (frame == null) {
        frame = outermostOfTheRuntime(stack);
      }
      if (frame != null) {
        boolean runs = thread.state == SimulatedThread.State.RUNNABLE;
        (runs ? running : waiting).add(frame.getClassName() + "." + frame.getMethodName());
      }
    }
    return List.copyOf(running.isEmpty() ? waiting : running);
  }

  private static String kind(SimulatedThread thread) {
    return switch (thread.state) {
      case PARKED -> "parks";
      case BLOCKED -> "waits in java.util.concurrent";
      default -> "is";
    };
  }

  private static void addRuntimeFrame(
      Set<String> to, String kind, StackTraceElement[] stack) {
    StackTraceElement frame = outermostOfTheRuntime(stack);
    if (frame != null) {
      to.add(kind + " in " + frame.getClassName() + "." + frame.getMethodName());
    }
  }

  private static String line(StackTraceElement frame) {
    return frame.getClassName() + ":" + frame.getLineNumber();
  }

  private static @Nullable StackTraceElement outermostOfTheRuntime(
      StackTraceElement[] stack) {
    StackTraceElement found = null;
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().startsWith("io.miniss.runtime.")) {
        found = frame;
      }
    }
    return found;
  }
}
