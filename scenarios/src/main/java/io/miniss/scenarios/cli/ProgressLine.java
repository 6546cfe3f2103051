package io.miniss.scenarios.cli;

import io.miniss.runtime.spi.Clock;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Shows how far long work is: a bar that is drawn over itself on a terminal, a line now and then
 * elsewhere. Any thread.
 */
final class ProgressLine {
  private static final long BAR_NANOS = Duration.ofMillis(200).toNanos();
  private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int WIDTH = 30;

  private final PrintWriter err;
  private final boolean terminal;
  private final Clock clock = Clock.system();
  private long nextNanos;
  private int drawn;

  @SuppressWarnings("SystemConsoleNull") // null where the JDK has no console module
  ProgressLine(PrintWriter err) {
    this.err = err;
    Console console = System.console();
    this.terminal = console != null && console.isTerminal();
    this.nextNanos = clock.nanos() + (terminal ? BAR_NANOS : LINE_NANOS);
  }

  /** How much is done of work that ends after {@code mostRuns} or after {@code limit}, if there is one: from 0 on. */
  static double done(long runs, long mostRuns, Duration took, Optional<Duration> limit) {
    double byRuns = (double) runs / Math.max(1, mostRuns);
    double byTime =
        limit.map(most -> (double) took.toNanos() / Math.max(1, most.toNanos())).orElse(0.0);
    return Math.max(byRuns, byTime);
  }

  /** Shows {@code text} and a bar of {@code done}, from 0 to 1, if it is time to. */
  synchronized void show(double done, Supplier<String> text) {
    long now = clock.nanos();
    if (now - nextNanos < 0) {
      return;
    }
    nextNanos = now + (terminal ? BAR_NANOS : LINE_NANOS);
    if (!terminal) {
      err.println(text.get());
    } else {
      int full = (int) Math.round(Math.min(1, done) * WIDTH);
      String line = "[" + "=".repeat(full) + " ".repeat(WIDTH - full) + "] " + text.get();
      err.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
      drawn = line.length();
    }
    err.flush();
  }

  /** Wipes the bar. */
  synchronized void clear() {
    if (drawn > 0) {
      err.print("\r" + " ".repeat(drawn) + "\r");
      err.flush();
      drawn = 0;
    }
  }
}
