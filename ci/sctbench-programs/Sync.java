import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A producer waits for room that nobody makes any more: every run fails. Arguments: how much is there at the beginning, how
 * much the consumer takes, and how much the producer brings.
 */
public class Sync {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition empty = lock.newCondition();
  private final Condition full = lock.newCondition();
  private int stored;

  private Sync(int stored) {
    this.stored = stored;
  }

  private void produce(int times) {
    for (int i = 0; i < times; i++) {
      lock.lock();
      while (stored > 0) {
        empty.awaitUninterruptibly();
      }
      stored++;
      full.signal();
      lock.unlock();
    }
  }

  private void consume(int times) {
    if (times == 0) { // only looks, and wakes the producer
      lock.lock();
      empty.signal();
      lock.unlock();
    }
    for (int i = 0; i < times; i++) {
      lock.lock();
      while (stored == 0) {
        full.awaitUninterruptibly();
      }
      stored--;
      empty.signal();
      lock.unlock();
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    Sync program = Threads.global(new Sync(Integer.parseInt(arguments[0])));
    int taken = Integer.parseInt(arguments[1]);
    int brought = Integer.parseInt(arguments[2]);
    Threads.run(() -> program.produce(brought), () -> program.consume(taken));
  }
}
