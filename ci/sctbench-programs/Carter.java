import java.util.concurrent.locks.ReentrantLock;

/** The first of each of two classes of threads takes a lock that the last of them returns; both while holding another. */
public class Carter {
  private final ReentrantLock count = new ReentrantLock();
  private final ReentrantLock room = new ReentrantLock();
  private final int[] inside = new int[2];

  private void visit(int kind) {
    count.lock();
    if (++inside[kind] == 1) {
      room.lock(); // while it holds the other, which the owner of the room needs to leave
    }
    count.unlock();
    count.lock();
    if (--inside[kind] == 0) {
      room.unlock();
    }
    count.unlock();
  }

  public static void main(String[] arguments) throws InterruptedException {
    Carter program = Threads.global(new Carter());
    Threads.run(() -> program.visit(0), () -> program.visit(1), () -> {}, () -> {});
  }
}
