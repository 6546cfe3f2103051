package io.miniss.benchmarks.lincheck;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many runs a second a contestant does, measured in a JVM of its own: Lincheck's agent slows
 * others down, and a JVM that has compiled one program's runs takes another's for the same.
 */
public final class Rate {
  private static final long WARM_UP_NANOS = 4_000_000_000L;
  private static final long MEASURE_NANOS = 3_000_000_000L;

  private Rate() {}

  /** The number of runs a second in a new JVM, on the CPU 0 only or on all. */
  static double measure(Contestant contestant, Program program, boolean oneCpu)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (oneCpu) {
      command.addAll(List.of("taskset", "-c", "0"));
    }
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Rate.class.getName()));
    command.addAll(List.of(contestant.name(), program.name()));
    Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int code = jvm.waitFor();
    if (code != 0) {
      throw new IllegalStateException(command + " has ended with " + code + ": " + text);
    }
    return Double.parseDouble(text.substring(text.lastIndexOf('\n') + 1));
  }

  /** The measuring JVM: its arguments are the names of a contestant and of a program. */
  public static void main(String[] arguments) {
    Contestant contestant = Contestant.valueOf(arguments[0]);
    Program program = Program.valueOf(arguments[1]);
    int jobs = Runtime.getRuntime().availableProcessors();
    perSecond(contestant, program, jobs, WARM_UP_NANOS);
    System.out.printf(
        Locale.ROOT, "%.0f%n", perSecond(contestant, program, jobs, MEASURE_NANOS));
  }

  @CanIgnoreReturnValue
  private static double perSecond(Contestant contestant, Program program, int jobs, long nanos) {
    long runs = 0;
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanos) {
      runs += contestant.runs(program, jobs);
    }
    return runs * 1e9 / (System.nanoTime() - start);
  }
}
