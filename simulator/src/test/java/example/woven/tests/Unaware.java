package example.woven.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Launched by a test: says nothing of weaving. */
@SuppressWarnings("all")
class Unaware {
  private final AtomicInteger count = new AtomicInteger();

  private void twice(Runnable action) throws InterruptedException {
    Thread one = new Thread(action);
    Thread other = new Thread(action);
    one.start();
    other.start();
    one.join();
    other.join();
    assertEquals(2, count.get());
  }

  @Test
  void readsAndThenWrites() throws InterruptedException {
    twice(() -> count.set(count.get() + 1));
  }

  @Test
  void addsAtOnce() throws InterruptedException {
    twice(count::incrementAndGet);
  }

  @TestFactory
  Stream<DynamicTest> dynamicTests() {
    return Stream.of(DynamicTest.dynamicTest("one", () -> assertEquals(0, count.get())));
  }

  @Nested
  class Inner {
    @Test
    void ofInner() throws InterruptedException {
      twice(() -> count.set(count.get() + 1));
    }
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class OneInstance {
    @Test
    void ofOneInstance() throws InterruptedException {
      twice(count::incrementAndGet);
    }
  }
}
