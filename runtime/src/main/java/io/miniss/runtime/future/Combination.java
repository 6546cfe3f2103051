package io.miniss.runtime.future;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@link Future#all} and {@link Future#any}. Both walk the list, waiting for one future after the
 * other: no count is shared between the threads that complete them, and the outcome of {@code all}
 * does not depend on who was first.
 *
 * <p>When {@code any} has its value, nothing of it stays behind in the futures that have not
 * completed: their continuations are retired by the core they belong to; those of no core know by the
 * target that a sweep may drop them.
 */
final class Combination {
  private Combination() {}

  static <T extends @Nullable Object> Future<List<T>> all(
      List<? extends Future<? extends T>> futures) {
    List<FutureCell<? extends T>> cells = cells(futures);
    FutureCell<List<T>> target = derived(cells, endOf(cells, false), ResultCell.ALL);
    new Walk(
        cells,
        target,
        true,
        () -> {
          List<T> values = new ArrayList<>(cells.size());
          for (FutureCell<? extends T> cell : cells) {
            if (cell.isFailed()) {
              target.tryFail(cell.failure());
              return;
            }
            values.add(cell.getNow());
          }
          target.tryComplete(values);
        })
        .goOn();
    return target;
  }

  static <T extends @Nullable Object> Future<T> any(List<? extends Future<? extends T>> futures) {
    List<FutureCell<? extends T>> cells = cells(futures);
    if (cells.isEmpty()) {
      throw new IllegalArgumentException("any of no futures can never complete: the list is empty");
    }
    FutureCell<T> target = derived(cells, endOf(cells, true), ResultCell.ANY);
    Walk failures =
        new Walk(
            cells,
            target,
            false,
            () -> {
              for (FutureCell<? extends T> cell : cells) {
                if (!cell.isFailed()) {
                  // Its own continuation settles the target or has, unless it was broken before the value came.
                  target.tryComplete(cell.getNow());
                  return;
                }
              }
              target.tryFail(cells.getFirst().failure());
            });
    CoreContext here = CoreContext.current();
    Success[] race = new Success[cells.size()];
    for (int i = 0; i < race.length; i++) {
      race[i] = new Success(here, target, race, failures);
    }
    for (int i = 0; i < race.length; i++) {
      cells.get(i).register(race[i]);
    }
    failures.goOn();
    return target;
  }

  private static <T extends @Nullable Object> List<FutureCell<? extends T>> cells(
      List<? extends Future<? extends T>> futures) {
    List<FutureCell<? extends T>> cells = new ArrayList<>(futures.size());
    for (Future<? extends T> future : futures) {
      cells.add((FutureCell<? extends T>) Objects.requireNonNull(future, "a future of the list"));
    }
    return cells;
  }

  /** The runtime whose end comes before some of {@code cells}, or before all of them; or null. */
  private static @Nullable RuntimeContext endOf(
      List<? extends FutureCell<?>> cells, boolean beforeAll) {
    RuntimeContext ending = null;
    for (FutureCell<?> cell : cells) {
      if (cell instanceof EndCell<?> end && (ending == null || ending == end.ending())) {
        ending = end.ending();
      } else if (beforeAll) {
        return null;
      }
    }
    return ending;
  }

  private static <T extends @Nullable Object> FutureCell<T> derived(
      List<? extends FutureCell<?>> cells, @Nullable RuntimeContext ending, Object phase) {
    RuntimeContext runtime = DetachedContext.INSTANCE;
    for (FutureCell<?> cell : cells) {
      if (cell.runtime() != DetachedContext.INSTANCE) {
        runtime = cell.runtime();
        break;
      }
    }
    CoreContext here = CoreContext.current();
    return ending == null
        ? FutureCell.derived(here, runtime, phase)
        : new EndCell<>(here == null ? runtime : here.runtime(), ending);
  }

  /** Waits for each of a list of futures, in order, then calls {@code arrived}. */
  private static final class Walk {
    private final List<? extends FutureCell<?>> cells;
    private final FutureCell<?> target;
    private final boolean settlesAlone;
    private final Runnable arrived;
    private int position;

    /** What it waits with; used by the core that walks, if one does. */
    private @Nullable Step step;

    /** Nobody else settles the target if {@code settlesAlone}. */
    Walk(
        List<? extends FutureCell<?>> cells,
        FutureCell<?> target,
        boolean settlesAlone,
        Runnable arrived) {
      this.cells = cells;
      this.target = target;
      this.settlesAlone = settlesAlone;
      this.arrived = arrived;
    }

    void goOn() {
      while (position < cells.size()) {
        FutureCell<?> cell = cells.get(position++);
        if (!cell.isDone()) {
          step = new Step(CoreContext.current(), this, cell);
          cell.register(step);
          return;
        }
      }
      arrived.run();
    }

    void broken(Object failure) {
      target.settleFrom(failure);
    }

    /** On the core that walks: the target is settled, nothing waits any more. */
    void end() {
      position = cells.size();
      Step last = step;
      if (last != null) {
        last.retire();
      }
    }
  }

  private static final class Step extends Continuation {
    private final Walk walk;
    private final FutureCell<?> awaited;

    Step(@Nullable CoreContext home, Walk walk, FutureCell<?> awaited) {
      super(home);
      this.walk = walk;
      this.awaited = awaited;
    }

    @Override
    @Nullable ResultCell target() {
      return walk.settlesAlone ? walk.target : null;
    }

    @Override
    boolean isDropped() {
      return super.isDropped() || walk.target.isDone();
    }

    @Override
    void fire(Object result) {
      if (walk.target.isDone()) {
        return;
      }
      if (awaited.isDone()) {
        walk.goOn();
      } else {
        walk.broken(result); // the core exits, and nobody has completed what it waits for
      }
    }
  }

  private static final class Success extends Continuation {
    private final FutureCell<?> target;
    private final Success[] race;
    private final Walk failures;

    Success(@Nullable CoreContext home, FutureCell<?> target, Success[] race, Walk failures) {
      super(home);
      this.target = target;
      this.race = race;
      this.failures = failures;
    }

    @Override
    boolean isDropped() {
      return super.isDropped() || target.isDone();
    }

    /** A loser's failure is nobody's business: {@code any} has asked for one success. */
    @Override
    boolean looksAtFailure() {
      return true;
    }

    @Override
    void fire(Object result) {
      if (!(result instanceof Failure) && target.settle(result) && home != null) {
        for (Success runner : race) {
          runner.retire();
        }
        failures.end();
      }
    }
  }
}
