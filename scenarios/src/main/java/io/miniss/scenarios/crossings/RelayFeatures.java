package io.miniss.scenarios.crossings;

import io.miniss.runtime.Core;
import io.miniss.runtime.diagnostics.CoreDiagnostics;
import io.miniss.runtime.task.JoinHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Messages between cores that have nothing else to do: each comes while its receiver goes to sleep, or while the
 * runtime ends.
 */
final class RelayFeatures {
  private static final int HOPS = 12;

  private static final int LINKS = 6;

  private static final Duration UNTIL_OTHERS_SLEEP = Duration.ofNanos(20_000);

  static final List<Feature> ALL =
      List.of(
          new Feature("relay", strand -> !strand.isOnCore() && strand.run.book().cores() > 1,
              RelayFeatures::relay),
          new Feature("wake a core", RelayFeatures::canWakeAnother, RelayFeatures::wakeACore),
          Feature.client("relay of futures", RelayFeatures::relayOfFutures));

  private RelayFeatures() {}

  private static int otherCore(Strand strand) {
    int cores = strand.run.book().cores();
    return (strand.here() + 1 + strand.random.nextInt(cores - 1)) % cores;
  }

  /** Core after core sends a task to another one, and goes on when that has completed a promise. */
  static void relay(Strand strand) {
    strand.run.book().allow(HOPS);
    Relay relay = new Relay();
    relay.begins(
        strand.submitAction(strand.anyCore(), first -> hop(first, relay, HOPS)));
    while (!relay.isOver()) {
      strand.pause(500);
    }
  }

  private static void hop(Strand strand, Relay relay, int left) {
    if (left == 0) {
      relay.end();
      return;
    }
    Book book = strand.run.book();
    strand.run.world().work(strand.shortTime(300));
    FutureRecord answer = book.newPromise(strand.run.runtime().newPromise());
    FutureFeatures.register(
        strand, answer, strand.callback(next -> hop(next, relay, left - 1)));
    TaskRecord sent =
        strand.submitAction(
            otherCore(strand),
            other -> {
              other.run.world().work(other.shortTime(300));
              FutureFeatures.complete(other, answer, Outcome.of(left));
            });
    relay.sent(sent);
  }

  /** How far a relay has come. Any thread. */
  private static final class Relay {
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicReference<@Nullable TaskRecord> sent = new AtomicReference<>();

    /** The first task, or null if that was rejected; it may have gone on since. */
    void begins(@Nullable TaskRecord task) {
      if (task == null) {
        end();
      } else {
        sent.compareAndSet(null, task);
      }
    }

    /** The task that goes on with it, or null if that was rejected. */
    void sent(@Nullable TaskRecord task) {
      sent.set(task);
      if (task == null) {
        end();
      }
    }

    void end() {
      ended.set(true);
    }

    /** Whether nobody goes on with it; its task may have been cancelled. */
    boolean isOver() {
      TaskRecord task = sent.get();
      JoinHandle<Integer> handle = task == null ? null : task.handle;
      return ended.get() || (task != null && task.starts == 0 && handle != null
          && handle.state().isEnd());
    }
  }

  private static boolean canWakeAnother(Strand strand) {
    return strand.kind == Strand.Kind.TASK && strand.run.world().isSimulated()
        && strand.run.book().cores() > 1;
  }

  /** What is sent to a core that sleeps wakes it at once, however long the sender goes on with what it does. */
  private static void wakeACore(Strand strand) {
    if (!strand.run.holders().mayHoldUntilAnother()) {
      return;
    }
    try {
      strand.run.world().work(UNTIL_OTHERS_SLEEP);
      int there = otherCore(strand);
      CoreDiagnostics before = strand.run.runtime().diagnostics().cores().get(there);
      TaskRecord task = strand.submitAction(there, other -> {});
      JoinHandle<Integer> handle = task == null ? null : task.handle;
      if (handle == null || Core.current().diagnostics().backlogHighWater() > 0) {
        return;
      }
      // A core that went to sleep just then is woken when the sender's turn is over.
      while (!handle.state().isEnd()
          && before.equals(strand.run.runtime().diagnostics().cores().get(there))) {
        strand.run.world().work(UNTIL_OTHERS_SLEEP);
      }
    } finally {
      strand.run.holders().hasHeldUntilAnother();
    }
  }

  /** Each is derived from the one before, on another core, and the first one completes last. */
  static void relayOfFutures(Strand strand) {
    Book book = strand.run.book();
    book.allow(LINKS);
    FutureRecord head = book.newPromise(strand.run.runtime().newPromise());
    List<FutureRecord> links = new ArrayList<>(List.of(head));
    for (int i = 0; i < LINKS; i++) {
      strand.awaitEnd(
          strand.submitAction(
              i % book.cores(),
              core -> links.add(Derivation.ALL.getFirst().use(core, List.of(links.getLast())))));
    }
    FutureFeatures.complete(strand, head, Outcome.of(0));
  }
}
