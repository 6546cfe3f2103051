import java.util.concurrent.atomic.AtomicInteger;

/** Three threads add one three times. It has no bug: it is for schedules a second. */
public class Counter {
  public static void main(String[] arguments) throws InterruptedException {
    AtomicInteger counter = new AtomicInteger();
    Runnable adder =
        () -> {
          for (int i = 0; i < 3; i++) {
            counter.getAndIncrement();
          }
        };
    Threads.run(adder, adder, adder);
    if (counter.get() != 9) {
      throw new AssertionError("counted " + counter.get());
    }
  }
}
