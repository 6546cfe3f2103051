package io.miniss.benchmarks.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void tableIsMarkdown() {
    Table table = new Table("what", "ns", "bytes");
    table.add("a task", "12.0", "32");

    assertThat(table.text())
        .isEqualTo(
            """
            | what | ns | bytes |
            |---|--:|--:|
            | a task | 12.0 | 32 |
            """);
  }

  @Test
  void rowOfAnotherWidthIsRefused() {
    Table table = new Table("what", "ns");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> table.add("a task"))
        .withMessageContaining("2 cells, this one 1");
  }

  @Test
  void figuresHaveThreeDigitsOrMore() {
    assertThat(Table.figure(1.234)).isEqualTo("1.23");
    assertThat(Table.figure(12.34)).isEqualTo("12.3");
    assertThat(Table.figure(12_345.6)).isEqualTo("12,346");
  }
}
