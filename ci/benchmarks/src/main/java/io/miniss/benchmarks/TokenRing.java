package io.miniss.benchmarks;

import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/**
 * Messages that go round: a core that gets one sends it to the next core, the last to the first; of one core, they are
 * its ready tasks. There are always as many under way, until the end of the round. Used by one thread, from outside.
 */
public final class TokenRing {
  private final Core[] cores;
  private final int tokens;
  private final int hops;
  private CountDownLatch end = new CountDownLatch(0);

  /**
   * A ring of all cores of {@code runtime}.
   *
   * @param tokens under way together; no more than the queues hold
   * @param hops of each token in a round
   */
  public TokenRing(MultiCoreRuntime runtime, int tokens, int hops) {
    cores = IntStream.range(0, runtime.coreCount()).mapToObj(runtime::core).toArray(Core[]::new);
    this.tokens = tokens;
    this.hops = hops;
  }

  private final class Token implements Runnable {
    private int at;
    private int left = hops;

    Token(int at) {
      this.at = at;
    }

    @Override
    public void run() {
      if (--left == 0) {
        end.countDown();
        return;
      }
      at = (at + 1) % cores.length;
      cores[at].execute(this);
    }
  }

  private void start() {
    for (int i = 0; i < tokens; i++) {
      int at = i % cores.length;
      cores[at].execute(new Token(at));
    }
  }

  /** Sends all of them round and returns the number of messages. */
  public long round() {
    end = new CountDownLatch(tokens);
    cores[0].execute(this::start);
    Rounds.await(end);
    return (long) tokens * hops;
  }
}
