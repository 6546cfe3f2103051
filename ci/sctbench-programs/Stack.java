import java.util.concurrent.locks.ReentrantLock;

/** A thread takes from a stack as soon as it was ever not empty. */
public class Stack {
  private static final int SIZE = 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final int[] elements = new int[SIZE];
  private int top;
  private boolean isBegun;

  private void pushAll() {
    for (int i = 0; i < SIZE; i++) {
      lock.lock();
      elements[top++] = i;
      isBegun = true;
      lock.unlock();
    }
  }

  private void popAll() {
    for (int i = 0; i < SIZE; i++) {
      boolean wrong = false;
      lock.lock();
      if (isBegun) {
        wrong = top == 0;
        top = Math.max(0, top - 1);
      }
      lock.unlock();
      if (wrong) {
        throw new AssertionError("nothing to take");
      }
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    Stack program = Threads.global(new Stack());
    Threads.run(program::pushAll, program::popAll);
  }
}
