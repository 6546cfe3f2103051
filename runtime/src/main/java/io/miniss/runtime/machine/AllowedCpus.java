package io.miniss.runtime.machine;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Supplier;
import net.openhft.affinity.Affinity;

/**
 * Finds the CPUs that this process may use; {@link CpuSet#allowed()} is its front. Any thread may
 * call it.
 */
final class AllowedCpus {

  private static final Logger LOG = System.getLogger(AllowedCpus.class.getName());
  private static final String FIELD = "Cpus_allowed_list:";

  private AllowedCpus() {}

  static CpuSet read() {
    return read(KernelFiles.ofThisMachine(), AllowedCpus::askLibrary);
  }

  /**
   * {@code /proc/self} is the folder of the process, hence of its main thread, whichever thread
   * opens it; the caller's own mask would be {@code /proc/thread-self}, or {@code
   * sched_getaffinity} as the library asks it, and is one CPU when the caller is pinned or was
   * started by a thread that is. Nothing in the runtime pins the main thread: the {@code java}
   * launcher runs {@code main} on another.
   *
   * <p>The kernel's mask may name CPUs that are not there (virtual machines that can be given
   * more), so what is online counts.
   */
  static CpuSet read(KernelFiles files, Supplier<CpuSet> fallback) {
    Optional<CpuSet> mask =
        files.lines("/proc/self/status").stream()
            .filter(line -> line.startsWith(FIELD))
            .map(line -> CpuSet.parse(line.substring(FIELD.length())))
            .findFirst();
    if (mask.isEmpty() || mask.get().isEmpty()) {
      return fallback.get();
    }
    CpuSet allowed = mask.get();
    CpuSet usable =
        files.lines("/sys/devices/system/cpu/online").stream()
            .map(line -> allowed.intersect(CpuSet.parse(line)))
            .findFirst()
            .orElse(allowed);
    return usable.isEmpty() ? allowed : usable;
  }

  private static CpuSet askLibrary() {
    BitSet mask = new BitSet();
    try {
      mask.or(Affinity.getAffinity()); // empty where the library has no native implementation
    } catch (LinkageError | RuntimeException e) {
      LOG.log(Level.DEBUG, "the affinity library cannot tell the allowed CPUs", e);
    }
    if (mask.isEmpty()) {
      mask.set(0, Runtime.getRuntime().availableProcessors());
    }
    return CpuSet.of(mask);
  }
}
