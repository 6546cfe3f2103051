package io.miniss.runtime.future;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@link Future#all} and {@link Future#any}. Both walk the list, waiting for one future after the
 * other: no count is shared between the threads that complete them, and the outcome of {@code all}
 * does not depend on who was first.
 */
final class Combination {
  private Combination() {}

  static <T extends @Nullable Object> Future<List<T>> all(
      List<? extends Future<? extends T>> futures) {
    List<FutureCell<? extends T>> cells = cells(futures);
    FutureCell<List<T>> target = derived(cells);
    new Walk(
        cells,
        target,
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
    FutureCell<T> target = derived(cells);
    CoreContext here = CoreContext.current();
    for (FutureCell<? extends T> cell : cells) {
      cell.register(new Success(here, target));
    }
    new Walk(
        cells,
        target,
        () -> {
          for (FutureCell<? extends T> cell : cells) {
            if (!cell.isFailed()) {
              return; // its own continuation settles the target, or has
            }
          }
          Throwable first = cells.getFirst().failure();
          for (FutureCell<? extends T> cell : cells.subList(1, cells.size())) {
            if (cell.failure() != first) {
              first.addSuppressed(cell.failure());
            }
          }
          target.tryFail(first);
        })
        .goOn();
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

  private static <T extends @Nullable Object> FutureCell<T> derived(
      List<? extends FutureCell<?>> cells) {
    RuntimeContext runtime = DetachedContext.INSTANCE;
    for (FutureCell<?> cell : cells) {
      if (cell.runtime() != DetachedContext.INSTANCE) {
        runtime = cell.runtime();
        break;
      }
    }
    return FutureCell.derived(CoreContext.current(), runtime);
  }

  /** Waits for each of a list of futures, in order, then calls {@code arrived}. */
  private static final class Walk {
    private final List<? extends FutureCell<?>> cells;
    private final FutureCell<?> target;
    private final Runnable arrived;
    private int position;

    Walk(List<? extends FutureCell<?>> cells, FutureCell<?> target, Runnable arrived) {
      this.cells = cells;
      this.target = target;
      this.arrived = arrived;
    }

    void goOn() {
      while (position < cells.size()) {
        FutureCell<?> cell = cells.get(position++);
        if (!cell.isDone()) {
          cell.register(new Step(CoreContext.current(), this, cell));
          return;
        }
      }
      arrived.run();
    }

    void broken(Object failure) {
      target.settleFrom(failure);
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
    void fire(Object result) {
      if (awaited.isDone()) {
        walk.goOn();
      } else {
        walk.broken(result); // the core exits, and nobody has completed what it waits for
      }
    }
  }

  private static final class Success extends Continuation {
    private final FutureCell<?> target;

    Success(@Nullable CoreContext home, FutureCell<?> target) {
      super(home);
      this.target = target;
    }

    @Override
    void fire(Object result) {
      if (!(result instanceof FutureCell.Failure)) {
        target.settle(result);
      }
    }
  }
}
