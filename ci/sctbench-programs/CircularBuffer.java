import java.util.concurrent.locks.ReentrantLock;

/** A sender and a receiver take turns, but a turn that is missed is not made up for. */
public class CircularBuffer {
  private static final int SIZE = 10;
  private static final int COUNT = 7;

  private final ReentrantLock lock = new ReentrantLock();
  private final int[] buffer = new int[SIZE];
  private int first;
  private int next;
  private boolean isSendersTurn = true;

  private void send() {
    for (int i = 0; i < COUNT; i++) {
      lock.lock();
      if (isSendersTurn) {
        buffer[next] = i;
        next = (next + 1) % SIZE;
        isSendersTurn = false;
      }
      lock.unlock();
    }
  }

  private void receive() {
    for (int i = 0; i < COUNT; i++) {
      boolean wrong = false;
      lock.lock();
      if (!isSendersTurn) {
        wrong = buffer[first++] != i;
        isSendersTurn = true;
      }
      lock.unlock();
      if (wrong) {
        throw new AssertionError("not the element that was sent as number " + i);
      }
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    CircularBuffer program = Threads.global(new CircularBuffer());
    Threads.run(program::send, program::receive);
  }
}
