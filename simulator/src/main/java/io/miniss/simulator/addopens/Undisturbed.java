package io.miniss.simulator.addopens;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does what is done once for the whole JVM on a thread of its own. An interrupt of the thread that comes first,
 * because its test has timed out, must not spoil it for all that come after.
 */
public final class Undisturbed {
  private Undisturbed() {}

  /** What {@code action} returns or throws. An interrupt of the calling thread is raised again afterwards. */
  public static @Nullable String call(Supplier<@Nullable String> action) {
    CompletableFuture<@Nullable String> done = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .name("miniss-preparation")
            .daemon()
            .unstarted(
                () -> {
                  try {
                    done.complete(action.get());
                  } catch (Throwable thrown) {
                    done.completeExceptionally(thrown);
                  }
                });
    thread.start();
    return done.join(); // an interrupt does not end it, and stays
  }
}
