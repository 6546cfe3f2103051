import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Resilience4j 1432: a breaker that begins to close again permits as many calls as it is told to. */
public class BreakerPermitsTwo {
  public static void main(String[] arguments) throws Exception {
    CircuitBreaker breaker =
        CircuitBreaker.of(
            "breaker",
            CircuitBreakerConfig.custom()
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitDurationInOpenState(Duration.ofMillis(1))
                .build());
    breaker.transitionToOpenState();
    Thread.sleep(2);
    AtomicInteger permitted = new AtomicInteger();
    Runnable call =
        () -> {
          if (breaker.tryAcquirePermission()) {
            permitted.incrementAndGet();
          }
        };
    Thread other = new Thread(call);
    other.start();
    call.run();
    other.join();
    if (permitted.get() > 1) {
      throw new AssertionError(permitted + " calls permitted instead of 1");
    }
  }
}
