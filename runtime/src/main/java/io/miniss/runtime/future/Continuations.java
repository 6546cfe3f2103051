package io.miniss.runtime.future;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The continuations behind the methods of {@link Future}: each settles another future or calls back. */
final class Continuations {
  private Continuations() {}

  static final class Mapping<T extends @Nullable Object, R extends @Nullable Object>
      extends Continuation {
    private final Function<? super T, ? extends R> function;
    private final FutureCell<R> target;

    Mapping(
        @Nullable CoreContext home,
        Function<? super T, ? extends R> function,
        FutureCell<R> target) {
      super(home);
      this.function = function;
      this.target = target;
    }

    @Override
    void fire(Object result) {
      Object mapped = result;
      if (!(result instanceof Failure)) {
        try {
          mapped = Results.encode(function.apply(Results.<T>decode(result)));
        } catch (Throwable e) {
          mapped = new Failure(e);
        }
      }
      target.settleFrom(mapped, home);
    }
  }

  static final class FlatMapping<T extends @Nullable Object, R extends @Nullable Object>
      extends Continuation {
    private final Function<? super T, ? extends Future<? extends R>> function;
    private final FutureCell<R> target;

    FlatMapping(
        @Nullable CoreContext home,
        Function<? super T, ? extends Future<? extends R>> function,
        FutureCell<R> target) {
      super(home);
      this.function = function;
      this.target = target;
    }

    @Override
    void fire(Object result) {
      if (result instanceof Failure failure) {
        target.settleFrom(failure, home);
        return;
      }
      FutureCell<?> inner;
      try {
        inner =
            (FutureCell<?>) Objects.requireNonNull(function.apply(Results.<T>decode(result)),
                "flatMap's future");
      } catch (Throwable e) {
        target.settle(new Failure(e));
        return;
      }
      if (inner.linkTo(target)) {
        return;
      }
      CoreContext here = CoreContext.current();
      Forward forward = new Forward(here, target);
      if (here != null) {
        here.beginWait(forward); // the function may have returned the target itself
      }
      inner.register(forward);
    }
  }

  /** Passes a result on unchanged. */
  static final class Forward extends Continuation {
    private final FutureCell<?> target;

    Forward(@Nullable CoreContext home, FutureCell<?> target) {
      super(home);
      this.target = target;
    }

    @Override
    void fire(Object result) {
      target.settleFrom(result, home);
    }
  }

  static final class Recovery<T extends @Nullable Object> extends Continuation {
    private final Function<? super Throwable, ? extends T> function;
    private final FutureCell<T> target;

    Recovery(
        @Nullable CoreContext home,
        Function<? super Throwable, ? extends T> function,
        FutureCell<T> target) {
      super(home);
      this.function = function;
      this.target = target;
    }

    @Override
    void fire(Object result) {
      Object recovered = result;
      if (result instanceof Failure failure) {
        try {
          recovered = Results.encode(function.apply(failure.cause));
        } catch (Throwable e) {
          recovered = new Failure(e);
        }
      }
      target.settle(recovered, home);
    }
  }

  static final class Callback<T extends @Nullable Object> extends Continuation {
    private final FutureCell<T> source;
    private final BiConsumer<? super @Nullable T, ? super @Nullable Throwable> callback;

    Callback(
        @Nullable CoreContext home,
        FutureCell<T> source,
        BiConsumer<? super @Nullable T, ? super @Nullable Throwable> callback) {
      super(home);
      this.source = source;
      this.callback = callback;
    }

    @Override
    void fire(Object result) {
      try {
        if (result instanceof Failure failure) {
          callback.accept(null, failure.cause);
        } else {
          callback.accept(Results.<T>decode(result), null);
        }
      } catch (Throwable e) {
        CoreContext core = home;
        RuntimeContext runtime = core == null ? source.runtime() : core.runtime();
        runtime.reportFailure(e, "a callback of onComplete");
      }
    }
  }
}
