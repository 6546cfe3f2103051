package io.miniss.runtime.spi;

import io.miniss.runtime.util.Registration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The thread behind {@link SystemScheduler#watch}. Any thread may close it. */
final class WatchThread implements Registration {
  private final CountDownLatch closed = new CountDownLatch(1);
  private final long periodNanos;
  private final Watch watch;

  WatchThread(String name, boolean keepsProcessAlive, long periodNanos, Watch watch) {
    this.periodNanos = periodNanos;
    this.watch = watch;
    new Watching(name, this::run, !keepsProcessAlive).start();
  }

  /** Told from other threads by its class. */
  private static final class Watching extends Thread {
    Watching(String name, Runnable body, boolean daemon) {
      super(null, body, name);
      setDaemon(daemon);
    }
  }

  private void run() {
    try {
      while (!closed.await(periodNanos, TimeUnit.NANOSECONDS)) {
        watch.look(isProcessIdle());
      }
    } catch (InterruptedException _) {
      return; // somebody interrupts all threads of the process: the watch is over, the runtime is not harmed
    }
  }

  /** Whether the main thread has ended, and no thread but watches keeps the process alive. */
  private static boolean isProcessIdle() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] threads = new Thread[2 * root.activeCount() + 16];
    int count = root.enumerate(threads, true);
    for (int i = 0; i < count; i++) {
      Thread thread = threads[i];
      boolean keeps =
          !thread.isDaemon()
              && !(thread instanceof Watching)
              && !thread.getName().equals("DestroyJavaVM"); // waits for the others
      if (keeps) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
