package example.woven;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;

/** Programs that take one call of {@code java.util.concurrent} for one step, which it is not. */
@SuppressWarnings({"all", "serial", "try"})
public final class BrokenInside {
  private BrokenInside() {}

  private static void require(boolean holds) {
    if (!holds) {
      throw new AssertionError("this was never the case");
    }
  }

  /** The queue has 1 or 0 elements, and {@code size} counts 2. */
  public static final class SizeOfLinkedQueue {
    public static void main(String[] arguments) throws InterruptedException {
      ConcurrentLinkedQueue<String> queue = new ConcurrentLinkedQueue<>();
      queue.add("a");
      Thread other =
          new Thread(
              () -> {
                queue.poll();
                queue.add("b");
              });
      other.start();
      int size = queue.size();
      other.join();
      require(size <= 1);
    }
  }

  /** Whoever sees the second entry does not see the first. */
  public static final class TextOfMap {
    public static void main(String[] arguments) throws InterruptedException {
      ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
      Thread other =
          new Thread(
              () -> {
                map.put(0, 0);
                map.put(1, 1);
              });
      other.start();
      String text = map.toString();
      other.join();
      require(!text.equals("{1=1}"));
    }
  }

  /** Half of the entries are there. */
  public static final class PutAllOfMap {
    public static void main(String[] arguments) throws InterruptedException {
      ConcurrentSkipListMap<Integer, Integer> map = new ConcurrentSkipListMap<>();
      Thread other = new Thread(() -> map.putAll(new TreeMap<>(Map.of(0, 0, 1, 1))));
      other.start();
      int size = map.size();
      other.join();
      require(size != 1);
    }
  }

  /** Two elements move over one after the other. */
  public static final class DrainOfQueue {
    public static void main(String[] arguments) throws InterruptedException {
      LinkedBlockingQueue<Integer> from = new LinkedBlockingQueue<>(java.util.List.of(1, 2));
      ArrayBlockingQueue<Integer> to = new ArrayBlockingQueue<>(2);
      Thread other = new Thread(() -> from.drainTo(to));
      other.start();
      int size = to.size();
      other.join();
      require(size != 1);
    }
  }
}
