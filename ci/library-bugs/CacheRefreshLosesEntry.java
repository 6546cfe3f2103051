import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;

/** Guava 976: what a cache has returned is in the cache, also after a refresh and an invalidation at once. */
public class CacheRefreshLosesEntry {
  public static void main(String[] arguments) throws Exception {
    LoadingCache<String, Object> cache =
        CacheBuilder.newBuilder()
            .build(
                new CacheLoader<String, Object>() {
                  @Override
                  public Object load(String key) {
                    return new Object();
                  }
                });
    cache.get("key");
    Thread other = new Thread(() -> cache.refresh("key"));
    other.start();
    cache.invalidateAll();
    cache.get("key");
    other.join();
    cache.get("key");
    if (!cache.asMap().containsKey("key")) {
      throw new AssertionError("a value was returned that is not in the cache");
    }
  }
}
