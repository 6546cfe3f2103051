package io.miniss.runtime.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class RemoteWorkQueueTest {

  private final RemoteWorkQueue stack = new RemoteWorkQueue(Scheduler.system(), "remote work");
  private final WorkQueue taken = new WorkQueue();

  @Test
  void takeAllReturnsInTheOrderOfThePushes() {
    push("a", "b", "c");
    taken.add(new NamedWork("was there before"));
    assertThat(stack.takeAll(taken::add)).isEqualTo(3);
    assertThat(names()).containsExactly("was there before", "a", "b", "c");
    assertThat(stack.isEmptyVolatile()).isTrue();
    assertThat(stack.takeAll(taken::add)).isZero();
  }

  @Test
  void whatWasTakenCanBePushedAgain() {
    push("a", "b");
    stack.takeAll(taken::add);
    Work again = taken.poll();
    assertThat(stack.push(again)).isTrue();
    taken.poll();
    assertThat(stack.takeAll(taken::add)).isEqualTo(1);
    assertThat(taken.poll()).isSameAs(again);
    assertThat(taken.isEmpty()).isTrue();
  }

  @Test
  void closingTakesWhatIsThereAndRefusesTheRest() {
    push("a", "b");
    assertThat(stack.close(taken::add)).isEqualTo(2);
    assertThat(names()).containsExactly("a", "b");
    NamedWork late = new NamedWork("late");
    assertThat(stack.push(late)).isFalse();
    assertThat(late.next).isNull();
    assertThat(stack.isEmptyVolatile()).isTrue();
    assertThat(stack.takeAll(taken::add)).isZero();
    assertThat(stack.close(taken::add)).isZero();
    assertThat(stack.push(late)).as("a second close does not open it").isFalse();
  }

  @Test
  void closesOnlyIfItIsEmpty() {
    push("a");
    assertThat(stack.closeIfEmpty()).isFalse();
    assertThat(stack.takeAll(taken::add)).isEqualTo(1);
    assertThat(stack.closeIfEmpty()).isTrue();
    assertThat(stack.push(new NamedWork("late"))).isFalse();
  }

  @Test
  void pushesOfSeveralThreadsAllArriveOnceAndInEachThreadsOrder() throws Exception {
    int producers = 3;
    int each = 20_000;
    CyclicBarrier start = new CyclicBarrier(producers + 1);
    try (ExecutorService threads = Executors.newFixedThreadPool(producers)) {
      List<Future<Void>> ends = new ArrayList<>();
      for (int p = 0; p < producers; p++) {
        int producer = p;
        Callable<Void> body = () -> {
          start.await();
          for (int i = 0; i < each; i++) {
            stack.push(new Numbered(producer, i));
          }
          return null;
        };
        ends.add(threads.submit(body));
      }
      start.await();
      int[] next = new int[producers];
      int arrived = 0;
      while (arrived < producers * each) {
        boolean producersDone = ends.stream().allMatch(Future::isDone);
        int batch = stack.takeAll(taken::add);
        arrived += batch;
        for (Work work = taken.poll(); work != null; work = taken.poll()) {
          Numbered numbered = (Numbered) work;
          assertThat(numbered.number).isEqualTo(next[numbered.producer]++);
        }
        if (producersDone && batch == 0) {
          break;
        }
      }
      assertThat(arrived).isEqualTo(producers * each);
      for (Future<Void> end : ends) {
        end.get();
      }
    }
  }

  @Test
  void tracesShowNameAndState() {
    assertThat(stack.describe()).isEqualTo("remote work");
    assertThat(stack.currentValue()).isEqualTo("empty");
    push("one");
    assertThat(stack.currentValue()).isEqualTo("not empty");
    assertThat(stack.close(taken::add)).isEqualTo(1);
    assertThat(stack.currentValue()).isEqualTo("closed");
  }

  private static final class Numbered extends Work {
    final int producer;
    final int number;

    Numbered(int producer, int number) {
      this.producer = producer;
      this.number = number;
    }

    @Override
    public void run() {}
  }

  private void push(String... names) {
    for (String name : names) {
      assertThat(stack.push(new NamedWork(name))).isTrue();
    }
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    for (Work work = taken.poll(); work != null; work = taken.poll()) {
      names.add(work.toString());
    }
    return names;
  }
}
