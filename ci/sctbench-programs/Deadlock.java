import java.util.concurrent.locks.ReentrantLock;

/** Two threads take two locks in opposite orders. */
public class Deadlock {
  private final ReentrantLock one = new ReentrantLock();
  private final ReentrantLock other = new ReentrantLock();
  private int counter = 1;

  private void add(ReentrantLock outer, ReentrantLock inner, int difference) {
    outer.lock();
    inner.lock();
    counter += difference;
    inner.unlock();
    outer.unlock();
  }

  public static void main(String[] arguments) throws InterruptedException {
    Deadlock program = Threads.global(new Deadlock());
    Threads.run(
        () -> program.add(program.one, program.other, 1),
        () -> program.add(program.other, program.one, -1));
  }
}
