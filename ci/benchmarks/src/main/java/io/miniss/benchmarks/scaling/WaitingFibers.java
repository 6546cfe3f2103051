package io.miniss.benchmarks.scaling;

import io.miniss.benchmarks.Rounds;
import io.miniss.runtime.Core;
import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.future.Promise;
import java.util.concurrent.CountDownLatch;

/**
 * So many fibers on one core, each of which waits for a promise of its own; the one that is awake completes that of
 * the next. A fiber that is alone completes its own and is not suspended.
 */
final class WaitingFibers implements Subject {
  private static final int OPERATIONS = 1 << 17;
  private static final int REHEARSALS = 20;
  private static final int REHEARSED = 1_000;
  private static final int LEAST_FOR_BYTES = 10_000;

  private final MultiCoreRuntime runtime = MultiCoreRuntime.builder().cores(1).busySpin().start();
  private final Core core = runtime.core(0);
  private final Member[] members;
  private final int operations;
  private final double bytesEach;
  private int next;
  private int left;
  private boolean over;
  private CountDownLatch end = new CountDownLatch(0);

  /** So many fibers, whose frames are those of compiled code: others are twice as large. */
  static WaitingFibers start(int size) {
    if (size >= LEAST_FOR_BYTES) {
      for (int i = 0; i < REHEARSALS; i++) {
        new WaitingFibers(REHEARSED).close();
      }
    }
    return new WaitingFibers(size);
  }

  private WaitingFibers(int size) {
    operations = Math.max(size, OPERATIONS);
    core.spawnFiber(() -> {}).join();
    long before = size < LEAST_FOR_BYTES ? 0 : Heap.used();
    members = new Member[size];
    CountDownLatch waiting = new CountDownLatch(size);
    for (int i = 0; i < size; i++) {
      Member member = new Member(i, core.newPromise());
      members[i] = member;
      var _ =
          core.spawnFiber(
              () -> {
                waiting.countDown();
                member.pass();
              });
    }
    Rounds.await(waiting);
    core.spawn(() -> {}).join();
    bytesEach = size < LEAST_FOR_BYTES ? Double.NaN : (double) (Heap.used() - before) / size;
  }

  private final class Member {
    private final int number;
    private Promise<String> turn;

    Member(int number, Promise<String> turn) {
      this.number = number;
      this.turn = turn;
    }

    void pass() {
      while (true) {
        var _ = Fiber.await(turn.future());
        if (over) {
          return;
        }
        turn = core.newPromise();
        next = (number + 1) % members.length;
        if (--left == 0) {
          end.countDown();
        } else {
          members[next].turn.complete("turn");
        }
      }
    }
  }

  @Override
  public long round() {
    left = operations;
    end = new CountDownLatch(1);
    core.execute(() -> members[next].turn.complete("turn"));
    Rounds.await(end);
    return operations;
  }

  @Override
  public double bytesEach() {
    return bytesEach;
  }

  @Override
  public void close() {
    core.spawn(
        () -> {
          over = true;
          for (Member member : members) {
            member.turn.complete("over");
          }
        })
        .join();
    runtime.close();
  }
}
