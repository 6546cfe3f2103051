package io.miniss.runtime.future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutstandingTest {
  private final Outstanding outstanding = new Outstanding();

  private OutstandingWork added() {
    OutstandingWork work =
        new OutstandingWork() {
          @Override
          public void run() {}

          @Override
          void breakWith(Throwable failure) {}
        };
    work.waiting = true;
    outstanding.add(work);
    return work;
  }

  @Test
  void whatWaitsIsThereInTheOrderOfRegistration() {
    List<OutstandingWork> model = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> model.add(added());
        case 2, 3 -> endOne(model, random);
        default -> {
          if (random.nextInt(20) == 0) {
            outstanding.sweep();
          }
        }
      }
      if (i % 97 == 0) {
        assertThat(outstanding.waiting()).containsExactlyElementsOf(model);
      }
    }
  }

  private void endOne(List<OutstandingWork> model, SplittableRandom random) {
    if (!model.isEmpty()) {
      outstanding.ended(model.remove(random.nextInt(model.size())));
    }
  }

  private void isLetGo(Stream<WeakReference<OutstandingWork>> ended, int but) {
    List<WeakReference<OutstandingWork>> all = ended.toList();
    await("what waits no longer is unreachable")
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              System.gc();
              return all.stream().filter(each -> each.get() != null).count() <= but;
            });
  }

  private WeakReference<OutstandingWork> ended() {
    OutstandingWork work = added();
    outstanding.ended(work);
    return new WeakReference<>(work);
  }

  @Test
  void anIdleCoreKeepsNothingThatHasEnded() {
    List<WeakReference<OutstandingWork>> ended =
        Stream.generate(this::ended).limit(10).toList();
    outstanding.sweep();
    isLetGo(ended.stream(), 0);
  }

  /** So many wait while the core is idle; then {@code ending} of them end. */
  private List<WeakReference<OutstandingWork>> ended(int all, int ending) {
    List<OutstandingWork> works = Stream.generate(this::added).limit(all).toList();
    outstanding.sweep();
    works.stream().limit(ending).forEach(outstanding::ended);
    return works.stream().limit(ending).map(WeakReference::new).toList();
  }

  @Test
  void anIdleCoreKeepsNothingThatHasWaitedLong() {
    List<WeakReference<OutstandingWork>> ended = ended(100, 100);
    outstanding.sweep();
    isLetGo(ended.stream(), 0);
  }

  @Test
  void anIdleCoreKeepsFewerThatHaveEndedThanWait() {
    List<WeakReference<OutstandingWork>> ended = ended(100, 70);
    outstanding.sweep();
    isLetGo(ended.stream(), 29);
    assertThat(outstanding.waiting()).hasSize(30);
  }

  @Test
  void aBusyCoreKeepsFewThatHaveEnded() {
    OutstandingWork waits = added();
    List<WeakReference<OutstandingWork>> ended =
        Stream.generate(this::ended).limit(1_000).toList();
    isLetGo(ended.stream(), 64);
    assertThat(outstanding.waiting()).containsExactly(waits);
  }

  @Test
  void waitsThatLastLongAreLetGoWhenTheyEnd() {
    List<WeakReference<OutstandingWork>> ended = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      List<OutstandingWork> waiting = Stream.generate(this::added).limit(100).toList();
      waiting.forEach(outstanding::ended);
      waiting.forEach(work -> ended.add(new WeakReference<>(work)));
    }
    isLetGo(ended.stream(), 256);
  }
}
