import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One thread produces, another sums up what it consumes; the sum that is refused is the right one: every run fails. */
public class ArithmeticProgression {
  private static final int COUNT = 3;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition empty = lock.newCondition();
  private final Condition full = lock.newCondition();
  private int produced;
  private int total;

  private void produce() {
    for (int i = 0; i < COUNT; i++) {
      lock.lock();
      while (produced > 0) {
        empty.awaitUninterruptibly();
      }
      produced++;
      full.signal();
      lock.unlock();
    }
  }

  private void consume() {
    for (int i = 0; i < COUNT; i++) {
      lock.lock();
      while (produced == 0) {
        full.awaitUninterruptibly();
      }
      total += i;
      produced--;
      empty.signal();
      lock.unlock();
    }
    total += COUNT;
  }

  public static void main(String[] arguments) throws InterruptedException {
    ArithmeticProgression program = Threads.global(new ArithmeticProgression());
    Threads.run(program::produce, program::consume);
    if (program.total == COUNT * (COUNT + 1) / 2) {
      throw new AssertionError("the sum is " + program.total);
    }
  }
}
