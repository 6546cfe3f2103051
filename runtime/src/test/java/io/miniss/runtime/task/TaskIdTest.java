package io.miniss.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskIdTest {

  private static final long LAST_SEQUENCE = (1L << 52) - 1;

  @Test
  void anIdReadsAsItsOriginAndItsNumber() {
    assertThat(TaskId.onCore(3, 1042)).hasToString("c3-1042");
    assertThat(TaskId.onCore(0, 1)).hasToString("c0-1");
    assertThat(new TaskId(TaskId.bitsExternal(7))).hasToString("x-7");
    assertThat(TaskId.onCore(3, 1042).textAfter("fiber ")).isEqualTo("fiber c3-1042");
    assertThat(new TaskId(TaskId.bitsExternal(7)).textAfter("fiber ")).isEqualTo("fiber x-7");
  }

  @Test
  void originAndNumberComeBackUnchangedUpToTheirBounds() {
    for (int core : new int[] {0, 1, 255, 2_047, 2_048, TaskId.MAX_CORE}) {
      for (long sequence : new long[] {1, 2, Integer.MAX_VALUE, 1L << 40, LAST_SEQUENCE}) {
        TaskId id = TaskId.onCore(core, sequence);
        assertThat(id.core()).isEqualTo(core);
        assertThat(id.sequence()).isEqualTo(sequence);
        assertThat(id.isExternal()).isFalse();
      }
    }
    TaskId outside = new TaskId(TaskId.bitsExternal(LAST_SEQUENCE));
    assertThat(outside.isExternal()).isTrue();
    assertThat(outside.sequence()).isEqualTo(LAST_SEQUENCE);
  }

  @Test
  void twoOriginsNeverShareAnId() {
    Set<Long> bits = new HashSet<>();
    for (int core : new int[] {0, 1, 2, 254, 2_048, TaskId.MAX_CORE}) {
      for (long sequence : new long[] {1, 2, LAST_SEQUENCE}) {
        assertThat(bits.add(TaskId.bitsOnCore(core, sequence))).isTrue();
      }
    }
    for (long sequence : new long[] {1, 2, LAST_SEQUENCE}) {
      assertThat(bits.add(TaskId.bitsExternal(sequence))).isTrue();
    }
  }

  @Test
  void ofOneOriginTheOrderIsThatOfTheNumbersAlsoWhereTheSignBitIsSet() {
    assertThat(TaskId.onCore(1, 1)).isLessThan(TaskId.onCore(1, 2));
    assertThat(TaskId.onCore(TaskId.MAX_CORE, 1)).isLessThan(TaskId.onCore(TaskId.MAX_CORE, 2));
    assertThat(TaskId.onCore(1, LAST_SEQUENCE)).isLessThan(TaskId.onCore(4_000, 1));
  }

  @Test
  void askingAnOutsideIdForItsCoreSaysThatItHasNone() {
    TaskId outside = new TaskId(TaskId.bitsExternal(7));
    assertThatIllegalStateException()
        .isThrownBy(outside::core)
        .withMessageContaining("x-7")
        .withMessageContaining("not submitted by a core");
  }
}
