package io.miniss.benchmarks;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.stream.Collectors;

/** What was measured on. The load is that of others: it is read before the first benchmark. */
public record Machine(
    String cpu, int cpus, String os, String jdk, String collectors, double load, String commit) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** This one. */
  public static Machine now() {
    var os = ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        cpuModel(),
        os.getAvailableProcessors(),
        os.getName() + " " + os.getVersion(),
        System.getProperty("java.vendor.version", "") + " " + Runtime.version(),
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName)
            .collect(Collectors.joining(", ")),
        os.getSystemLoadAverage(),
        System.getProperty("miniss.commit", "unknown"));
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
        Load average before the first benchmark: %.2f.%s
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
        load > 0.5 * cpus
            ? " **Others were at work: trust neither figures nor ratios, least of all of two threads.**"
            : "");
  }
}
