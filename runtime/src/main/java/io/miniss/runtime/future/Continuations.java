package io.miniss.runtime.future;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The continuations behind the methods of {@link Future}: each settles another future or calls back. */
final class Continuations {
  private Continuations() {}

  /** Calls what the program has registered. */
  abstract static class Calling extends Continuation {
    Calling(@Nullable CoreContext home) {
      super(home);
    }

    @Override
    public final boolean isCallback() {
      return true;
    }
  }

  static final class Mapping<T extends @Nullable Object, R extends @Nullable Object>
      extends Calling {
    private final Function<? super T, ? extends R> function;
    private final ResultCell target;

    Mapping(
        @Nullable CoreContext home,
        Function<? super T, ? extends R> function,
        ResultCell target) {
      super(home);
      this.function = function;
      this.target = target;
    }

    @Override
    ResultCell target() {
      return target;
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
      extends Calling {
    private final Function<? super T, ? extends Future<? extends R>> function;
    private final ResultCell target;

    FlatMapping(
        @Nullable CoreContext home,
        Function<? super T, ? extends Future<? extends R>> function,
        ResultCell target) {
      super(home);
      this.function = function;
      this.target = target;
    }

    @Override
    ResultCell target() {
      return target;
    }

    @Override
    void fire(Object result) {
      if (result instanceof Failure failure) {
        target.settleFrom(failure, home);
        return;
      }
      ResultCell inner;
      try {
        inner =
            (ResultCell) Objects.requireNonNull(function.apply(Results.<T>decode(result)),
                "flatMap's future");
      } catch (Throwable e) {
        target.settle(new Failure(e));
        return;
      }
      Links.join(inner, target);
    }
  }

  static final class Recovery<T extends @Nullable Object> extends Calling {
    private final Function<? super Throwable, ? extends T> function;
    private final ResultCell target;

    Recovery(
        @Nullable CoreContext home,
        Function<? super Throwable, ? extends T> function,
        ResultCell target) {
      super(home);
      this.function = function;
      this.target = target;
    }

    @Override
    ResultCell target() {
      return target;
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

  static final class Callback<T extends @Nullable Object> extends Calling {
    private final RuntimeContext runtime;
    private final BiConsumer<? super @Nullable T, ? super @Nullable Throwable> callback;

    Callback(
        @Nullable CoreContext home,
        RuntimeContext runtime,
        BiConsumer<? super @Nullable T, ? super @Nullable Throwable> callback) {
      super(home);
      this.runtime = runtime;
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
        runtime.reportFailure(e, "a callback of onComplete");
      }
    }
  }
}
