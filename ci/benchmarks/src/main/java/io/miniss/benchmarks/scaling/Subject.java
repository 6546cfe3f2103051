package io.miniss.benchmarks.scaling;

/** A runtime set up for one size. Used by one thread, which is parked while a round runs. */
interface Subject extends AutoCloseable {
  /** Does a round and returns by how many operations its time is to be divided. */
  long round();

  /** What each of the things counted takes of the heap, in bytes; not a number if it is not measured. */
  default double bytesEach() {
    return Double.NaN;
  }

  @Override
  void close();
}
