package io.miniss.benchmarks;

import io.activej.eventloop.Eventloop;
import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Two threads that answer each other: thread 0 sends, thread 1 sends back, and so on. */
abstract class Echo implements Rig {
  private final int rounds;
  private CountDownLatch done = new CountDownLatch(0);

  private final Counter left = new Counter();

  /** A rig for {@code operations} messages, half in each direction. */
  Echo(int operations) {
    this.rounds = operations / 2;
  }

  /** Sends the first message, on or to thread 0. The benchmark's thread. */
  abstract void begin();

  /** Thread 0 has got an answer; returns whether it is to send another. */
  final boolean answered() {
    if (left.decrement() > 0) {
      return true;
    }
    done.countDown();
    return false;
  }

  @Override
  public final void run() {
    left.set(rounds);
    done = new CountDownLatch(1);
    begin();
    Rig.await(done);
  }

  /** {@code Core.execute} from core to core. */
  static Rig minissActions(MultiCoreRuntime runtime, int operations) {
    return new Echo(operations) {
      private final Core zero = runtime.core(0);
      private final Core one = runtime.core(1);
      private final Runnable pong = this::onCore0;
      private final Runnable ping = this::onCore1;

      private void onCore1() {
        zero.execute(pong);
      }

      private void onCore0() {
        if (answered()) {
          one.execute(ping);
        }
      }

      @Override
      void begin() {
        one.execute(ping);
      }

      @Override
      public void close() {
        runtime.close();
      }
    };
  }

  /** {@code spawnOn} from core to core. */
  static Rig minissTasks(MultiCoreRuntime runtime, int operations) {
    return new Echo(operations) {
      private final Callable<@Nullable Void> pong = Loop.task(this::onCore0);
      private final Callable<@Nullable Void> ping = Loop.task(this::onCore1);

      private void onCore1() {
        var _ = runtime.spawnOn(0, pong);
      }

      private void onCore0() {
        if (answered()) {
          var _ = runtime.spawnOn(1, ping);
        }
      }

      @Override
      void begin() {
        var _ = runtime.spawnOn(1, ping);
      }

      @Override
      public void close() {
        runtime.close();
      }
    };
  }

  /** {@code Core.submit}: a request, and its result to a continuation. */
  static Rig minissRequests(MultiCoreRuntime runtime, int operations) {
    return new Echo(operations) {
      private final Callable<Integer> request = () -> 1;

      private void ask() {
        Core.current().submit(1, request).onComplete((value, failure) -> next());
      }

      private void next() {
        if (answered()) {
          ask();
        }
      }

      @Override
      void begin() {
        var _ = runtime.spawnOn(0, Loop.task(this::ask));
      }

      @Override
      public void close() {
        runtime.close();
      }
    };
  }

  /** {@code Eventloop.execute}. */
  static Rig activeJ(int operations) {
    PinnedThreads threads = new PinnedThreads();
    Eventloop zero = Loop.startActiveJ(threads);
    Eventloop one = Loop.startActiveJ(threads);
    return new Echo(operations) {
      private final Runnable pong = this::onLoop0;
      private final Runnable ping = this::onLoop1;

      private void onLoop1() {
        zero.execute(pong);
      }

      private void onLoop0() {
        if (answered()) {
          one.execute(ping);
        }
      }

      @Override
      void begin() {
        one.execute(ping);
      }

      @Override
      public void close() {
        Loop.stop(zero);
        Loop.stop(one);
      }
    };
  }

  /** {@code EventLoop.execute} of two NIO loops. */
  static Rig netty(int operations) {
    MultiThreadIoEventLoopGroup group = Loop.startNetty(2);
    EventExecutor zero = group.next();
    EventExecutor one = group.next();
    return new Echo(operations) {
      private final Runnable pong = this::onLoop0;
      private final Runnable ping = this::onLoop1;

      private void onLoop1() {
        zero.execute(pong);
      }

      private void onLoop0() {
        if (answered()) {
          one.execute(ping);
        }
      }

      @Override
      void begin() {
        one.execute(ping);
      }

      @Override
      public void close() {
        Loop.stop(group);
      }
    };
  }
}
