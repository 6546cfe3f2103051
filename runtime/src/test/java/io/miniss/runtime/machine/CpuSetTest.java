package io.miniss.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSetTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0-1", "0-3,8", "1,3,5", "0-63", "62-65,127-128,4096"})
  void canonicalListsSurviveParsingAndPrinting(String list) {
    assertThat(CpuSet.parse(list)).hasToString(list);
  }

  @ParameterizedTest
  @CsvSource({"'3,1,2', 1-3", "'0-4,2-6', 0-6", "' 0 - 1 , 4\n', '0-1,4'", "'7,7', 7", "' ', ''"})
  void otherListsAreBroughtIntoOrder(String list, String canonical) {
    assertThat(CpuSet.parse(list)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "1,", ",", "3-1", "1-2-3", "-1", "1-", "0-7:1/2", "0x3"})
  void malformedListsAreRefusedByName(String list) {
    assertThatThrownBy(() -> CpuSet.parse(list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a CPU list is numbers and ascending ranges")
        .hasMessageContaining("\"" + list + "\"");
  }

  @Test
  void numbersThatNoCpuCanHaveAreRefusedBeforeMemoryIsSpent() {
    assertThatThrownBy(() -> CpuSet.parse("0-2000000000"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a CPU number is 0 to 65535, not 2000000000");
    assertThatThrownBy(() -> CpuSet.of(0, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a CPU number is 0 to 65535, not -1");
  }

  @Test
  void membersAreAscendingWhateverTheOrderGiven() {
    CpuSet set = CpuSet.of(70, 3, 64, 3);
    assertThat(set.size()).isEqualTo(3);
    assertThat(set.get(0)).isEqualTo(3);
    assertThat(set.get(1)).isEqualTo(64);
    assertThat(set.get(2)).isEqualTo(70);
    assertThatThrownBy(() -> set.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void containsIsFalseForNumbersOutside() {
    CpuSet set = CpuSet.parse("0-1,64");
    assertThat(set.contains(64)).isTrue();
    assertThat(set.contains(0)).isTrue();
    assertThat(set.contains(2)).isFalse();
    assertThat(set.contains(-1)).isFalse();
    assertThat(set.contains(Integer.MAX_VALUE)).isFalse();
  }

  @Test
  void minusAndIntersectSplitASet() {
    CpuSet set = CpuSet.parse("0-7");
    CpuSet other = CpuSet.parse("2-3,7-9");
    assertThat(set.minus(other)).hasToString("0-1,4-6");
    assertThat(set.intersect(other)).hasToString("2-3,7");
    assertThat(set.minus(set).isEmpty()).isTrue();
  }

  @Test
  void equalSetsAreEqualHoweverTheyWereMade() {
    BitSet mask = new BitSet();
    mask.set(1, 4);
    CpuSet fromMask = CpuSet.of(mask);
    mask.set(9); // the set has its own copy
    assertThat(fromMask).isEqualTo(CpuSet.parse("1-3")).isEqualTo(CpuSet.of(3, 2, 1));
    assertThat(fromMask).hasSameHashCodeAs(CpuSet.parse("1-3"));
    assertThat(fromMask).isNotEqualTo(CpuSet.of(mask));
  }

  @Test
  void thisProcessMayUseAtLeastOneCpu() {
    assertThat(CpuSet.allowed().size()).isPositive();
  }
}
