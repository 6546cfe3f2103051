package example.library;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A class that is not woven, and runs what one thread gives it on another. */
public final class Mailbox {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  /** Has {@code task} run by who calls {@link #runAll} next, or is there now. */
  public void put(Runnable task) {
    tasks.add(task);
  }

  /** Runs tasks until there is none. */
  public void runAll() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }
}
