import java.util.concurrent.locks.ReentrantLock;

/**
 * Writers write two values under a lock each, readers read them in between. Arguments: the number of writers and that of
 * readers.
 */
public class TwoStage {
  private final ReentrantLock firstLock = new ReentrantLock();
  private final ReentrantLock secondLock = new ReentrantLock();
  private int first;
  private int second;

  private void write() {
    firstLock.lock();
    first = 1;
    firstLock.unlock();
    secondLock.lock();
    second = first + 1;
    secondLock.unlock();
  }

  private void read() {
    firstLock.lock();
    int one = first;
    firstLock.unlock();
    if (one == 0) {
      return;
    }
    secondLock.lock();
    int two = second;
    secondLock.unlock();
    if (two != one + 1) {
      throw new AssertionError("the second stage is missing");
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    TwoStage program = Threads.global(new TwoStage());
    Threads.run(
        Integer.parseInt(arguments[0]), program::write,
        Integer.parseInt(arguments[1]), program::read);
  }
}
