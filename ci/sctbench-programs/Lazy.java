import java.util.concurrent.locks.ReentrantLock;

/** The third thread must not come after both others. */
public class Lazy {
  private final ReentrantLock lock = new ReentrantLock();
  private int data;

  private void add(int difference) {
    lock.lock();
    data += difference;
    lock.unlock();
  }

  private void check() {
    lock.lock();
    int seen = data;
    lock.unlock();
    if (seen >= 3) {
      throw new AssertionError("the check came last");
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    Lazy program = Threads.global(new Lazy());
    Threads.run(() -> program.add(1), () -> program.add(2), program::check);
  }
}
