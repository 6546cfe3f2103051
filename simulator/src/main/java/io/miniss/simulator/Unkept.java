package io.miniss.simulator;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Mark;
import io.miniss.runtime.spi.SharedLocation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Of the steps before the first that a trace keeps: what threads have announced and not done, and the tasks, timers
 * and callbacks that run. It takes some nanoseconds for a step, where a trace takes a microsecond.
 */
final class Unkept {
  private record Open(Mark mark, Object subject, long virtualNanos) {}

  /** What one thread has announced last. */
  private static final class Announced {
    long step;
    @Nullable Access access;
    @Nullable String verb;
    @Nullable SharedLocation location;
    long virtualNanos;
    final List<Open> open = new ArrayList<>(0);
  }

  /** Is told of what a thread has announced and not done. */
  @FunctionalInterface
  interface AnnouncedVisitor {
    /** See {@link Trace#step}; {@code verb} is null where the kind of access says all. */
    void visit(
        long step,
        int thread,
        Access access,
        @Nullable String verb,
        @Nullable SharedLocation location,
        long virtualNanos);
  }

  /** Is told of what runs. */
  @FunctionalInterface
  interface OpenVisitor {
    /** See {@link Trace#marked}. */
    void visit(int thread, Mark mark, Object subject, long virtualNanos);
  }

  /** By number. */
  private final List<Announced> threads = new ArrayList<>();

  void clear() {
    threads.clear();
  }

  void started() {
    threads.add(new Announced());
  }

  void announced(
      long step,
      int thread,
      Access access,
      @Nullable String verb,
      @Nullable SharedLocation location,
      long virtualNanos) {
    Announced mine = threads.get(thread);
    mine.step = step;
    mine.access = access;
    mine.verb = verb;
    mine.location = location;
    mine.virtualNanos = virtualNanos;
  }

  void tookEffect(int thread) {
    threads.get(thread).access = null;
  }

  void marked(int thread, Mark mark, Object subject, long virtualNanos) {
    List<Open> open = threads.get(thread).open;
    switch (mark) {
      case TASK_RUNS, TIMER_RUNS, CALLBACK_RUNS -> open.add(new Open(mark, subject, virtualNanos));
      case TASK_PAUSES, TIMER_ENDS, CALLBACK_ENDS -> {
        if (!open.isEmpty()) {
          open.removeLast();
        }
      }
      case SENT, RECEIVED -> {
      }
    }
  }

  void forEachAnnounced(AnnouncedVisitor visitor) {
    for (int thread = 0; thread < threads.size(); thread++) {
      Announced each = threads.get(thread);
      Access access = each.access;
      if (access != null) {
        visitor.visit(each.step, thread, access, each.verb, each.location, each.virtualNanos);
      }
    }
  }

  void forEachOpen(OpenVisitor visitor) {
    for (int thread = 0; thread < threads.size(); thread++) {
      for (Open each : threads.get(thread).open) {
        visitor.visit(thread, each.mark, each.subject, each.virtualNanos);
      }
    }
  }
}
