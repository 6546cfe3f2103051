package io.miniss.benchmarks.latency;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.machine.PinningPolicy;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A library that runs the pipeline. */
enum Contestant {
  MINISS("miniss") {
    @Override
    Pipeline start(Cpus cpus) {
      return startMiniss(cpus, MultiCoreRuntime.builder());
    }
  },

  MINISS_PARKING("miniss, idle(0, 0)") {
    @Override
    Pipeline start(Cpus cpus) {
      return startMiniss(cpus, MultiCoreRuntime.builder().idle(0, 0));
    }
  },

  FORK_JOIN("ForkJoinPool + CompletableFuture") {
    @Override
    Pipeline start(Cpus cpus) {
      ForkJoinPool.ForkJoinWorkerThreadFactory threads = pool -> new BoundWorker(pool, cpus);
      return new FuturePipeline(new ForkJoinPool(cpus.workers(), threads, null, true));
    }
  },

  VIRTUAL_THREADS("virtual threads") {
    @Override
    Pipeline start(Cpus cpus) {
      startCarriers(cpus);
      Executor starting =
          stage -> {
            var _ = Thread.startVirtualThread(stage);
          };
      return new ExecutorPipeline(List.of(starting), () -> {});
    }

    @Override
    List<String> flags(int workers) {
      return List.of(
          "-Djdk.virtualThreadScheduler.parallelism=" + workers,
          "-Djdk.virtualThreadScheduler.maxPoolSize=" + workers);
    }
  },

  NETTY("Netty event loops") {
    @Override
    Pipeline start(Cpus cpus) {
      MultiThreadIoEventLoopGroup group =
          new MultiThreadIoEventLoopGroup(
              cpus.workers(), cpus.workerThreads(), NioIoHandler.newFactory());
      List<EventExecutor> loops = new ArrayList<>();
      group.forEach(loops::add);
      return new ExecutorPipeline(
          loops,
          () -> {
            var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
          });
    }
  };

  /** Of the queues that have one: enough for what a pause leaves behind. */
  static final int CAPACITY = 1 << 18;

  private final String title;

  Contestant(String title) {
    this.title = title;
  }

  /** How the library is called on the page. */
  String title() {
    return title;
  }

  /** Starts the library's threads on the workers' CPUs. */
  abstract Pipeline start(Cpus cpus);

  private static Pipeline startMiniss(Cpus cpus, MultiCoreRuntime.Builder builder) {
    MultiCoreRuntime runtime =
        builder
            .cores(cpus.workers())
            .pinning(PinningPolicy.cpus(cpus.workerCpus()))
            .mailboxCapacity(CAPACITY)
            .readyCapacity(CAPACITY)
            .start();
    return new ExecutorPipeline(
        IntStream.range(0, runtime.coreCount()).mapToObj(runtime::executor).toList(),
        runtime::close);
  }

  /** What its JVM needs besides the flags of all. */
  List<String> flags(int workers) {
    return List.of();
  }

  private static final class BoundWorker extends ForkJoinWorkerThread {
    private final Cpus cpus;

    BoundWorker(ForkJoinPool pool, Cpus cpus) {
      super(pool);
      this.cpus = cpus;
    }

    @Override
    protected void onStart() {
      super.onStart();
      cpus.bindToWorkers();
    }
  }

  /** Has the JDK start its carriers now, all at work at once, from a thread that is bound as they are to be. */
  private static void startCarriers(Cpus cpus) {
    CountDownLatch running = new CountDownLatch(cpus.workers());
    Thread starter =
        Thread.ofPlatform()
            .start(
                () -> {
                  cpus.bindToWorkers();
                  for (int i = 0; i < cpus.workers(); i++) {
                    var _ =
                        Thread.startVirtualThread(
                            () -> {
                              running.countDown();
                              while (running.getCount() > 0) {
                                Thread.onSpinWait();
                              }
                            });
                  }
                });
    try {
      starter.join();
      if (!running.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the carriers have not started within 10 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
