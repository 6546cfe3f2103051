import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;

/** Guava 2743: threads that compute the value of one key must not wait for each other. */
public class CacheComputesDeadlock {
  public static void main(String[] arguments) throws Exception {
    Cache<String, String> cache = CacheBuilder.newBuilder().build();
    Thread[] threads = new Thread[3];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(() -> cache.asMap().computeIfAbsent("key", key -> "value"));
      threads[i].start();
    }
    for (Thread each : threads) {
      each.join();
    }
  }
}
