import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.concurrent.atomic.AtomicInteger;

/** Caffeine 193: a refresh that has begun before an entry is invalidated must not bring the old value back. */
public class CacheRefreshAfterInvalidate {
  public static void main(String[] arguments) throws Exception {
    AtomicInteger database = new AtomicInteger(1);
    LoadingCache<String, Integer> cache =
        Caffeine.newBuilder().executor(Runnable::run).build(key -> database.get());
    cache.get("key");
    Thread other = new Thread(() -> cache.refresh("key"));
    other.start();
    database.set(2);
    cache.invalidate("key");
    other.join();
    if (cache.get("key") != 2) {
      throw new AssertionError("a value that was invalidated is there again");
    }
  }
}
