import scala.collection.concurrent.TrieMap;
import scala.runtime.AbstractFunction0;

/** SI-7943: who asks for an absent key at the same time has to get the same value. */
public class TrieMapUpdatesTwice {
  private static Object value(TrieMap<String, Object> map) {
    return map.getOrElseUpdate(
        "key",
        new AbstractFunction0<Object>() {
          @Override
          public Object apply() {
            return new Object();
          }
        });
  }

  public static void main(String[] arguments) throws Exception {
    TrieMap<String, Object> map = new TrieMap<>();
    Object[] seen = new Object[1];
    Thread other = new Thread(() -> seen[0] = value(map));
    other.start();
    Object mine = value(map);
    other.join();
    if (mine != seen[0]) {
      throw new AssertionError("two values of one key");
    }
  }
}
