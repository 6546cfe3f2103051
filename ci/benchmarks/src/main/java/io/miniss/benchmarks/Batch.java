package io.miniss.benchmarks;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Many operations on one loop.
 *
 * <p>A batch is a task that starts a chunk of operations and posts itself again. What a chunk puts in
 * the loop's queues (tasks, continuations) runs before the next chunk, and its whole way through the
 * queues is part of the figure. The task that carries the chunk adds a sixty-fourth of a task.
 */
abstract class Batch implements Rig {
  /** How many operations are under way together. */
  static final int CHUNK = 64;

  private final Loop loop;
  private final int operations;
  private CountDownLatch done = new CountDownLatch(0);
  private int started;
  private int ended;
  private volatile @Nullable Throwable failure;

  Batch(Loop loop, int operations) {
    this.loop = loop;
    this.operations = operations;
    loop.carry(this::turn);
  }

  /** Starts {@link #CHUNK} operations, each of which calls {@link #operationEnded}; on the loop. */
  abstract void chunk();

  /** One operation has ended; on the loop. */
  final void operationEnded() {
    ended++;
  }

  @Override
  public final void run() {
    started = 0;
    ended = 0;
    done = new CountDownLatch(1);
    loop.post();
    Rig.await(done);
    Throwable thrown = failure;
    if (thrown != null) {
      throw new IllegalStateException("the batch failed", thrown);
    }
    if (ended != operations) {
      throw new IllegalStateException(ended + " operations ended instead of " + operations);
    }
  }

  private void turn() {
    try {
      if (started < operations) {
        started += CHUNK;
        chunk();
        loop.post();
      } else if (ended < operations) {
        loop.post();
      } else {
        done.countDown();
      }
    } catch (Throwable e) {
      failure = e;
      done.countDown();
    }
  }

  @Override
  public final void close() {
    loop.close();
  }
}
