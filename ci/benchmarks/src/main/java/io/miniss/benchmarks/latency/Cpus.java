package io.miniss.benchmarks.latency;

import java.util.BitSet;
import java.util.concurrent.ThreadFactory;
import net.openhft.affinity.Affinity;

/** The generator has the first CPU of the process, the workers have the others; of one CPU, both have that. */
final class Cpus {
  private final int generator;
  private final BitSet workers;

  Cpus() {
    workers = Affinity.getAffinity();
    generator = workers.nextSetBit(0);
    if (workers.cardinality() > 1) {
      workers.clear(generator);
    }
  }

  /** How many workers there are, each on a separate CPU. */
  int workers() {
    return workers.cardinality();
  }

  /** Their CPUs. */
  int[] workerCpus() {
    return workers.stream().toArray();
  }

  /** Binds the calling thread to the generator's CPU. */
  void bindGenerator() {
    Affinity.setAffinity(generator);
  }

  /** Binds the calling thread to the workers' CPUs, any of them; threads that it starts inherit that. */
  void bindToWorkers() {
    Affinity.setAffinity(workers);
  }

  /** Threads each bound to the next of the workers' CPUs. */
  ThreadFactory workerThreads() {
    int[] cpus = workerCpus();
    int[] created = new int[1];
    return body -> {
      int cpu = cpus[created[0]++ % cpus.length];
      return Thread.ofPlatform()
          .daemon()
          .unstarted(
              () -> {
                Affinity.setAffinity(cpu);
                body.run();
              });
    };
  }
}
