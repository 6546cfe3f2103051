package io.miniss.benchmarks;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * What was measured on. The load is that of others, in CPUs: it is measured before the first benchmark. The system's load
 * average would count what has built the benchmarks.
 */
public record Machine(
    String cpu, int cpus, String os, String jdk, String collectors, double load, String commit) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** For how long the load is measured. */
  private static final long LOAD_NANOS = 5_000_000_000L;

  /** From this load on figures are not to be trusted. */
  private static final double BUSY = 0.2;

  /** This one. Takes seconds, in which the load is measured. */
  public static Machine now() {
    var os =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        cpuModel(),
        os.getAvailableProcessors(),
        os.getName() + " " + os.getVersion(),
        System.getProperty("java.vendor.version", "") + " " + Runtime.version(),
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName)
            .collect(Collectors.joining(", ")),
        othersLoad(os),
        System.getProperty("miniss.commit", "unknown"));
  }

  /** How many CPUs are busy while this process does nothing. */
  private static double othersLoad(com.sun.management.OperatingSystemMXBean os) {
    double _ = os.getCpuLoad(); // the next one is of the time since then
    long end = System.nanoTime() + LOAD_NANOS;
    for (long left = LOAD_NANOS; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return os.getCpuLoad() * os.getAvailableProcessors();
  }

  private static String cpuModel() {
    try {
      for (String line : Files.readAllLines(CPU_INFO)) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    } catch (IOException e) {
      return System.getProperty("os.arch") + " (no " + CPU_INFO + ")";
    }
    return System.getProperty("os.arch");
  }

  /** As Markdown, of measurements with a heap of 1 GB. */
  public String text() {
    return text("1 GB");
  }

  /** As Markdown, of measurements with a heap of this size. */
  public String text(String heap) {
    return String.format(
        Locale.ROOT,
        """
        %s, commit %s. %s, %d CPUs, %s; JDK %s; collectors %s, %s of heap.
        Busy CPUs before the first benchmark: %.2f.%s
        """,
        LocalDate.now(ZoneOffset.UTC),
        commit,
        cpu,
        cpus,
        os,
        jdk,
        collectors,
        heap,
        load,
        !(load < BUSY) // not known is no better
            ? " **Others were at work: trust neither figures nor ratios, least of all of two threads.**"
            : "");
  }
}
