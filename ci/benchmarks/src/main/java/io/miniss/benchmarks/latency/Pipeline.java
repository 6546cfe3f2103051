package io.miniss.benchmarks.latency;

/** Three stages, one after the other, on the threads of a library. */
interface Pipeline extends AutoCloseable {
  /** Starts the first stage of {@code request}; the generator's thread. */
  void submit(Request request);

  @Override
  void close();
}
