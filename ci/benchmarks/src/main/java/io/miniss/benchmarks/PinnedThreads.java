package io.miniss.benchmarks;

import java.util.concurrent.ThreadFactory;
import net.openhft.affinity.Affinity;

/** Threads for the peers, each bound to the next CPU, as the runtime's cores are. */
final class PinnedThreads implements ThreadFactory {
  private final int cpus = Runtime.getRuntime().availableProcessors();
  private int created;

  @Override
  public Thread newThread(Runnable body) {
    int cpu = created++ % cpus;
    return Thread.ofPlatform()
        .name("peer on CPU " + cpu)
        .daemon()
        .unstarted(
            () -> {
              Affinity.setAffinity(cpu);
              body.run();
            });
  }
}
