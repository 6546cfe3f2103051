package io.miniss.scenarios.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongLivedTest extends ScenarioContract {
  @Override
  Scenario scenario() {
    return new LongLived();
  }

  @Test
  void catchesWhatKeepsWhatHasEnded() {
    List<Object> kept = new ArrayList<>();
    LongLived broken =
        new LongLived() {
          @Override
          synchronized void noted(Object object) {
            kept.add(object);
          }
        };
    assertCaught(broken, "what has ended is forgotten: ");
    assertThat(kept).isNotEmpty();
  }
}
