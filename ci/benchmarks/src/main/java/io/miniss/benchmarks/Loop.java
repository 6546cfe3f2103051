package io.miniss.benchmarks;

import io.activej.eventloop.Eventloop;
import io.miniss.runtime.MultiCoreRuntime;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One thread with a queue of tasks, of any library, as a {@link Batch} needs it. */
interface Loop extends AutoCloseable {
  /** Says what {@link #post} posts. Once, before the first post. */
  void carry(Runnable turn);

  /** Posts the turn to the end of the loop's queue; from the loop or from outside. */
  void post();

  @Override
  void close();

  /** A runtime whose cores never park. */
  static MultiCoreRuntime spinningCores(int cores) {
    return MultiCoreRuntime.builder().cores(cores).busySpin().start();
  }

  /** A runtime whose cores park as soon as they are idle. */
  static MultiCoreRuntime parkingCores(int cores) {
    return MultiCoreRuntime.builder().cores(cores).idle(0, 0).start();
  }

  /** {@code action} as a task for {@code MultiCoreRuntime.spawn}. */
  static Callable<@Nullable Void> task(Runnable action) {
    return () -> {
      action.run();
      return null;
    };
  }

  /** An ActiveJ event loop on a thread of its own. */
  static Eventloop startActiveJ(PinnedThreads threads) {
    Eventloop loop = Eventloop.create();
    loop.keepAlive(true);
    threads.newThread(loop).start();
    return loop;
  }

  /** Ends it. */
  static void stop(Eventloop loop) {
    loop.execute(() -> loop.keepAlive(false));
  }

  /** Netty event loops over NIO. */
  static MultiThreadIoEventLoopGroup startNetty(int threads) {
    return new MultiThreadIoEventLoopGroup(
        threads, new PinnedThreads(), NioIoHandler.newFactory());
  }

  /** Ends them. */
  static void stop(MultiThreadIoEventLoopGroup group) {
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** Core 0 of a runtime. */
  final class Miniss implements Loop {
    final MultiCoreRuntime runtime = spinningCores(1);
    private Callable<@Nullable Void> turn = () -> null;

    @Override
    public void carry(Runnable action) {
      turn = task(action);
    }

    @Override
    public void post() {
      var _ = runtime.spawnOn(0, turn);
    }

    @Override
    public void close() {
      runtime.close();
    }
  }

  /** An ActiveJ event loop. */
  final class ActiveJ implements Loop {
    final Eventloop loop = startActiveJ(new PinnedThreads());
    private Runnable turn = () -> {};

    @Override
    public void carry(Runnable action) {
      turn = action;
    }

    @Override
    public void post() {
      if (loop.inReactorThread()) {
        loop.postLast(turn);
      } else {
        loop.execute(turn);
      }
    }

    @Override
    public void close() {
      stop(loop);
    }
  }

  /** A Netty event loop. */
  final class Netty implements Loop {
    final MultiThreadIoEventLoopGroup group = startNetty(1);
    final EventExecutor loop = group.next();
    private Runnable turn = () -> {};

    @Override
    public void carry(Runnable action) {
      turn = action;
    }

    @Override
    public void post() {
      loop.execute(turn);
    }

    @Override
    public void close() {
      stop(group);
    }
  }

  /** A single-thread executor of the JDK. */
  final class Jdk implements Loop {
    final ExecutorService executor = Executors.newSingleThreadExecutor(new PinnedThreads());
    private Runnable turn = () -> {};

    @Override
    public void carry(Runnable action) {
      turn = action;
    }

    @Override
    public void post() {
      executor.execute(turn);
    }

    @Override
    public void close() {
      executor.close();
    }
  }
}
