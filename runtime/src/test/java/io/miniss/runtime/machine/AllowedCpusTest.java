package io.miniss.runtime.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS) // the kernel's paths are Linux's
class AllowedCpusTest {

  private static final CpuSet FALLBACK = CpuSet.of(11);

  @TempDir
  private Path root;
  private FakeKernel kernel;

  @BeforeEach
  void makeKernel() {
    kernel = new FakeKernel(root);
  }

  @Test
  void theMaskOfTheProcessIsTaken() throws IOException {
    kernel.with(
        "/proc/self/status",
        "Name:\tjava\nCpus_allowed:\tf\nCpus_allowed_list:\t0-2,65\nTgid:\t1\n");
    assertThat(allowed()).hasToString("0-2,65");
  }

  @Test
  void cpusThatAreNotOnlineDoNotCount() throws IOException {
    kernel.with("/proc/self/status", "Cpus_allowed_list:\t0-127\n");
    kernel.with("/sys/devices/system/cpu/online", "0-1,3\n");
    assertThat(allowed()).hasToString("0-1,3");
  }

  @Test
  void aMaskThatContradictsWhatIsOnlineIsBelieved() throws IOException {
    kernel.with("/proc/self/status", "Cpus_allowed_list:\t4-5\n");
    kernel.with("/sys/devices/system/cpu/online", "0-1\n");
    assertThat(allowed()).hasToString("4-5");
  }

  @Test
  void withoutProcTheFallbackIsAsked() {
    assertThat(allowed()).isSameAs(FALLBACK);
  }

  @Test
  void aStatusWithoutTheFieldAsksTheFallback() throws IOException {
    kernel.with("/proc/self/status", "Name:\tjava\nCpus_allowed_list:\t\n");
    assertThat(allowed()).isSameAs(FALLBACK);
  }

  @Test
  void aThreadNameCutInsideACharacterIsNoError() throws IOException {
    kernel.with("/proc/self/status", "");
    byte[] status = "Name:\t?\nCpus_allowed_list:\t7\n".getBytes(UTF_8);
    status[6] = (byte) 0xC3; // the first byte of two
    Files.write(root.resolve("proc/self/status"), status);
    assertThat(allowed()).hasToString("7");
  }

  @Test
  void aFileThatCannotBeReadAsksTheFallback() throws IOException {
    Files.createDirectories(root.resolve("proc/self/status")); // a folder where a file should be
    assertThat(allowed()).isSameAs(FALLBACK);
  }

  private CpuSet allowed() {
    return AllowedCpus.read(kernel.files(), () -> FALLBACK);
  }
}
