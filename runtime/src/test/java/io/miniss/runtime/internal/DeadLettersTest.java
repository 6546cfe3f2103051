package io.miniss.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.miniss.runtime.cancel.CancelOutcome;
import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.spi.Scheduler;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private final RuntimeState runtime = mock();
  private final BoundedQueue<Object> inbox =
      BoundedQueue.manyProducers(Scheduler.system(), "inbox", 2);
  private final BoundedQueue<Object> ring =
      BoundedQueue.singleProducer(Scheduler.system(), "ring", 2);
  private final DeadLetters letters =
      new DeadLetters(runtime, Scheduler.system(), 0, List.of(inbox, ring));

  @Test
  void tasksInEachQueueAreCancelled() {
    Task<?> external = mock();
    Task<?> fromCore = mock();
    inbox.offer(external);
    ring.offer(fromCore);
    letters.run();
    verify(external, times(1)).cancel(Termination.STOP_REASON);
    verify(fromCore, times(1)).cancel(Termination.STOP_REASON);
  }

  @Test
  void actionsCountAsCancelled() {
    Runnable action = mock();
    inbox.offer(action);
    letters.run();
    verify(runtime, times(1)).countCancelledWhileQueued();
    verify(action, times(0)).run();
  }

  @Test
  void eachCallLooksAnew() {
    Task<?> first = mock();
    Task<?> second = mock();
    inbox.offer(first);
    letters.run();
    inbox.offer(second);
    letters.run();
    verify(second, times(1)).cancel(anyString());
  }

  @Test
  void whatComesDuringALookIsCancelledToo() {
    Task<?> late = mock();
    Task<?> first = mock();
    when(first.cancel(anyString()))
        .thenAnswer(
            call -> {
              inbox.offer(late); // which this look has passed
              letters.run();
              verify(late, times(0)).cancel(anyString()); // no look within a look
              return CancelOutcome.CANCELLED;
            });
    ring.offer(first);
    letters.run();
    verify(late, times(1)).cancel(anyString());
  }

  @Test
  void whoWaitsForRoomIsWoken() {
    assertThat(inbox.offer(mock(Task.class))).isTrue();
    assertThat(inbox.offer(mock(Task.class))).isTrue();
    Parked parked = new Parked();
    inbox.awaitNotFull(parked);
    letters.run();
    assertThat(parked.woken).isEqualTo(1);
  }

  private static final class Parked extends BoundedQueue.Waiter {
    private int woken;

    Parked() {
      super(Scheduler.system(), "producer");
    }

    @Override
    protected void wakeProducer() {
      woken++;
    }
  }
}
