import org.springframework.util.ConcurrentLruCache;

/** Spring 37268: a cache that has its size limited forgets what it has removed only once. */
public class CacheGrows {
  public static void main(String[] arguments) throws Exception {
    ConcurrentLruCache<Integer, Object> cache = new ConcurrentLruCache<>(1, key -> new Object());
    cache.get(0);
    Thread other = new Thread(() -> cache.remove(0));
    other.start();
    cache.get(1);
    other.join();
    for (int key = 2; key < 6; key++) {
      cache.get(key);
    }
    if (cache.size() > cache.capacity()) {
      throw new AssertionError(cache.size() + " entries in a cache of " + cache.capacity());
    }
  }
}
