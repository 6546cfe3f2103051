package io.miniss.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.shared.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxTest {

  private final List<Integer> received = new ArrayList<>();
  private int room;
  private final Outbox<Letter> outbox = new Outbox<>(3, this::receive);

  @Test
  void withRoomItSendsAtOnce() {
    room = 2;
    assertThat(offer(1)).isTrue();
    assertThat(received).containsExactly(1);
    assertThat(outbox.hasBacklog()).isFalse();
  }

  @Test
  void withoutRoomItSendsInOrderLater() {
    offer(1);
    offer(2);
    offer(3);
    assertThat(outbox.backlogSize()).isEqualTo(3);
    room = 2;
    assertThat(outbox.flush()).isEqualTo(2);
    assertThat(received).containsExactly(1, 2);
    assertThat(outbox.backlogSize()).isEqualTo(1);
    room = 5;
    assertThat(outbox.flush()).isEqualTo(1);
    assertThat(outbox.flush()).isZero();
    assertThat(received).containsExactly(1, 2, 3);
    assertThat(outbox.hasBacklog()).isFalse();
  }

  @Test
  void aNewcomerNeverOvertakesTheBacklog() {
    offer(1);
    room = 5;
    assertThat(offer(2)).as("goes behind 1 although there is room").isTrue();
    assertThat(received).isEmpty();
    outbox.flush();
    assertThat(received).containsExactly(1, 2);
  }

  @Test
  void aFullBacklogRefusesAndKeepsWhatItHas() {
    assertThat(List.of(offer(1), offer(2), offer(3))).containsOnly(true);
    assertThat(offer(4)).isFalse();
    assertThat(outbox.backlogSize()).isEqualTo(3);
    room = 9;
    outbox.flush();
    assertThat(received).containsExactly(1, 2, 3);
  }

  @Test
  void anOutboxWithoutALineRefusesWhenThereIsNoRoom() {
    Outbox<Letter> lineless = new Outbox<>(0, this::receive);
    assertThat(lineless.offer(new Letter(1))).isFalse();
    room = 1;
    assertThat(lineless.offer(new Letter(2))).isTrue();
    assertThat(received).containsExactly(2);
  }

  @Test
  void whatIsWithdrawnIsNeverSent() {
    offer(1);
    offer(2);
    assertThat(outbox.withdraw().number).isEqualTo(1);
    room = 9;
    outbox.flush();
    assertThat(received).containsExactly(2);
    assertThat(outbox.withdraw()).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void inAnyUseTheOrderIsKeptAndNothingIsLost(long seed) {
    Random random = new Random(seed);
    List<Integer> accepted = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      if (random.nextInt(3) > 0) {
        room = random.nextInt(3);
        if (offer(i)) {
          accepted.add(i);
        }
      } else {
        room = random.nextInt(4);
        outbox.flush();
      }
      assertThat(outbox.backlogSize()).isLessThanOrEqualTo(3);
    }
    room = 10;
    outbox.flush();
    assertThat(received).isEqualTo(accepted).hasSizeGreaterThan(1_000);
  }

  private boolean offer(int number) {
    return outbox.offer(new Letter(number));
  }

  private boolean receive(Letter letter) {
    if (room == 0) {
      return false;
    }
    room--;
    assertThat(letter.next).as("a letter that was sent belongs to the receiver").isNull();
    received.add(letter.number);
    return true;
  }

  private static final class Letter extends Work {
    final int number;

    Letter(int number) {
      this.number = number;
    }

    @Override
    public void run() {}
  }
}
