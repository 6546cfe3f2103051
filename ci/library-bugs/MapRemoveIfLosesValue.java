import org.eclipse.collections.impl.map.mutable.ConcurrentHashMap;

/** Eclipse Collections 424: removeIf removes only values that match, also if one is replaced meanwhile. */
public class MapRemoveIfLosesValue {
  public static void main(String[] arguments) throws Exception {
    ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>(1);
    map.put("key", 1);
    Thread other = new Thread(() -> map.values().removeIf(value -> value == 1));
    other.start();
    boolean replaced = map.replace("key", 1, 2);
    other.join();
    if (replaced && !map.containsKey("key")) {
      throw new AssertionError("a value that does not match was removed");
    }
  }
}
