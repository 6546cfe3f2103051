package io.miniss.scenarios.zoo.wakeup;

import io.miniss.runtime.shared.SharedReference;
import io.miniss.simulator.scenario.World;

/**
 * The stores that one CPU has executed and no other sees yet: they become visible one after the other,
 * some time, while the CPU goes on with its loads. One thread stores; any thread drains.
 *
 * <p>The simulator's interleavings are sequentially consistent, so what hardware does by itself is a
 * thread here: each store waits on its own for its predecessor and its turn. That is the order x86
 * keeps; other hardware allows more.
 */
final class StoreBuffer {
  private final World world;
  private final String name;
  private final SharedReference<World.Client> newest;

  /** An empty buffer, called {@code name} in traces. */
  StoreBuffer(World world, String name) {
    this.world = world;
    this.name = name;
    newest = new SharedReference<>(world.scheduler(), "newest store in " + name, null);
  }

  /** Executes {@code store}: others see it later. The owner only. */
  void store(World.Action store) {
    World.Client before = newest.getAcquire();
    newest.setRelease(
        world.client(
            name,
            () -> {
              if (before != null) {
                before.join();
              }
              store.run();
            }));
  }

  /** Waits until everything stored before is visible: what a full fence does. Any thread. */
  void drain() {
    World.Client last = newest.getAcquire();
    if (last != null) {
      last.join();
    }
  }
}
