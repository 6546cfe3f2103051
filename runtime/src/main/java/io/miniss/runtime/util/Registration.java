package io.miniss.runtime.util;

/** Something registered that can be taken back. Any thread may call it, any number of times. */
@FunctionalInterface
public interface Registration extends AutoCloseable {
  /** A registration of nothing. */
  Registration NONE = () -> {};

  @Override
  void close();
}
