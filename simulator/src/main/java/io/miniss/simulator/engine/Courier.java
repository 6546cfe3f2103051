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
  private final ThreadStarter starter;
  private final ThreadTable threads;
  private final ArrayDeque<FiberHost> messages = new ArrayDeque<>();
  private @Nullable SimulatedThread thread;

  Courier(ThreadStarter starter, ThreadTable threads) {
    this.starter = starter;
    this.threads = threads;
  }

  void bring(FiberHost host) {
    messages.add(host);
    SimulatedThread courier = thread;
    if (courier == null) {
      thread = starter.start("courier", true, this::run);
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
        threads.runningThread().park();
      }
    }
  }
}
