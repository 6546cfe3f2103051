import java.util.concurrent.locks.ReentrantLock;

/** A lock is taken and never returned, so the other thread waits for ever: every run fails. */
public class Phase {
  private final ReentrantLock one = new ReentrantLock();
  private final ReentrantLock other = new ReentrantLock();

  private void work() {
    one.lock();
    one.unlock();
    one.lock(); // and keeps it
    for (int i = 0; i < 2; i++) {
      other.lock();
      other.unlock();
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    Phase program = Threads.global(new Phase());
    Threads.run(program::work, program::work);
  }
}
