package io.miniss.scenarios.crossings;

import io.miniss.runtime.Core;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Code that holds its core until others have done something, without which it would never end. */
final class HoldFeatures {
  private static final Duration UNTIL_OTHERS_SLEEP = Duration.ofNanos(20_000);

  static final List<Feature> ALL =
      List.of(
          new Feature("hold the core", strand -> strand.kind == Strand.Kind.TASK,
              HoldFeatures::hold),
          new Feature("lock", Strand::isOnCore, HoldFeatures::lock),
          Feature.client("hold a core", HoldFeatures::holdFromOutside),
          Feature.client("hold all cores but one", HoldFeatures::holdAllButOne));

  private HoldFeatures() {}

  /** Keeps its core until a stealable task has run, which another core has to take. */
  private static void hold(Strand strand) {
    if (!strand.run.holders().mayHold()) {
      return;
    }
    try {
      letOthersSleep(strand);
      TaskRecord task = submitStealable(strand);
      JoinHandle<Integer> handle = task == null ? null : task.handle;
      if (handle != null && Core.current().diagnostics().backlogHighWater() == 0) {
        holdUntil(strand, () -> handle.state().isEnd()); // it stands in a queue where other cores see it
      }
    } finally {
      strand.run.holders().holdsNoMore();
    }
  }

  /** Code that waits for a lock of the JDK leaves its core to others, and goes on when it gets it. */
  static void lock(Strand strand) {
    strand.run.book().mayBlock(strand.here());
    strand.run.lock().lock();
    try {
      strand.run.world().work(strand.shortTime(1_500));
    } finally {
      strand.run.lock().unlock();
    }
  }

  static void holdUntil(Strand strand, BooleanSupplier isOver) {
    while (!isOver.getAsBoolean()
        && (strand.task == null || !Core.currentToken().isCancelled())) {
      strand.pause(300);
    }
  }

  /** Cores without work sleep by then. */
  private static void letOthersSleep(Strand strand) {
    if (strand.random.nextBoolean()) {
      strand.run.world().work(UNTIL_OTHERS_SLEEP);
    }
  }

  private static @Nullable TaskRecord submitStealable(Strand strand) {
    return strand.submit(Strand.Way.SPAWN, false, -1, TaskOptions.defaults(), null, true);
  }

  /** A client that spawns a stealable task and then holds a core, perhaps that which was woken, until it has run. */
  private static void holdFromOutside(Strand strand) {
    if (!strand.run.holders().mayHold()) {
      return;
    }
    letOthersSleep(strand);
    TaskRecord task = submitStealable(strand);
    JoinHandle<Integer> handle = task == null ? null : task.handle;
    if (handle == null) {
      strand.run.holders().holdsNoMore();
    } else if (strand.random.nextBoolean()) {
      strand.submitHolder(
          strand.anyCore(), holding -> holdUntil(holding, () -> handle.state().isEnd()));
    } else {
      strand.executeHolder(
          strand.anyCore(), holding -> holdUntil(holding, () -> handle.state().isEnd()));
    }
  }

  /** The one that is left takes the stealable task, in whichever queue it is, and whenever the others are held. */
  private static void holdAllButOne(Strand strand) {
    AtomicBoolean isOver = new AtomicBoolean();
    int cores = strand.run.book().cores();
    int first = strand.anyCore();
    int early = strand.random.nextInt(cores);
    try {
      for (int i = 0; i < early; i++) {
        holdCore((first + i) % cores, strand, isOver);
      }
      strand.run.world().work(UNTIL_OTHERS_SLEEP);
      TaskRecord task = submitStealable(strand);
      for (int i = early; i < cores - 1; i++) {
        holdCore((first + i) % cores, strand, isOver); // perhaps the one that was woken for the task
      }
      strand.awaitEnd(task);
    } finally {
      isOver.set(true);
    }
  }

  private static void holdCore(int core, Strand strand, AtomicBoolean isOver) {
    if (strand.run.holders().mayHold()) {
      strand.submitHolder(core, holding -> holdUntil(holding, isOver::get));
    }
  }

  /**
   * The first task of a core whose inbox is full: who waits for the room that it has made is told before it runs,
   * so it may hold the core until then.
   *
   * @param capacity of the inbox
   */
  static void fill(Strand strand, int capacity) {
    AtomicBoolean sent = new AtomicBoolean();
    try {
      strand.submitAction(0, holding -> holdUntil(holding, sent::get));
      TaskFeatures.submitInARow(strand, 0, capacity);
    } finally {
      sent.set(true);
    }
  }
}
