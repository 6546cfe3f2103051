package io.miniss.scenarios.crossings;

import io.miniss.runtime.MultiCoreRuntime;
import java.util.List;

/** A client that is a fiber of another runtime: it runs on a core, and is outside all the same. */
final class ForeignClient {
  private ForeignClient() {}

  /** Does {@code operations} things with tasks and scopes; what it registers with futures would run on its own core. */
  static void live(Strand strand, int operations) {
    List<Feature> features =
        strand.run.features().stream().filter(TaskFeatures.ALL::contains).toList();
    try (MultiCoreRuntime other = strand.run.world().runtime().cores(1).start()) {
      other.spawnFiber(() -> strand.live(operations, features)).join();
    }
  }
}
