package io.miniss.runtime.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.machine.CpuSet;
import io.miniss.runtime.machine.Pinning;
import io.miniss.runtime.machine.PinningPlan;
import io.miniss.runtime.machine.PinningPlan.Assignment;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** On a kernel of the test's, with one thread that is each core in turn. */
class InheritedMasksTest {
  private static final CpuSet PROCESS = CpuSet.of(0, 1, 2);
  private static final int CORE = 10;

  private final FakeKernel kernel = new FakeKernel();
  private final InheritedMasks masks = new InheritedMasks(kernel, () -> PROCESS, false);

  @Test
  void anInheritedMaskIsReplacedByTheProcessMask() throws IOException {
    startCore(CORE, 1);
    kernel.started(11, CpuSet.of(1));
    masks.lookOnce(kernel);
    assertThat(kernel.threads).containsEntry(11, PROCESS).containsEntry(CORE, CpuSet.of(1));
  }

  @Test
  void aCoreStartedByACoreStaysPinned() throws IOException {
    startCore(CORE, 1);
    startCore(11, 1);
    startCore(12, 2);
    masks.lookOnce(kernel);
    assertThat(kernel.threads)
        .containsEntry(CORE, CpuSet.of(1))
        .containsEntry(11, CpuSet.of(1))
        .containsEntry(12, CpuSet.of(2));
  }

  @Test
  void aThreadOlderThanTheCoresIsLeftAlone() throws IOException {
    kernel.started(5, CpuSet.of(1));
    startCore(CORE, 1);
    masks.lookOnce(kernel);
    assertThat(kernel.threads).containsEntry(5, CpuSet.of(1));
  }

  @Test
  void aThreadThatPinsItselfIsLeftAlone() throws IOException {
    startCore(CORE, 1);
    kernel.started(11, PROCESS);
    kernel.started(12, CpuSet.of(2));
    kernel.started(13, CpuSet.of(1, 2));
    masks.lookOnce(kernel);
    kernel.setMask(11, CpuSet.of(1));
    kernel.started(14, CpuSet.of());
    masks.lookOnce(kernel);
    assertThat(kernel.threads)
        .containsEntry(11, CpuSet.of(1))
        .containsEntry(12, CpuSet.of(2))
        .containsEntry(13, CpuSet.of(1, 2));
  }

  @Test
  void aNumberThatIsUsedAgainIsNew() throws IOException {
    startCore(CORE, 1);
    kernel.started(11, PROCESS);
    masks.lookOnce(kernel);
    kernel.threads.remove(11);
    masks.lookOnce(kernel);
    kernel.started(11, CpuSet.of(1));
    masks.lookOnce(kernel);
    assertThat(kernel.threads).containsEntry(11, PROCESS);
  }

  @Test
  void anEndingCoreLeavesNoInheritors() throws IOException {
    startCore(CORE, 1);
    kernel.started(11, CpuSet.of(1));
    kernel.onMaskRead = thread -> {
      if (thread == 11) {
        kernel.started(12, CpuSet.of(1));
      } else if (thread == 12) {
        kernel.threads.remove(12);
        kernel.started(13, CpuSet.of(1));
      }
    };
    masks.coreEnds();
    assertThat(kernel.threads)
        .isEqualTo(Map.of(CORE, CpuSet.of(1), 11, PROCESS, 13, PROCESS));
  }

  @Test
  void theCpuOfAnEndedCoreMeansNothing() throws IOException {
    startCore(CORE, 1);
    startCore(11, 2);
    masks.coreEnds();
    kernel.started(12, CpuSet.of(2));
    masks.lookOnce(kernel);
    assertThat(kernel.threads).containsEntry(12, CpuSet.of(2));
  }

  @Test
  void aCoreThatCouldNotBePinnedIsAThreadLikeOthers() throws IOException {
    startCore(CORE, 1);
    kernel.current = 11;
    kernel.started(11, CpuSet.of(1));
    masks.pin(plan(Assignment.free("left free")), 0);
    masks.lookOnce(kernel);
    assertThat(kernel.threads).containsEntry(11, PROCESS);
  }

  @Test
  void aKernelThatRefusesDoesNotEndTheCore() throws IOException {
    startCore(CORE, 1);
    kernel.started(11, CpuSet.of(1));
    kernel.refuses = true;
    masks.coreEnds();
    assertThat(kernel.threads).containsEntry(11, CpuSet.of(1));
  }

  @Test
  void aLookWithoutACpuDelaysNoOther() {
    long preempted = Duration.ofMillis(30).toNanos();
    assertThat(InheritedMasks.nanosToNextLook(1, preempted, 50))
        .isLessThanOrEqualTo(Duration.ofMillis(10).toNanos());
  }

  @Test
  void lookingAtManyThreadsTakesOnePercent() {
    long look = Duration.ofMillis(8).toNanos();
    assertThat(InheritedMasks.nanosToNextLook(100, look, 4_000)).isEqualTo(100 * look);
  }

  private void startCore(int thread, int cpu) {
    kernel.current = thread;
    kernel.started(thread, CpuSet.of(1));
    masks.registerAndPin(cpu, () -> {
      kernel.threads.put(thread, CpuSet.of(cpu));
      return Pinning.pinned(cpu);
    });
  }

  private static PinningPlan plan(Assignment assignment) {
    return new PinningPlan(PROCESS, List.of(assignment));
  }

  private static final class FakeKernel implements KernelThreads {
    private final Map<Integer, CpuSet> threads = new TreeMap<>();
    private java.util.function.IntConsumer onMaskRead = _ -> {};
    private int current;
    private boolean refuses;

    void started(int thread, CpuSet mask) {
      threads.put(thread, mask);
    }

    @Override
    public int current() {
      return current;
    }

    @Override
    public int[] all() {
      return threads.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public CpuSet mask(int thread) {
      onMaskRead.accept(thread);
      return threads.getOrDefault(thread, CpuSet.of());
    }

    @Override
    public void setMask(int thread, CpuSet cpus) throws IOException {
      if (refuses) {
        throw new IOException("refused");
      }
      threads.put(thread, cpus);
    }
  }
}
