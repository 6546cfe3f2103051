package io.miniss.simulator.engine;

import io.miniss.runtime.spi.FiberHost;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the simulation that tells cores of fibers that may go on because another thread
 * released a lock of {@code java.util.concurrent}. In production the releasing thread does that
 * itself, a little earlier; an unpark that arrives late is within its contract.
 */
final class Courier {
  private final Engine engine;
  private final ArrayDeque<FiberHost> messages = new ArrayDeque<>();
  private @Nullable SimulatedThread thread;

  Courier(Engine engine) {
    this.engine = engine;
  }

  void bring(FiberHost host) {
    messages.add(host);
    SimulatedThread courier = thread;
    if (courier == null) {
      thread = engine.startThread("courier", true, this::run);
    } else {
      courier.unpark();
    }
  }

  private void run() {
    while (true) {
      FiberHost host = messages.poll();
      if (host != null) {
        host.resumable();
      } else {
        engine.runningThread().park();
      }
    }
  }
}
