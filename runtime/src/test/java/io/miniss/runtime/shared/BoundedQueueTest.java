package io.miniss.runtime.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.Scheduler;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One contract, three factories. What several threads do with it is jcstress's part. */
class BoundedQueueTest {

  static Stream<Named<IntFunction<BoundedQueue<Integer>>>> kinds() {
    Scheduler scheduler = Scheduler.system();
    return Stream.of(
        Named.of("single producer", n -> BoundedQueue.singleProducer(scheduler, "q", n)),
        Named.of("many producers", n -> BoundedQueue.manyProducers(scheduler, "q", n)),
        Named.of("stealable", n -> BoundedQueue.stealable(scheduler, "q", n)));
  }

  /** A producer has claimed the first slot and not filled it. */
  @ParameterizedTest
  @ValueSource(strings = {"many producers", "stealable"})
  void pollDoesNotWaitForASlotThatIsClaimed(String kind) throws ReflectiveOperationException {
    BoundedQueue<Integer> queue =
        kind.equals("stealable")
            ? BoundedQueue.stealable(Scheduler.system(), "q", 4)
            : BoundedQueue.manyProducers(Scheduler.system(), "q", 4);
    claimSlot(queue);
    assertThat(queue.offer(2)).isTrue();
    assertThat(queue.poll()).isNull();
    assertThat(queue.isEmptyVolatile()).as("no reason to sleep").isFalse();
  }

  private static void claimSlot(BoundedQueue<Integer> queue) throws ReflectiveOperationException {
    Field field = BoundedQueue.class.getDeclaredField("ring");
    field.setAccessible(true);
    Object ring = field.get(queue);
    for (Class<?> each = ring.getClass(); each != null; each = each.getSuperclass()) {
      for (Method method : each.getDeclaredMethods()) {
        if (method.getName().equals("casProducerIndex")) {
          method.setAccessible(true);
          assertThat(method.invoke(ring, 0L, 1L)).isEqualTo(true);
          return;
        }
      }
    }
    throw new AssertionError("no index of producers in " + ring.getClass());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void itIsFirstInFirstOutAlsoAcrossTheEndOfTheRing(IntFunction<BoundedQueue<Integer>> kind) {
    BoundedQueue<Integer> queue = kind.apply(4);
    int in = 0;
    int out = 0;
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 3; i++) {
        assertThat(queue.offer(in++)).isTrue();
      }
      for (int i = 0; i < 3; i++) {
        assertThat(queue.poll()).isEqualTo(out++);
      }
    }
    assertThat(queue.poll()).isNull();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void itHoldsExactlyItsCapacityAndAtLeastWhatWasAskedFor(
      IntFunction<BoundedQueue<Integer>> kind) {
    for (int asked : new int[] {1, 2, 3, 4, 5, 8, 100, 1_024}) {
      BoundedQueue<Integer> queue = kind.apply(asked);
      assertThat(queue.capacity()).isGreaterThanOrEqualTo(asked).isLessThan(Math.max(5, 2 * asked));
      for (int i = 0; i < queue.capacity(); i++) {
        assertThat(queue.offer(i)).as("offer %d of capacity %d", i, queue.capacity()).isTrue();
      }
      assertThat(queue.offer(-1)).as("one above the capacity").isFalse();
      assertThat(queue.sizeRelaxed()).isEqualTo(queue.capacity());
      assertThat(queue.poll()).isZero();
      assertThat(queue.offer(-2)).as("into the room made").isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void itIsEmptyWhenEverythingHasBeenPolled(IntFunction<BoundedQueue<Integer>> kind) {
    BoundedQueue<Integer> queue = kind.apply(4);
    assertThat(queue.isEmptyVolatile()).isTrue();
    queue.offer(1);
    assertThat(queue.isEmptyVolatile()).isFalse();
    queue.poll();
    assertThat(queue.isEmptyVolatile()).isTrue();
  }

  private final BoundedQueue<Integer> queue =
      BoundedQueue.manyProducers(Scheduler.system(), "the queue", 2);
  private final List<String> woken = new ArrayList<>();

  @Test
  void everyProducerThatWaitsIsWokenOnceAndInOrder() {
    queue.awaitNotFull(waiter("a"));
    queue.awaitNotFull(waiter("b"));
    queue.signalNotFull();
    assertThat(woken).containsExactly("a", "b");
    queue.signalNotFull();
    assertThat(woken).as("the registration is used up").containsExactly("a", "b");
  }

  @Test
  void aWaiterThatIsRegisteredAgainIsStillWokenOnce() {
    BoundedQueue.Waiter waiter = waiter("a");
    queue.awaitNotFull(waiter);
    queue.awaitNotFull(waiter);
    queue.awaitNotFull(waiter("b"));
    queue.awaitNotFull(waiter);
    queue.signalNotFull();
    assertThat(woken).containsExactly("a", "b");
  }

  @Test
  void aWaiterCanRegisterAgainAfterItWasWoken() {
    BoundedQueue.Waiter waiter = waiter("a");
    for (int i = 1; i <= 3; i++) {
      queue.awaitNotFull(waiter);
      queue.signalNotFull();
      assertThat(woken).hasSize(i);
    }
  }

  @Test
  void aWaiterThatRegistersFromItsWakeUpWaitsForTheNextRoom() {
    BoundedQueue.Waiter[] own = new BoundedQueue.Waiter[1];
    own[0] =
        new BoundedQueue.Waiter(Scheduler.system(), "again") {
          @Override
          protected void wakeProducer() {
            woken.add("again");
            queue.awaitNotFull(own[0]);
          }
        };
    queue.awaitNotFull(own[0]);
    queue.signalNotFull();
    assertThat(woken).hasSize(1);
    queue.signalNotFull();
    assertThat(woken).hasSize(2);
  }

  private BoundedQueue.Waiter waiter(String name) {
    return new BoundedQueue.Waiter(Scheduler.system(), name) {
      @Override
      protected void wakeProducer() {
        woken.add(name);
      }
    };
  }

  @Test
  void whoLeavesDoesNotMakeTheListGrowAndWhoStaysIsWokenForIt() {
    BoundedQueue.Waiter stays = waiter("stays");
    queue.awaitNotFull(stays);
    for (int i = 0; i < 10_000; i++) {
      BoundedQueue.Waiter leaves = waiter("left");
      queue.awaitNotFull(leaves);
      queue.leave(leaves);
      if (i == 0) {
        assertThat(woken).isEmpty();
      }
    }
    assertThat(woken).contains("stays");
    woken.clear();
    queue.awaitNotFull(stays);
    queue.signalNotFull();
    assertThat(woken).contains("stays").hasSizeLessThan(70);
  }

  @Test
  void tracesShowNameAndSize() {
    BoundedQueue<Integer> full =
        BoundedQueue.singleProducer(Scheduler.system(), "ring", 4);
    assertThat(full.describe()).isEqualTo("ring");
    assertThat(full.currentValue()).isEqualTo("0 in it");
    assertThat(full.offer(1)).isTrue();
    assertThat(full.currentValue()).isEqualTo("1 in it");
  }
}
