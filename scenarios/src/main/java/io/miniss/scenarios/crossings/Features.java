package io.miniss.scenarios.crossings;

import java.util.List;
import java.util.stream.Stream;

/** All features. What is added to one of these lists is crossed with everything else. */
final class Features {
  static final List<Feature> ALL =
      Stream.of(
          TaskFeatures.ALL,
          FutureFeatures.ALL,
          TimeFeatures.ALL,
          ServingFeatures.ALL,
          HoldFeatures.ALL,
          RelayFeatures.ALL,
          LoopFeatures.ALL,
          PlacementFeatures.ALL,
          EndFeatures.ALL)
          .flatMap(List::stream)
          .toList();

  private Features() {}

  /** Without it hardly anything runs on a core. */
  static Feature spawnPlaced() {
    return ALL.stream().filter(each -> each.isNamed("spawn placed")).findFirst().orElseThrow();
  }
}
