package io.miniss.runtime.spi;

/** {@link System#nanoTime} and {@link System#currentTimeMillis}. */
enum SystemClock implements Clock {
  INSTANCE;

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long epochMillis() {
    return System.currentTimeMillis();
  }
}
