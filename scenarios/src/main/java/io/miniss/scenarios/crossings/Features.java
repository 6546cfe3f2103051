package io.miniss.scenarios.crossings;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** All features. What is added to one of these lists is crossed with everything else. */
final class Features {
  /** By topic. */
  static final List<List<Feature>> TOPICS =
      List.of(
          TaskFeatures.ALL,
          FutureFeatures.ALL,
          TimeFeatures.ALL,
          ServingFeatures.ALL,
          HoldFeatures.ALL,
          RelayFeatures.ALL,
          LoopFeatures.ALL,
          PlacementFeatures.ALL,
          MutexFeatures.ALL,
          EndFeatures.ALL);

  static final List<Feature> ALL = TOPICS.stream().flatMap(List::stream).toList();

  private Features() {}

  /** Those of some topics, of which {@code random} draws so many. */
  static List<Feature> ofTopics(RandomGenerator random, int count) {
    List<List<Feature>> topics = new ArrayList<>(TOPICS);
    List<Feature> drawn = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drawn.addAll(topics.remove(random.nextInt(topics.size())));
    }
    return drawn;
  }

  /** Without it hardly anything runs on a core. */
  static Feature spawnPlaced() {
    return ALL.stream().filter(each -> each.isNamed("spawn placed")).findFirst().orElseThrow();
  }
}
