package example.woven;

import static example.woven.BrokenFacilities.expect;

import java.util.concurrent.CountDownLatch;

/** Correct programs that wait in monitors. */
@SuppressWarnings("all")
public final class CorrectMonitors {
  /** Waits in a monitor that it has entered twice, and leaves it twice. */
  public static final class WaitsInside {
    static boolean isReady;

    public static void main(String[] arguments) throws InterruptedException {
      Object monitor = new Object();
      Thread notifier =
          new Thread(
              () -> {
                synchronized (monitor) {
                  isReady = true;
                  monitor.notify();
                }
              });
      notifier.start();
      synchronized (monitor) {
        synchronized (monitor) {
          while (!isReady) {
            monitor.wait();
          }
        }
        isReady = false;
      }
      notifier.join();
    }
  }

  /** One of two that wait is notified, and one is interrupted, perhaps the same: the notification is not lost. */
  public static final class NotifiedAndInterrupted {
    static int woken;

    public static void main(String[] arguments) throws InterruptedException {
      Object monitor = new Object();
      CountDownLatch waiting = new CountDownLatch(2);
      Runnable waiter =
          () -> {
            synchronized (monitor) {
              waiting.countDown();
              try {
                monitor.wait();
                woken++;
                monitor.notifyAll();
              } catch (InterruptedException e) {
                // it was not the one that was notified
              }
            }
          };
      Thread first = new Thread(waiter, "first");
      Thread second = new Thread(waiter, "second");
      first.start();
      second.start();
      waiting.await();
      synchronized (monitor) {
        monitor.notify();
        first.interrupt();
        while (woken == 0) {
          monitor.wait();
        }
      }
      first.join();
      second.join();
    }
  }

  /** Nobody notifies, and the wait ends after a millisecond: the JDK rounds nanoseconds up. */
  public static final class WaitsForNanos {
    public static void main(String[] arguments) throws InterruptedException {
      Object monitor = new Object();
      long before = System.nanoTime();
      synchronized (monitor) {
        monitor.wait(0, 5);
      }
      expect(1L, (System.nanoTime() - before) / 1_000_000);
    }
  }

  private CorrectMonitors() {}
}
