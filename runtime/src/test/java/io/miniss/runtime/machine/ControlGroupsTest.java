package io.miniss.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS) // the kernel's paths are Linux's
class ControlGroupsTest {

  private static final String V2 = "30 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
  private static final String V1 =
      """
      31 30 0:30 / /sys/fs/cgroup/cpuset rw shared:7 - cgroup cgroup rw,cpuset
      32 30 0:31 / /sys/fs/cgroup/cpu,cpuacct rw shared:8 - cgroup cgroup rw,cpu,cpuacct
      """;

  @TempDir
  private Path root;
  private FakeKernel kernel;

  @BeforeEach
  void makeKernel() {
    kernel = new FakeKernel(root);
  }

  @Test
  void withoutControlGroupsThereIsNoLimit() {
    assertThat(ControlGroups.cpuLimit(kernel.files())).isEmpty();
  }

  @Test
  void version2IsQuotaOverPeriod() throws IOException {
    group("0::/app\n", V2).with("/sys/fs/cgroup/app/cpu.max", "150000 100000\n");
    assertLimit(1.5);
  }

  @Test
  void version2MaxIsNoLimit() throws IOException {
    group("0::/app\n", V2).with("/sys/fs/cgroup/app/cpu.max", "max 100000\n");
    assertThat(ControlGroups.cpuLimit(kernel.files())).isEmpty();
  }

  @Test
  void theSmallestLimitOnTheWayUpHolds() throws IOException {
    group("0::/pod/app/part\n", V2)
        .with("/sys/fs/cgroup/pod/cpu.max", "200000 100000\n")
        .with("/sys/fs/cgroup/pod/app/cpu.max", "800000 100000\n")
        .with("/sys/fs/cgroup/pod/app/part/cpu.max", "max 100000\n");
    assertLimit(2);
  }

  @Test
  void aContainerThatSeesItsGroupAsTheRootReadsTheMountsTop() throws IOException {
    group("0::/\n", V2).with("/sys/fs/cgroup/cpu.max", "50000 100000\n");
    assertLimit(0.5);
  }

  @Test
  void aGroupOutsideTheNamespaceReadsTheMountsTop() throws IOException {
    group("0::/../../other\n", V2).with("/sys/fs/cgroup/cpu.max", "300000 100000\n");
    assertLimit(3);
  }

  @Test
  void version1IsQuotaOverPeriodInTwoFiles() throws IOException {
    group("4:cpuset:/x\n5:cpu,cpuacct:/docker/1\n", V1)
        .with("/sys/fs/cgroup/cpu,cpuacct/docker/1/cpu.cfs_quota_us", "125000\n")
        .with("/sys/fs/cgroup/cpu,cpuacct/docker/1/cpu.cfs_period_us", "50000\n");
    assertLimit(2.5);
  }

  @Test
  void version1MinusOneIsNoLimit() throws IOException {
    group("5:cpu,cpuacct:/\n", V1)
        .with("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n")
        .with("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
    assertThat(ControlGroups.cpuLimit(kernel.files())).isEmpty();
  }

  @Test
  void version1MountedFromTheContainersOwnGroupDownIsFound() throws IOException {
    String mount = "32 30 0:31 /docker/1 /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n";
    group("5:cpu:/docker/1/inner\n", mount)
        .with("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "400000\n")
        .with("/sys/fs/cgroup/cpu/inner/cpu.cfs_quota_us", "-1\n");
    assertLimit(4);
  }

  @Test
  void aMachineWithBothVersionsIsLimitedByTheOneThatHasTheController() throws IOException {
    group("5:cpu,cpuacct:/\n0::/\n", V1 + V2)
        .with("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "200000\n");
    assertLimit(2);
  }

  @Test
  void whatIsNoNumberIsNoLimitAndTheLogSaysSo() throws IOException {
    group("0::/\n", V2).with("/sys/fs/cgroup/cpu.max", "lots 100000\n");
    Logger log = Logger.getLogger(ControlGroups.class.getName());
    List<String> said = new ArrayList<>();
    // The filter also keeps the expected warning out of the output of the build.
    log.setFilter(logged -> !said.add(logged.getLevel() + " " + logged.getMessage()));
    try {
      assertThat(ControlGroups.cpuLimit(kernel.files())).isEmpty();
    } finally {
      log.setFilter(null);
    }
    assertThat(said)
        .containsExactly("WARNING /sys/fs/cgroup/cpu.max has no number; taken as no CPU limit");
  }

  private FakeKernel group(String cgroup, String mountinfo) throws IOException {
    return kernel.with("/proc/self/cgroup", cgroup).with("/proc/self/mountinfo", mountinfo);
  }

  private void assertLimit(double cpus) {
    assertThat(ControlGroups.cpuLimit(kernel.files())).hasValue(cpus);
  }
}
