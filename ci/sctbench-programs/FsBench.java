import java.util.concurrent.locks.ReentrantLock;

/** Files take blocks of a disk; there is one thread more than there are locks: every run fails. */
public class FsBench {
  private static final int BLOCKS = 26;
  private static final int THREADS = 27;

  private final ReentrantLock[] files = locks();
  private final ReentrantLock[] blocks = locks();
  private final int[] blockOf = new int[BLOCKS];
  private final boolean[] isBusy = new boolean[BLOCKS];

  private static ReentrantLock[] locks() {
    ReentrantLock[] locks = new ReentrantLock[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
    return locks;
  }

  private void write(int file) {
    files[file].lock();
    int block = file * 2 % BLOCKS;
    for (int i = 0; i < BLOCKS / 2 && blockOf[file] == 0; i++) {
      blocks[block].lock();
      if (!isBusy[block]) {
        isBusy[block] = true;
        blockOf[file] = block + 1;
      }
      blocks[block].unlock();
      block = (block + 1) % BLOCKS;
    }
    files[file].unlock();
  }

  public static void main(String[] arguments) throws InterruptedException {
    FsBench program = Threads.global(new FsBench());
    Runnable[] writers = new Runnable[THREADS];
    for (int i = 0; i < THREADS; i++) {
      int file = i;
      writers[i] = () -> program.write(file);
    }
    Threads.run(writers);
  }
}
