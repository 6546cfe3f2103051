package io.miniss.simulator.weave.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WovenPackagesTest {
  @ParameterizedTest
  @CsvSource({
    "com.acme, com.acme.Shop, true",
    "com.acme.*, com.acme.Shop, true",
    "com.acme, com.acme.inner.Shop$Till, true",
    "com.acme, com.acmeless.Shop, false",
    "com.acme, com.Shop, false",
    "com.acme.Shop, com.acme.Shop, true",
    "com.acme.Shop, com.acme.Shop$Till$1, true",
    "com.acme.Shop, com.acme.Shopping, false",
    "., Main, true",
    "., Main$Inner, true",
    "., com.acme.Shop, false",
  })
  void aNameStandsForWhatIsInIt(String names, String type, boolean isWoven) {
    assertThat(WovenPackages.parse(names).contains(type)).isEqualTo(isWoven);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"java.util.List", "jdk.internal.misc.Unsafe", "io.miniss.runtime.Core",
        "org.junit.jupiter.api.Test", "org.mockito.Mockito$Nested"})
  void theJdkAndMinissAndTestFrameworksNeverAre(String type) {
    assertThat(WovenPackages.mayBeWoven(type)).isFalse();
    assertThat(WovenPackages.of(List.of(type)).contains(type)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"javac.Main", "jdkless.Main", "io.miniss.scenarios.Main", "org.junitx.A"})
  void whatIsOnlyCalledAlikeMayBeWoven(String type) {
    assertThat(WovenPackages.mayBeWoven(type)).isTrue();
  }

  @Test
  void namesThatStandForNothingAreTold() {
    assertThat(
        WovenPackages.parse("com.acme,com.none,Main")
            .without(List.of("com.acme.Shop", "com.nonesuch.A", "Main")))
        .containsExactly("com.none");
  }
}
