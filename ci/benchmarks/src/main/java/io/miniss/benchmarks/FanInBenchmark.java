package io.miniss.benchmarks;

import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Messages from one, two or four threads, which are no cores, to one that spins. The senders are not bound to
 * CPUs. The senders of the "counted MPSC ring" add to one count of what was sent, as those of the runtime do.
 * With fewer CPUs than threads, the figure says more about the system's scheduler than about the queue.
 */
@State(Scope.Benchmark)
public class FanInBenchmark {
  /** Whose messages. */
  @Param({"miniss execute", "bare MPSC ring", "counted MPSC ring"})
  public String library;

  private FanIn rig;

  /** Starts all threads. */
  @Setup
  public void start(BenchmarkParams method) {
    String name = method.getBenchmark();
    int senders = name.endsWith("One") ? 1 : name.endsWith("Two") ? 2 : 4;
    rig =
        switch (library) {
          case "miniss execute" -> new ToCore();
          case "bare MPSC ring" -> new ToRing();
          case "counted MPSC ring" -> new ToCountedRing();
          default -> throw Rig.unknown(library);
        };
    rig.startSenders(senders);
  }

  /** One message. */
  @Benchmark
  @OperationsPerInvocation(Rig.OPERATIONS)
  public void fanInOfOne() {
    rig.run();
  }

  /** One message. */
  @Benchmark
  @OperationsPerInvocation(Rig.OPERATIONS)
  public void fanInOfTwo() {
    rig.run();
  }

  /** One message. */
  @Benchmark
  @OperationsPerInvocation(Rig.OPERATIONS)
  public void fanInOfFour() {
    rig.run();
  }

  /** Stops all threads. */
  @TearDown
  public void stop() {
    rig.close();
  }

  /**
   * Each sender sends its share of a batch. It yields while {@link #WINDOW} messages are under way, so that no
   * queue is ever full. The receiver says now and then how far it is, and a sender looks only when it has to
   * wait otherwise: else both would fetch the same cache line for each message, and that would be measured.
   */
  private abstract static class FanIn implements Rig {
    private static final int WINDOW = 512;
    private static final int PUBLISHED = 64;
    static final int CAPACITY = 2_048;

    private final Counter received = new Counter();
    private int senders;
    private int batches;
    private volatile int batch;
    private volatile CountDownLatch done = new CountDownLatch(0);

    /** How many of the batch were received, a multiple of {@link #PUBLISHED}. */
    private volatile int seen;

    volatile boolean stopped;

    final void startSenders(int count) {
      senders = count;
      for (int i = 0; i < count; i++) {
        Thread.ofPlatform().daemon().name("sender " + i).start(this::sendBatches);
      }
    }

    @SuppressWarnings("ThreadPriorityCheck") // it lets others run where there are too few CPUs
    private void sendBatches() {
      for (int next = 1; !stopped; next++) {
        while (batch < next && !stopped) {
          Thread.yield();
        }
        // Each sender counts its own: together they have at most a window under way, and some slack.
        int share = OPERATIONS / senders;
        int allowed = WINDOW / senders;
        for (int sent = 0; sent < share && !stopped; sent++) {
          while (sent > allowed && !stopped) {
            allowed = (seen + WINDOW) / senders;
            if (sent > allowed) {
              Thread.yield();
            }
          }
          send();
        }
      }
    }

    /** Sends a message, on which the receiver calls {@link #received}. */
    abstract void send();

    /** The receiver's thread. */
    final void received() {
      int now = received.increment();
      if (now % PUBLISHED == 0) {
        seen = now;
        if (now == OPERATIONS) {
          done.countDown();
        }
      }
    }

    @Override
    public final void run() {
      received.set(0);
      seen = 0;
      done = new CountDownLatch(1);
      batch = ++batches;
      Rig.await(done);
    }
  }

  private static final class ToCore extends FanIn {
    private final MultiCoreRuntime runtime =
        MultiCoreRuntime.builder().cores(1).busySpin().mailboxCapacity(CAPACITY).start();
    private final Core core = runtime.core(0);
    private final Runnable message = this::received;

    @Override
    void send() {
      core.execute(message);
    }

    @Override
    public void close() {
      stopped = true;
      runtime.close();
    }
  }

  private static final class ToCountedRing extends ToRing {
    private final AtomicLong sent = new AtomicLong();

    @Override
    void send() {
      sent.getAndIncrement();
      super.send();
    }
  }

  private static class ToRing extends FanIn {
    private static final Object MESSAGE = new Object();

    private final MpscVarHandleArrayQueue<Object> ring = new MpscVarHandleArrayQueue<>(CAPACITY);

    ToRing() {
      new PinnedThreads().newThread(this::receive).start();
    }

    private void receive() {
      while (!stopped) {
        if (ring.relaxedPoll() != null) {
          received();
        }
      }
    }

    @Override
    void send() {
      while (!ring.offer(MESSAGE) && !stopped) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() {
      stopped = true;
    }
  }
}
