package io.miniss.runtime.machine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miniss.runtime.machine.Pinning.NotPinned;
import io.miniss.runtime.machine.Pinning.Pinned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import net.openhft.affinity.Affinity;
import net.openhft.affinity.impl.NullAffinity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Real threads on the real kernel, which is asked through /proc and not through the library that
 * did the pinning.
 */
class ThreadPinnerOnThisMachineTest {

  private static final String FIELD = "Cpus_allowed_list:";

  @BeforeEach
  void onlyWhereTheKernelCanBeAsked() {
    assumeTrue(Files.exists(Path.of("/proc/thread-self/status")), "Linux 3.17 or later only");
    assumeTrue(
        !(Affinity.getAffinityImpl() instanceof NullAffinity),
        "needs --enable-native-access=ALL-UNNAMED");
  }

  @Test
  void aFreshThreadIsPinnedToEachAllowedCpu() throws Exception {
    CpuSet allowed = CpuSet.allowed();
    ThreadPinner pinner = new ThreadPinner(allowed);
    for (int i = 0; i < allowed.size(); i++) {
      int cpu = allowed.get(i);
      Outcome outcome = onFreshThread(() -> pinAndLook(pinner, cpu));
      assertThat(outcome).isEqualTo(new Outcome(new Pinned(cpu), CpuSet.of(cpu)));
    }
  }

  @Test
  void aThreadAskedOutOfTheAllowedSetKeepsItsMask() throws Exception {
    CpuSet machine = CpuSet.allowed();
    assumeTrue(machine.size() > 1, "needs two CPUs: one to allow and one to forbid");
    int forbidden = machine.get(0);
    CpuSet allowed = machine.minus(CpuSet.of(forbidden));
    CpuSet before = onFreshThread(ThreadPinnerOnThisMachineTest::kernelsMask);
    Outcome outcome = onFreshThread(() -> pinAndLook(new ThreadPinner(allowed), forbidden));
    assertThat(outcome.pinning()).isInstanceOf(NotPinned.class);
    assertThat(outcome.kernelsMask()).isEqualTo(before);
  }

  @Test
  void aCpuThatDoesNotExistIsRefusedByTheKernelAndReported() throws Exception {
    int absent = 1_023; // the largest number that the library can ask for
    assumeTrue(!CpuSet.allowed().contains(absent), "this machine has CPU 1023");
    ThreadPinner believing = new ThreadPinner(CpuSet.of(absent));
    CpuSet before = onFreshThread(ThreadPinnerOnThisMachineTest::kernelsMask);
    Outcome outcome = onFreshThread(() -> pinAndLook(believing, absent));
    assertThat(outcome.pinning())
        .asString()
        .startsWith("not pinned: asked for CPU 1023, refused: ");
    assertThat(outcome.kernelsMask()).isEqualTo(before);
  }

  @Test
  void aPinnedThreadStillSeesTheWholeAllowedSet() throws Exception {
    CpuSet allowed = CpuSet.allowed();
    CpuSet seen =
        onFreshThread(
            () -> {
              new ThreadPinner(allowed).pinCurrentThread(allowed.get(0));
              return CpuSet.allowed();
            });
    assertThat(seen).isEqualTo(allowed);
  }

  private record Outcome(Pinning pinning, CpuSet kernelsMask) {}

  private static Outcome pinAndLook(ThreadPinner pinner, int cpu) throws IOException {
    return new Outcome(pinner.pinCurrentThread(cpu), kernelsMask());
  }

  private static CpuSet kernelsMask() throws IOException {
    return Files.readAllLines(Path.of("/proc/thread-self/status"), ISO_8859_1).stream()
        .filter(line -> line.startsWith(FIELD))
        .map(line -> CpuSet.parse(line.substring(FIELD.length())))
        .findFirst()
        .orElseThrow();
  }

  private static <T> T onFreshThread(Callable<T> body) throws Exception {
    FutureTask<T> task = new FutureTask<>(body);
    Thread.ofPlatform().name("pinned by a test").daemon().start(task);
    return task.get(30, TimeUnit.SECONDS);
  }
}
