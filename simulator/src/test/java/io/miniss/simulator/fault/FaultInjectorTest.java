package io.miniss.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FaultInjectorTest {
  private static final int SITES = 2_000;

  private static List<Integer> sites(FaultInjector injector, Fault fault) {
    List<Integer> happened = new ArrayList<>();
    for (int site = 0; site < SITES; site++) {
      if (injector.happens(fault)) {
        happened.add(site);
      }
    }
    return happened;
  }

  @Test
  void aFaultHappensAsOftenAsItsProbability() {
    FaultInjector injector =
        new FaultInjector(Faults.parse("stall=0.1,late-unpark=1,time-jump=0"), 5);
    assertThat(sites(injector, Fault.STALL)).hasSizeBetween(150, 250);
    assertThat(sites(injector, Fault.LATE_UNPARK)).hasSize(SITES);
    assertThat(sites(injector, Fault.TIME_JUMP)).isEmpty();
    assertThat(sites(injector, Fault.SPURIOUS_WAKE)).isEmpty();
  }

  @Test
  void aSiteIsDecidedByItsNumberAlone() {
    Faults faults = Faults.parse("stall=0.1,late-unpark=0.1");
    FaultInjector alone = new FaultInjector(faults, 5);
    FaultInjector mixed = new FaultInjector(faults, 5);
    List<Integer> expected = sites(alone, Fault.STALL);
    List<Integer> stalls = new ArrayList<>();
    for (int site = 0; site < SITES; site++) {
      boolean _ = mixed.happens(Fault.LATE_UNPARK);
      if (mixed.happens(Fault.STALL)) {
        stalls.add(site);
      }
    }
    assertThat(stalls).isEqualTo(expected);
    assertThat(sites(new FaultInjector(faults, 5), Fault.LATE_UNPARK))
        .as("kinds are independent")
        .isNotEqualTo(expected);
    assertThat(sites(new FaultInjector(faults, 6), Fault.STALL)).isNotEqualTo(expected);
  }

  @Test
  void whatIsFixedHappensAtItsSites() {
    FaultInjector injector = new FaultInjector(Faults.parse("at(stall#3,stall#7)"), 5);
    assertThat(sites(injector, Fault.STALL)).containsExactly(3, 7);
    assertThat(injector.happened()).hasSize(2);
  }

  @Test
  void nothingHappensAfterTheStop() {
    FaultInjector injector = new FaultInjector(Faults.parse("stall=1"), 5);
    assertThat(injector.happens(Fault.STALL)).isTrue();
    injector.stop();
    assertThat(injector.isActive()).isFalse();
    assertThat(sites(injector, Fault.STALL)).isEmpty();
  }

  @Test
  void amountsAreOfEachMagnitudeWithinTheirBounds() {
    FaultInjector injector = new FaultInjector(Faults.parse("stall=1"), 5);
    int small = 0;
    for (int i = 0; i < SITES; i++) {
      assertThat(injector.happens(Fault.STALL)).isTrue();
      long amount = injector.amount(Fault.STALL, 10, 100_000);
      assertThat(amount).isBetween(10L, 100_000L);
      small += amount < 1_000 ? 1 : 0;
    }
    assertThat(small).as("of the lower two of four digits").isBetween(900, 1_100);
  }

  @Test
  void anAmountSaysNothingOfTheNextSite() {
    FaultInjector injector = new FaultInjector(Faults.parse("stall=0.5"), 5);
    int small = 0;
    int pairs = 0;
    boolean isSmall = false;
    boolean happened = false;
    for (int site = 0; site < 4 * SITES; site++) {
      boolean happens = injector.happens(Fault.STALL);
      if (happened && happens) {
        pairs++;
        small += isSmall ? 1 : 0;
      }
      happened = happens;
      isSmall = happens && injector.amount(Fault.STALL, 10, 100_000) < 1_000;
    }
    assertThat((double) small / pairs).as("of the lower two of four digits").isBetween(0.45, 0.55);
  }

  @Test
  void aSwarmHasEachKindInSomeSeedsAndNotInAll() {
    Map<Fault, Integer> seeds = new EnumMap<>(Fault.class);
    for (long seed = 0; seed < 300; seed++) {
      List<String> words = List.of(new FaultInjector(Faults.swarm(), seed).mix().split("[=,]"));
      for (Fault fault : Fault.values()) {
        seeds.merge(fault, words.contains(fault.toString()) ? 1 : 0, Integer::sum);
      }
    }
    seeds.forEach(
        (fault, times) -> {
          if (fault.isSwarming()) {
            assertThat(times).as("%s", fault).isBetween(60, 140);
          } else {
            assertThat(times).as("%s", fault).isZero();
          }
        });
  }
}
