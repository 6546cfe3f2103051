import java.util.concurrent.locks.ReentrantLock;

/** A queue whose two ends take turns, but a turn that is missed is not made up for. */
public class Queue {
  private static final int SIZE = 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final int[] elements = new int[SIZE];
  private final int[] stored = new int[SIZE];
  private int head;
  private int tail;
  private boolean isTurnToAdd = true;
  private boolean isTurnToRemove;

  private void add(int value) {
    elements[tail++] = value;
  }

  private void producer() {
    int value = 0;
    lock.lock();
    add(value);
    stored[0] = value;
    lock.unlock();
    for (int i = 0; i < SIZE - 1; i++) {
      lock.lock();
      if (isTurnToAdd) {
        value++;
        add(value);
        stored[i + 1] = value;
        isTurnToAdd = false;
        isTurnToRemove = true;
      }
      lock.unlock();
    }
  }

  private void consumer() {
    for (int i = 0; i < SIZE; i++) {
      boolean wrong = false;
      lock.lock();
      if (isTurnToRemove) {
        wrong = elements[head++] != stored[i];
        isTurnToRemove = false;
        isTurnToAdd = true;
      }
      lock.unlock();
      if (wrong) {
        throw new AssertionError("not the element that was stored as number " + i);
      }
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    Queue program = Threads.global(new Queue());
    Threads.run(program::producer, program::consumer);
  }
}
