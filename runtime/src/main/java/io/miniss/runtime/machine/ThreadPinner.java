package io.miniss.runtime.machine;

import java.util.BitSet;
import java.util.function.Supplier;
import net.openhft.affinity.Affinity;
import net.openhft.affinity.IAffinity;
import net.openhft.affinity.impl.NullAffinity;

/**
 * Pins the calling thread to a CPU through the affinity library and reads back what came of it. Any
 * platform thread may call it, several at once.
 *
 * <p>A core that cannot be pinned still works, so nothing that the library or the kernel refuses is
 * thrown: it is the reason in the result. The first call loads the native library, which took 230
 * to 360 ms here.
 *
 * <p>What a caller must know: on Linux a new thread, a virtual thread's carrier too, inherits the
 * mask of the thread that starts it (the production scheduler undoes that), and {@code
 * Runtime.availableProcessors()} returns 1 to a pinned thread. On Linux what is read back is what the kernel says; on Windows the library repeats what it
 * was told; on macOS nobody can be pinned. The library knows no CPU above 1023.
 */
final class ThreadPinner {

  private final CpuSet allowed;
  private final Supplier<IAffinity> library; // asked late: its class initialiser loads native code

  /**
   * A pinner that never leaves the allowed set, which it is given because the kernel would not stop
   * it at a taskset mask.
   */
  ThreadPinner(CpuSet allowed) {
    this(allowed, Affinity::getAffinityImpl);
  }

  /** With another library, for tests. */
  ThreadPinner(CpuSet allowed, Supplier<IAffinity> library) {
    this.allowed = allowed;
    this.library = library;
  }

  /**
   * Asks for the CPU and returns what really holds afterwards.
   *
   * @throws IllegalStateException if the caller is a virtual thread, whose carrier would be pinned
   */
  Pinning pinCurrentThread(int cpu) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "only a platform thread can be pinned, not " + Thread.currentThread());
    }
    if (!allowed.contains(cpu)) {
      return Pinning.notPinned(
          "CPU %d is outside the set that the process may use (%s)".formatted(cpu, allowed));
    }
    try {
      return pin(library.get(), cpu);
    } catch (LinkageError e) { // the library or its native part is missing or forbidden
      return Pinning.notPinned("affinity library cannot be loaded: " + e);
    }
  }

  private static Pinning pin(IAffinity affinity, int cpu) {
    if (affinity instanceof NullAffinity) { // it accepts every mask and does nothing
      return Pinning.notPinned(
          "affinity library loads no native implementation: NullAffinity" + missingFlag());
    }
    BitSet mask = new BitSet();
    mask.set(cpu);
    try {
      affinity.setAffinity(mask);
      return readBack(CpuSet.of(affinity.getAffinity()), cpu);
    } catch (RuntimeException e) {
      // On Linux an IllegalStateException, or an index out of bounds for a CPU above 1023.
      return Pinning.notPinned("asked for CPU %d, refused: %s".formatted(cpu, e));
    }
  }

  /** In parentheses, the flag that the JVM lacks for the library to load native code; or empty. */
  private static String missingFlag() {
    Module jna = com.sun.jna.Library.class.getModule(); // it loads the code on behalf of affinity
    return jna.isNativeAccessEnabled()
        ? ""
        : " (pinning needs the JVM flag --enable-native-access=%s)"
            .formatted(jna.isNamed() ? jna.getName() : "ALL-UNNAMED");
  }

  private static Pinning readBack(CpuSet really, int cpu) {
    if (really.equals(CpuSet.of(cpu))) {
      return Pinning.pinned(cpu);
    }
    String held = really.isEmpty() ? "nothing" : really.toString();
    return Pinning.notPinned("asked for CPU %d, read back %s".formatted(cpu, held));
  }
}
