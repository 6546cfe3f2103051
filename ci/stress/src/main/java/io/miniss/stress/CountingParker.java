package io.miniss.stress;

import io.miniss.runtime.spi.Parker;
import java.util.concurrent.atomic.AtomicInteger;

/** Blocks nobody and counts how often it is unparked. */
final class CountingParker implements Parker {
  private final AtomicInteger unparks = new AtomicInteger();

  int unparks() {
    return unparks.get();
  }

  @Override
  public void park() {
    throw new UnsupportedOperationException("a stress test never blocks");
  }

  @Override
  public void parkUntil(long deadlineNanos) {
    park();
  }

  @Override
  public void finishWait() {
    park();
  }

  @Override
  public boolean isInterrupted() {
    return false;
  }

  @Override
  public void clearInterrupt() {
    park();
  }

  @Override
  public void unpark() {
    unparks.incrementAndGet();
  }
}
