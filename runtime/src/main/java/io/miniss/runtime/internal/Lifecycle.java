package io.miniss.runtime.internal;

import io.miniss.runtime.diagnostics.Phase;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.InWords;
import io.miniss.runtime.spi.Scheduler;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The phase of a runtime, shared by its cores and all external threads.
 *
 * <pre>
 *   RUNNING --shutdown--> DRAINING --all accepted ended--> STOPPING --last core out--> TERMINATED
 *                            |                                                             ^
 *                            +----------------- close() reached its limit -----------------+
 * </pre>
 */
final class Lifecycle {
  /** The phase, and when the runtime was first asked to shut down (0 while it runs). */
  private record Stage(Phase phase, long shutdownNanos) implements InWords {
    @Override
    public String inWords(Function<@Nullable Object, String> words) {
      return phase.name();
    }
  }

  private final SharedReference<Stage> stage;

  Lifecycle(Scheduler scheduler) {
    stage = new SharedReference<>(scheduler, "lifecycle phase", new Stage(Phase.RUNNING, 0));
  }

  Phase phase() {
    return stage().phase();
  }

  boolean isRunning() {
    return phase() == Phase.RUNNING;
  }

  /** When the runtime left RUNNING; 0 before. */
  long shutdownNanos() {
    return stage().shutdownNanos();
  }

  private Stage stage() {
    return Objects.requireNonNull(stage.getVolatile());
  }

  /** RUNNING to DRAINING; false if another thread has done it. */
  boolean beginShutdown(long nowNanos) {
    Stage seen = stage();
    return seen.phase() == Phase.RUNNING
        && stage.compareAndSet(seen, new Stage(Phase.DRAINING, nowNanos));
  }

  /** Moves along one of the later arrows; false if the runtime is not in {@code from}. */
  boolean advance(Phase from, Phase to) {
    boolean legal =
        switch (from) {
          case DRAINING -> to == Phase.STOPPING || to == Phase.TERMINATED;
          case STOPPING -> to == Phase.TERMINATED;
          default -> false;
        };
    if (!legal) {
      throw new IllegalStateException("a runtime never moves from " + from + " to " + to);
    }
    Stage seen = stage();
    return seen.phase() == from
        && stage.compareAndSet(seen, new Stage(to, seen.shutdownNanos()));
  }
}
