import java.util.concurrent.locks.ReentrantLock;

/** Threads add to a value under one lock, others under another. Arguments: how many of each. */
public class WrongLock {
  private final ReentrantLock right = new ReentrantLock();
  private final ReentrantLock wrong = new ReentrantLock();
  private volatile int value;

  private void addAndCheck() {
    right.lock();
    int before = value;
    value = before + 1;
    boolean isLost = value != before + 1;
    right.unlock();
    if (isLost) {
      throw new AssertionError("somebody wrote in between");
    }
  }

  private void add() {
    wrong.lock();
    value = value + 1;
    wrong.unlock();
  }

  public static void main(String[] arguments) throws InterruptedException {
    WrongLock program = Threads.global(new WrongLock());
    Threads.run(
        Integer.parseInt(arguments[0]), program::addAndCheck,
        Integer.parseInt(arguments[1]), program::add);
  }
}
