package io.miniss.scenarios.cli;

import io.miniss.runtime.Fiber;
import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.CoreDiagnostics;
import io.miniss.runtime.machine.CpuQuota;
import io.miniss.runtime.machine.CpuSet;
import io.miniss.runtime.machine.Pinning;
import io.miniss.runtime.spi.VirtualThreads;
import io.miniss.simulator.SimulationOptions;
import io.miniss.simulator.SimulationResult;
import io.miniss.simulator.Simulator;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code miniss doctor}: whether this machine and this JVM can do what miniss needs, tried for real.
 * What is missing but can be lived without is a note; what cannot is bad.
 */
@Command(
    name = "doctor",
    description = "Check this machine and this JVM.",
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
  private static final int RELEASE = 25;

  @Spec
  CommandSpec spec = CommandSpec.create();

  private enum Verdict {
    OK("ok  "),
    NOTE("note"),
    BAD("BAD ");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }
  }

  private record Finding(Verdict verdict, String what, String detail) {}

  @Override
  public Integer call() {
    List<Finding> findings =
        List.of(java(), fiberFlag(), nativeAccess(), cpus(), pinning(), fibers(), simulation());
    PrintWriter out = spec.commandLine().getOut();
    for (Finding finding : findings) {
      out.printf("%s  %-14s %s%n", finding.verdict.text, finding.what, finding.detail);
    }
    long bad = findings.stream().filter(each -> each.verdict == Verdict.BAD).count();
    out.println(
        bad == 0
            ? "miniss can run here"
            : "miniss cannot run here: " + bad + " of the above are bad");
    return bad == 0 ? ExitCodes.PASSED : ExitCodes.FAILED;
  }

  private static Finding java() {
    int feature = Runtime.version().feature();
    String detail =
        "Java %s of %s in %s"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vendor"),
                System.getProperty("java.home"));
    if (feature < RELEASE) {
      return new Finding(Verdict.BAD, "JDK", detail + "; " + RELEASE + " or later is needed");
    }
    return feature == RELEASE
        ? new Finding(Verdict.OK, "JDK", detail)
        : new Finding(Verdict.NOTE, "JDK", detail + "; tested with " + RELEASE);
  }

  private static Finding fiberFlag() {
    return VirtualThreads.available()
        ? new Finding(Verdict.OK, "fiber flag", "java.lang is open")
        : new Finding(
            Verdict.BAD,
            "fiber flag",
            "no fibers and no simulations without " + VirtualThreads.flag());
  }

  private static Finding nativeAccess() {
    return DoctorCommand.class.getModule().isNativeAccessEnabled()
        ? new Finding(Verdict.OK, "native access", "enabled")
        : new Finding(
            Verdict.NOTE,
            "native access",
            "pinning makes the JVM warn without --enable-native-access=ALL-UNNAMED");
  }

  private static Finding cpus() {
    CpuSet allowed = CpuSet.allowed();
    CpuQuota quota = CpuQuota.current();
    int cores = quota.cores(allowed);
    return new Finding(
        cores < allowed.size() ? Verdict.NOTE : Verdict.OK,
        "CPUs",
        "allowed: %s; quota: %s; cores by default: %d".formatted(allowed, quota, cores));
  }

  private static Finding pinning() {
    int cores = CpuQuota.current().cores(CpuSet.allowed());
    try (MultiCoreRuntime runtime =
        MultiCoreRuntime.builder().name("doctor").cores(cores).start()) {
      StringBuilder detail = new StringBuilder();
      Verdict verdict = Verdict.OK;
      for (CoreDiagnostics core : runtime.diagnostics().cores()) {
        detail.append(detail.isEmpty() ? "" : "; ");
        detail.append("core ").append(core.core()).append(' ').append(core.pinning());
        if (core.pinning() instanceof Pinning.NotPinned) {
          verdict = Verdict.NOTE;
        }
      }
      return new Finding(verdict, "pinning", detail.toString());
    } catch (RuntimeException e) {
      return new Finding(Verdict.BAD, "pinning", "a runtime does not start: " + e);
    }
  }

  private static Finding fibers() {
    try (MultiCoreRuntime runtime = MultiCoreRuntime.builder().name("doctor").cores(1).start()) {
      int answer =
          runtime
              .spawnFiber(
                  () -> {
                    Fiber.sleep(Duration.ofMillis(1));
                    return 42;
                  })
              .join(Duration.ofSeconds(10));
      return answer == 42
          ? new Finding(Verdict.OK, "fibers", "one slept and came back")
          : new Finding(Verdict.BAD, "fibers", "one returned " + answer + " instead of 42");
    } catch (RuntimeException | TimeoutException e) {
      return new Finding(Verdict.BAD, "fibers", "one failed: " + e);
    }
  }

  private static Finding simulation() {
    try {
      SimulationResult result =
          Simulator.audit(SimulationOptions.seed(1), ScenarioRegistry.named("hello")::run);
      return result.isSuccess()
          ? new Finding(
              Verdict.OK,
              "simulation",
              "hello, twice the same %,d steps: hash %s"
                  .formatted(result.steps(), result.traceHashText()))
          : new Finding(
              Verdict.BAD, "simulation", "hello failed: " + result.failure().orElseThrow());
    } catch (RuntimeException e) {
      return new Finding(Verdict.BAD, "simulation", "it does not start: " + e);
    }
  }
}
