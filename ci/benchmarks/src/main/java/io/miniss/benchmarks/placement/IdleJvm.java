package io.miniss.benchmarks.placement;

import com.sun.management.OperatingSystemMXBean;
import io.miniss.runtime.Core;
import io.miniss.runtime.MultiCoreRuntime;
import java.lang.management.ManagementFactory;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.openhft.affinity.Affinity;
import org.HdrHistogram.Histogram;

/** What a core with nothing to do takes, and how long it takes to begin when there is something. */
final class IdleJvm {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int WARM_UPS = 500;
  private static final int WAKE_UPS = 2_000;

  /** How the core waits. */
  enum Strategy {
    SPIN("`busySpin()`"),
    LONG("`idle(100_000, 100)`"),
    DEFAULT("`idle(1_000, 10)`, the default"),
    PARK("`idle(0, 0)`");

    private final String title;

    Strategy(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    private MultiCoreRuntime.Builder builder() {
      MultiCoreRuntime.Builder builder = MultiCoreRuntime.builder().cores(1);
      return switch (this) {
        case SPIN -> builder.busySpin();
        case LONG -> builder.idle(100_000, 100);
        case DEFAULT -> builder;
        case PARK -> builder.idle(0, 0);
      };
    }
  }

  private volatile long started;

  private IdleJvm() {}

  /** The argument is a strategy. */
  public static void main(String[] arguments) {
    BitSet cpus = Affinity.getAffinity();
    try (MultiCoreRuntime runtime = Strategy.valueOf(arguments[0]).builder().start()) {
      // The core has the first CPU.
      Affinity.setAffinity(cpus.length() - 1);
      IdleJvm idle = new IdleJvm();
      Core core = runtime.core(0);
      var _ = idle.wakeUps(core, WARM_UPS);
      double share = idle.cpuShare();
      Histogram times = idle.wakeUps(core, WAKE_UPS);
      System.out.println(
          share + " " + times.getMinValue() + " " + times.getValueAtPercentile(50) + " "
              + times.getValueAtPercentile(99));
    }
  }

  /** The CPU time of the whole process, of one CPU. */
  private double cpuShare() {
    OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long start = System.nanoTime();
    long before = process.getProcessCpuTime();
    park(IDLE_NANOS);
    return (double) (process.getProcessCpuTime() - before) / (System.nanoTime() - start);
  }

  private void park(long nanos) {
    long start = System.nanoTime();
    for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - start)) {
      LockSupport.parkNanos(this, left);
    }
  }

  private Histogram wakeUps(Core core, int count) {
    Histogram times = new Histogram(1, TimeUnit.SECONDS.toNanos(60), 3);
    for (int i = 0; i < count; i++) {
      park(GAP_NANOS);
      started = 0;
      long sent = System.nanoTime();
      core.execute(() -> started = System.nanoTime());
      while (started == 0) {
        Thread.onSpinWait();
      }
      times.recordValue(Math.max(1, started - sent));
    }
    return times;
  }
}
