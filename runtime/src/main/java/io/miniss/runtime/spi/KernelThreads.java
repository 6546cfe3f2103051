package io.miniss.runtime.spi;

import io.miniss.runtime.machine.CpuSet;
import java.io.IOException;

/**
 * The threads of this process as the kernel counts them: what {@link InheritedMasks} asks of it.
 * Any thread may call it.
 */
interface KernelThreads {

  /** The kernel's number for the calling platform thread. */
  int current() throws IOException;

  /** The numbers of all threads that the process has now, in ascending order. */
  int[] all() throws IOException;

  /** The CPUs that the thread may use; the empty set if the thread has ended. */
  CpuSet mask(int thread) throws IOException;

  /**
   * Lets the thread use these CPUs and no others; does nothing if the thread has ended.
   *
   * @throws IOException if the kernel refuses
   */
  void setMask(int thread, CpuSet cpus) throws IOException;
}
