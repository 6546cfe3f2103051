package example.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A test class of JUnit 5, which a test explores. Its pool outlives its tests. */
@SuppressWarnings("all")
public class BankOfFive {
  private final AtomicInteger balance = new AtomicInteger();
  private ExecutorService pool;

  @BeforeEach
  void begin() {
    pool = Executors.newFixedThreadPool(2);
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

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void addsAtOnce(int amount) throws Exception {
    twice(() -> balance.addAndGet(amount));
    assertEquals(2 * amount, balance.get());
  }

  @Test
  @Disabled("never run")
  void isDisabled() {}
}
