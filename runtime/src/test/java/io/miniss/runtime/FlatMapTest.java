package io.miniss.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.future.Future;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class FlatMapTest {

  @Test
  void aDoneFutureIsTakenFromABusyCore() throws TimeoutException {
    try (var runtime = Runtimes.cores(2).start()) {
      Future<Integer> inner =
          runtime.spawnOn(1, () -> Future.completed(1).map(value -> value + 1)).join();
      assertThat(inner.join()).isEqualTo(2);
      Blocker blocker = Blocker.occupying(runtime, 1);
      Future<Integer> outer =
          Runtimes.on0(runtime, () -> Future.completed(0).flatMap(_ -> inner));
      assertThat(outer.join(Duration.ofSeconds(10))).isEqualTo(2);
      blocker.release();
    }
  }
}
