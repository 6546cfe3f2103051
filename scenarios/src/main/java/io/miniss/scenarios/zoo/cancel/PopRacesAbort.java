package io.miniss.scenarios.zoo.cancel;

import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.scenarios.zoo.Exhibit;
import io.miniss.simulator.scenario.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Exhibit 23: a queue of one core. Who pops from it while it is empty goes on in a continuation, and
 * between the element's arrival and the continuation the queue may be aborted.
 */
public final class PopRacesAbort implements Exhibit {
  private static final Label LABEL =
      new Label(
          23,
          "pop races abort: the continuation takes an element that is not there any more",
          BugKind.CANCELLATION,
          List.of(Reference.commit("scylladb/seastar", "ae404d1e0")),
          """
          pop_eventually() on an empty queue waits for "not empty" and pops in a continuation. abort() \
          clears the queue and fails those who still wait; a continuation that was scheduled already is \
          none of them, and popped from the empty queue. Now abort() leaves its exception behind, and the \
          continuation looks for it first.""",
          """
          The exhibit runs on the runtime's own promises and has the same gap: a continuation is always run \
          later, from the core's loop (FutureCell), so what it relies on must come with the result or be \
          looked at again. The runtime's own queues have no abort, and their elements are polled, with an \
          answer for "none".""");

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public void run(World world, Variant variant) {
    int elements = world.drawSize("elements", 1, 3);
    int pops = world.drawSize("pops", 1, 3);
    List<Popped> popped = new ArrayList<>();
    int[] dropped = {0};
    int[] refused = {0};
    try (MultiCoreRuntime runtime = world.runtime().start()) {
      AbortableQueue queue =
          runtime
              .spawnOn(0, () -> variant == Variant.BUGGY ? new Buggy() : new Fixed())
              .join();
      List<World.Client> clients = new ArrayList<>();
      clients.add(
          world.client(
              "producer",
              () -> {
                for (int i = 0; i < elements; i++) {
                  int element = i;
                  runtime
                      .spawnOn(
                          0,
                          () -> {
                            if (!queue.push(element)) {
                              refused[0]++;
                            }
                          })
                      .join();
                }
              }));
      clients.add(
          world.client(
              "consumer",
              () -> {
                for (int i = 0; i < pops; i++) {
                  popped.add(Popped.of(runtime.spawnOn(0, queue::popEventually).join()));
                }
              }));
      clients.add(
          world.client(
              "aborter",
              () -> runtime
                  .spawnOn(0, () -> dropped[0] = queue.abort(new Aborted()))
                  .join()));
      clients.forEach(World.Client::join);
    }
    int delivered = 0;
    for (Popped pop : popped) {
      world.require(
          pop.element != null || pop.failure instanceof Aborted,
          "a pop ends with an element or because of the abort: " + pop.failure);
      delivered += pop.element != null ? 1 : 0;
    }
    world.require(
        delivered + dropped[0] + refused[0] == elements,
        "an element is delivered, dropped by the abort or refused: " + delivered + ", " + dropped[0]
            + ", " + refused[0] + " of " + elements);
  }

  /** What the aborter says. */
  private static final class Aborted extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** What came of one pop. */
  private record Popped(@Nullable Integer element, @Nullable RuntimeException failure) {
    static Popped of(Future<Integer> pop) {
      try {
        return new Popped(pop.join(), null);
      } catch (RuntimeException failed) {
        return new Popped(null, failed);
      }
    }
  }

  /** A queue that belongs to one core. */
  private abstract static class AbortableQueue {
    private final Queue<Integer> queue = new ArrayDeque<>();
    private final Queue<Promise<Boolean>> notEmpty = new ArrayDeque<>();
    @Nullable RuntimeException aborted;

    /** The queue was not empty when this was scheduled. */
    abstract int popWhenNotEmpty();

    final boolean push(int element) {
      if (aborted != null) {
        return false;
      }
      queue.add(element);
      Promise<Boolean> waiter = notEmpty.poll();
      if (waiter != null) {
        waiter.complete(true);
      }
      return true;
    }

    /** An element, now or when there is one; one at a time. */
    final Future<Integer> popEventually() {
      if (!queue.isEmpty()) {
        return Future.completed(pop());
      }
      Promise<Boolean> waiter = Core.current().newPromise();
      if (aborted != null) {
        waiter.fail(aborted);
      } else {
        notEmpty.add(waiter);
      }
      return waiter.future().map(_ -> popWhenNotEmpty());
    }

    /** Drops what is in it; returns how much that was. */
    final int abort(RuntimeException reason) {
      int left = queue.size();
      queue.clear();
      aborted = reason;
      for (Promise<Boolean> waiter : notEmpty) {
        waiter.fail(reason);
      }
      notEmpty.clear();
      return left;
    }

    final int pop() {
      Integer element = queue.poll();
      if (element == null) {
        throw new NoSuchElementException("pop from an empty queue");
      }
      return element;
    }
  }

  /** As it shipped. */
  private static final class Buggy extends AbortableQueue {
    @Override
    int popWhenNotEmpty() {
      return pop();
    }
  }

  /** As it was fixed. */
  private static final class Fixed extends AbortableQueue {
    @Override
    int popWhenNotEmpty() {
      if (aborted != null) {
        throw aborted;
      }
      return pop();
    }
  }
}
