/** A driver is stopped between the look at its flag and the count of a user. */
public class BluetoothDriver {
  private volatile boolean isStopping;
  private volatile boolean isIdle;
  private volatile boolean isStopped;
  private int users = 1;

  private synchronized void enter() {
    users++;
  }

  private synchronized boolean leave() {
    return --users == 0;
  }

  private void release() {
    if (leave()) {
      isIdle = true;
    }
  }

  private void use() {
    if (!isStopping) {
      enter();
      if (isStopped) {
        throw new AssertionError("used after it was stopped");
      }
    }
    release();
  }

  private void stop() {
    isStopping = true;
    release();
    if (isIdle) {
      isStopped = true;
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    BluetoothDriver driver = Threads.global(new BluetoothDriver());
    Thread stopper = new Thread(driver::stop);
    stopper.start();
    driver.use();
    stopper.join();
  }
}
