package io.miniss.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Parker;
import io.miniss.runtime.spi.Scheduler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RingSenderTest {
  private final Parker parker = mock();
  private final WakeFlag receiver = new WakeFlag(Scheduler.system(), "receiver");
  private final BoundedQueue<Object> ring =
      BoundedQueue.singleProducer(Scheduler.system(), "ring", 4);
  private final List<RingSender> toLookAgain = new ArrayList<>();
  private final RingSender sender = new RingSender(ring, receiver, toLookAgain);

  @BeforeEach
  void nameTheSleeper() {
    receiver.sleeper(parker);
  }

  @Test
  void aReceiverThatSleepsIsWokenAtOnce() {
    receiver.announceSleep();
    assertThat(sender.test("message")).isTrue();
    verify(parker, times(1)).unpark();
  }

  @Test
  void messagesToAnExitedReceiverAreSeenAtOnce() {
    Runnable instead = mock();
    receiver.announceExit(instead);
    assertThat(sender.test("message")).isTrue();
    verify(instead, times(1)).run();
  }

  @Test
  void whoFallsAsleepAfterMessagesIsWokenOnce() {
    assertThat(sender.test("first")).isTrue();
    assertThat(sender.test("second")).isTrue();
    receiver.announceSleep();
    assertThat(toLookAgain).containsExactly(sender);
    toLookAgain.removeFirst().lookAgain();
    verify(parker, times(1)).unpark();
  }

  @Test
  void eachTurnLooksAgain() {
    for (int turn = 0; turn < 3; turn++) {
      assertThat(sender.test("message")).isTrue();
      assertThat(toLookAgain).containsExactly(sender);
      toLookAgain.removeFirst().lookAgain();
    }
    verify(parker, never()).unpark();
  }

  @Test
  void whatWasNotSentWakesNobody() {
    for (int i = 0; i < ring.capacity(); i++) {
      assertThat(sender.test("message")).isTrue();
    }
    toLookAgain.removeFirst().lookAgain();
    receiver.announceSleep();
    assertThat(sender.test("one too many")).isFalse();
    assertThat(toLookAgain).isEmpty();
    verify(parker, never()).unpark();
  }
}
