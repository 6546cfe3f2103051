package example.woven;

import java.util.concurrent.atomic.AtomicInteger;

/** Three threads with three increments each, in plain Java; for measurements. */
@SuppressWarnings("all")
public final class Increments {
  private static void inThree(Runnable increment) throws InterruptedException {
    Thread[] threads = new Thread[3];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          new Thread(
              () -> {
                for (int k = 0; k < 3; k++) {
                  increment.run();
                }
              });
    }
    for (Thread each : threads) {
      each.start();
    }
    for (Thread each : threads) {
      each.join();
    }
  }

  public static final class Atomic {
    public static void main(String[] arguments) throws InterruptedException {
      AtomicInteger n = new AtomicInteger();
      inThree(n::incrementAndGet);
    }
  }

  /** Under a lock, as unordered increments of a field would be a race. */
  public static final class Synchronized {
    static int n;

    public static void main(String[] arguments) throws InterruptedException {
      Object lock = new Object();
      inThree(
          () -> {
            synchronized (lock) {
              n++;
            }
          });
    }
  }

  /** Fields that only their own thread touches. */
  public static final class Fields {
    private static final class Own {
      int n;
    }

    public static void main(String[] arguments) throws InterruptedException {
      ThreadLocal<Own> own = ThreadLocal.withInitial(Own::new);
      inThree(() -> own.get().n++);
    }
  }

  private Increments() {}
}
