package io.miniss.benchmarks.zoo;

import io.miniss.runtime.spi.Parker;

/**
 * A permit under a monitor. Lincheck lets {@code LockSupport.park} return at any time, as it may, so it
 * would never see a wake-up that is lost in a loop; a monitor's wait it knows to last.
 */
final class PeerParker implements Parker {
  private final Object monitor = new Object();
  private boolean permit;

  @Override
  public void park() {
    synchronized (monitor) {
      while (!permit) {
        try {
          monitor.wait();
        } catch (InterruptedException e) {
          throw new IllegalStateException("nobody interrupts", e);
        }
      }
      permit = false;
    }
  }

  @Override
  public void unpark() {
    synchronized (monitor) {
      permit = true;
      monitor.notifyAll();
    }
  }

  @Override
  public void parkUntil(long deadlineNanos) {
    throw NotExpressible.because("virtual time");
  }

  @Override
  public void finishWait() {}

  @Override
  public boolean isInterrupted() {
    return false;
  }

  @Override
  public void clearInterrupt() {}
}
