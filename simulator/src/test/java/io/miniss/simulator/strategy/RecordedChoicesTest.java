package io.miniss.simulator.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miniss.runtime.spi.Access;
import io.miniss.simulator.random.SplitMix64;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecordedChoicesTest {
  private static Pending threads() {
    return new Pending().add(5, Access.READ, 1, 0).add(1, Access.READ, 1, 0).at(7);
  }

  @Test
  void theThreadsOfTheRecordAreChosen() {
    Chooser chooser = new RecordedChoices(List.of(1, 5, 1)).start(new SplitMix64(1));
    for (int position : new int[] {1, 0, 1}) {
      assertThat(chooser.choose(threads())).isEqualTo(position);
    }
    assertThatThrownBy(() -> chooser.choose(threads()))
        .isInstanceOf(Diverged.class)
        .hasMessage("the record ends after 3 choices, but the run goes on at step 7");
  }

  @Test
  void aThreadThatCannotRunIsNotReplaced() {
    Chooser chooser = new RecordedChoices(List.of(5, 3)).start(new SplitMix64(1));
    assertThat(chooser.choose(threads())).isZero();
    assertThatThrownBy(() -> chooser.choose(threads()))
        .isInstanceOf(Diverged.class)
        .hasMessage("choice 1 of the record is thread 3, which cannot run at step 7");
  }

  @Test
  void eachRunBeginsWithTheFirstChoice() {
    RecordedChoices choices = new RecordedChoices(List.of(1));
    assertThat(choices).hasToString("recorded(1 choices)");
    for (int run = 0; run < 2; run++) {
      assertThat(choices.start(new SplitMix64(run)).choose(threads())).isEqualTo(1);
    }
  }
}
