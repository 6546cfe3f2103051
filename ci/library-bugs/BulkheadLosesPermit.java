import dev.failsafe.Bulkhead;
import java.time.Duration;

/** Failsafe 393: a permit that is released while somebody gives up waiting for it must not be lost. */
public class BulkheadLosesPermit {
  public static void main(String[] arguments) throws Exception {
    Bulkhead<Object> bulkhead = Bulkhead.builder(1).build();
    bulkhead.acquirePermit();
    Thread other =
        new Thread(
            () -> {
              try {
                if (bulkhead.tryAcquirePermit(Duration.ofMillis(1))) {
                  bulkhead.releasePermit();
                }
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    other.start();
    other.join();
    bulkhead.releasePermit();
    if (!bulkhead.tryAcquirePermit()) {
      throw new AssertionError("the permit is lost");
    }
  }
}
