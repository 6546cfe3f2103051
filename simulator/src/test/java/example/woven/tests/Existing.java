package example.woven.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.miniss.simulator.junit.Weave;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Launched by a test: tests as a project has them, which are woven by an extension. */
@ExtendWith(Weave.class)
@SuppressWarnings("all")
class Existing {
  interface Prices {
    int of(int article);
  }

  private final AtomicInteger balance = new AtomicInteger();
  private ExecutorService pool;
  private String name;

  @BeforeEach
  void begin(TestInfo info) {
    pool = Executors.newFixedThreadPool(2);
    name = info.getTestMethod().orElseThrow().getName();
  }

  @AfterEach
  void end() {
    pool.shutdown();
  }

  private void twice(Runnable action) throws Exception {
    Future<?> one = pool.submit(action);
    Future<?> other = pool.submit(action);
    one.get();
    other.get();
  }

  @Test
  void readsAndThenWrites() throws Exception {
    twice(() -> balance.set(balance.get() + 10));
    assertEquals(20, balance.get());
  }

  @Test
  void addsAtOnce() throws Exception {
    twice(() -> balance.addAndGet(10));
    assertEquals(20, balance.get());
    assertEquals("addsAtOnce", name);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void addsWhatItIsGiven(int amount) throws Exception {
    twice(() -> balance.addAndGet(amount));
    assertEquals(2 * amount, balance.get());
  }

  @RepeatedTest(2)
  void isRepeated() throws Exception {
    twice(balance::incrementAndGet);
    assertEquals(2, balance.get());
  }

  @Test
  void asksMocks() throws Exception {
    Prices prices = mock(Prices.class);
    when(prices.of(anyInt())).thenReturn(3);
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    twice(() -> seen.add(prices.of(1)));
    assertEquals(List.of(3, 3), seen);
    verify(prices, times(2)).of(1);
  }

  @Test
  void waitsInVirtualTime() throws Exception {
    pool.submit(
        () -> {
          Thread.sleep(60_000);
          return balance.incrementAndGet();
        });
    Awaitility.await().atMost(Duration.ofHours(1)).until(() -> balance.get() == 1);
  }
}
