package io.miniss.runtime.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuQuotaTest {

  private static final CpuQuota NONE = new CpuQuota(OptionalDouble.empty());

  @ParameterizedTest
  @CsvSource({"0.5, 1", "1.0, 1", "1.9, 1", "2.0, 2", "3.5, 3", "4.0, 4", "64.0, 4"})
  void coresAreTheQuotaRoundedDownWithinTheAllowedCpus(double limit, int cores) {
    CpuQuota quota = new CpuQuota(OptionalDouble.of(limit));
    assertThat(quota.cores(CpuSet.parse("0-3"))).isEqualTo(cores);
  }

  @Test
  void withoutAQuotaEveryAllowedCpuIsACore() {
    assertThat(NONE.cores(CpuSet.parse("2-3,70"))).isEqualTo(3);
  }

  @Test
  void anEmptySetOfCpusIsRefused() {
    assertThatThrownBy(() -> NONE.cores(CpuSet.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a runtime needs at least one allowed CPU, not none");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aLimitThatIsNoneIsRefused(double limit) {
    assertThatThrownBy(() -> new CpuQuota(OptionalDouble.of(limit)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a CPU quota is above 0 and finite, not " + limit);
  }

  @Test
  void itPrintsWhatItSays() {
    assertThat(NONE).hasToString("no CPU quota");
    assertThat(new CpuQuota(OptionalDouble.of(1.5))).hasToString("1.5 CPUs");
  }

  @Test
  void theQuotaOfThisMachineCanBeRead() {
    assertThat(CpuQuota.current().cores(CpuSet.allowed())).isBetween(1, CpuSet.allowed().size());
  }
}
