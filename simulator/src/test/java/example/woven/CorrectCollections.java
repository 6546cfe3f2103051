package example.woven;

import static example.woven.BrokenFacilities.both;
import static example.woven.BrokenFacilities.expect;

import example.library.Mailbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SequencedCollection;
import java.util.Stack;
import java.util.TreeMap;
import java.util.Vector;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jctools.queues.MpscArrayQueue;

/** Correct programs whose threads share collections. */
@SuppressWarnings({"all", "serial", "try"})
public final class CorrectCollections {
  /** What was put before a view of the map gives it out. */
  public static final class PublicationThroughViews {
    int value;

    public static void main(String[] arguments) throws InterruptedException {
      Map<Integer, PublicationThroughViews> map = new ConcurrentHashMap<>();
      Collection<PublicationThroughViews> values = map.values();
      Thread writer =
          new Thread(
              () -> {
                for (int i = 0; i < 3; i++) {
                  PublicationThroughViews made = new PublicationThroughViews();
                  made.value = 1;
                  map.put(i, made);
                }
              });
      writer.start();
      for (PublicationThroughViews each : values) {
        expect(1, each.value);
      }
      writer.join();
    }
  }

  /** Threads look up in a map in the order in which its entries were put, and ask one in the order of accesses for its size. */
  public static final class SharedLookUps {
    public static void main(String[] arguments) throws InterruptedException {
      Map<Integer, Integer> byInsertion = new LinkedHashMap<>(Map.of(1, 1));
      Map<Integer, Integer> byAccess = new LinkedHashMap<>(16, 0.75f, true);
      byAccess.put(1, 1);
      Thread other =
          new Thread(
              () -> {
                expect(1, byInsertion.get(1));
                expect(1, byAccess.size());
              });
      other.start();
      expect(1, byInsertion.getOrDefault(1, 2));
      expect(1, byAccess.containsKey(1) ? 1 : 0);
      other.join();
    }
  }

  /** A queue of the program's own, used through an interface. */
  public static final class OwnQueue {
    private static final class Named extends LinkedBlockingQueue<int[]> {}

    public static void main(String[] arguments) throws InterruptedException {
      BlockingQueue<int[]> queue = new Named();
      Thread taker =
          new Thread(
              () -> {
                for (int i = 0; i < 2; i++) {
                  int[] taken = queue.poll();
                  if (taken != null) {
                    expect(7, taken[0]);
                  }
                }
              });
      taker.start();
      int[] made = {6};
      made[0]++;
      queue.add(made);
      taker.join();
    }
  }

  /** Collections that nobody changes any more. */
  public static final class ReadersOnly {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new ArrayList<>(List.of(1, 2, 3));
      TreeMap<Integer, Integer> map = new TreeMap<>(Map.of(1, 1, 2, 2));
      ArrayDeque<Integer> deque = new ArrayDeque<>(list);
      Runnable body =
          () -> {
            expect(1, list.indexOf(2) + list.lastIndexOf(9) + 1);
            expect(3, list.toArray().length);
            expect(2, list.subList(1, 3).size());
            list.forEach(each -> {});
            expect(1, map.firstKey());
            expect(2, map.floorEntry(5).getValue());
            map.forEach((key, value) -> {});
            expect(map.hashCode(), new HashMap<>(map).hashCode());
            expect(1, deque.element());
            expect(1, map.equals(Map.of()) ? 0 : 1);
            for (Iterator<Integer> each = deque.descendingIterator(); each.hasNext();) {
              each.next();
            }
          };
      both(body);
    }
  }

  /** Each thread iterates over its own collections, and over one under a lock. */
  public static final class IterationUnderALock {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new ArrayList<>(List.of(1, 2));
      Runnable body =
          () -> {
            synchronized (list) {
              for (Iterator<Integer> each = list.iterator(); each.hasNext();) {
                if (each.next() == 2) {
                  each.remove();
                }
              }
              list.add(2);
              expect(3, list.stream().mapToInt(each -> each).sum());
            }
            Map<String, Integer> own = new HashMap<>(Map.of("a", 1));
            for (Map.Entry<String, Integer> each : own.entrySet()) {
              each.setValue(each.getValue() + 1);
            }
            expect(2, own.get("a"));
          };
      Thread other = new Thread(body);
      other.start();
      body.run();
      other.join();
    }
  }

  /** Two lambdas on one key exclude each other, plain variables included. */
  public static final class ComputeOfOneKey {
    private static int sum;

    public static void main(String[] arguments) throws InterruptedException {
      ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
      both(
          () -> map.compute(
              "a",
              (key, value) -> {
                sum = sum + 1;
                return sum;
              }));
      expect(2, map.get("a"));
      expect(2, sum);
    }
  }

  public static final class ComputeIfAbsentOnce {
    public static void main(String[] arguments) throws InterruptedException {
      ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
      AtomicInteger made = new AtomicInteger();
      both(() -> map.computeIfAbsent("a", key -> made.incrementAndGet()));
      expect(1, made.get());
    }
  }

  /** Others write to the map, also to the same bin, while a lambda runs. */
  public static final class MergeAmongOthers {
    public static void main(String[] arguments) throws InterruptedException {
      ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>(1);
      AtomicInteger calls = new AtomicInteger();
      both(
          () -> {
            for (int i = 0; i < 4; i++) {
              map.merge(
                  i, 1,
                  (one, more) -> {
                    calls.incrementAndGet();
                    return one + more;
                  });
              map.put(16 + i, i);
              map.remove(16 + i);
            }
          });
      expect(4, calls.get());
      expect(2, map.get(3));
    }
  }

  public static final class ReplaceAllOfCopyOnWrite {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new CopyOnWriteArrayList<>(List.of(1));
      AtomicInteger calls = new AtomicInteger();
      both(
          () -> {
            list.replaceAll(x -> x + calls.incrementAndGet());
            list.add(5);
          });
      expect(3, list.size());
    }
  }

  /** Plain data that goes through a queue of a library that is not woven. */
  public static final class LibraryQueue {
    private int data;

    public static void main(String[] arguments) throws InterruptedException {
      MpscArrayQueue<LibraryQueue> queue = new MpscArrayQueue<>(8);
      Thread other =
          new Thread(
              () -> {
                LibraryQueue made = new LibraryQueue();
                made.data = 5;
                queue.offer(made);
              });
      other.start();
      LibraryQueue taken = queue.poll();
      other.join();
      taken = taken == null ? queue.poll() : taken;
      expect(5, taken.data);
    }
  }

  /** What was written before a function of the program was given to a library, which calls it on another thread. */
  public static final class LibraryCalls {
    static int data;

    public static void main(String[] arguments) throws InterruptedException {
      Mailbox mailbox = new Mailbox();
      Thread runs = new Thread(mailbox::runAll);
      runs.start();
      data = 5;
      mailbox.put(() -> expect(5, data));
      runs.join();
      mailbox.runAll();
    }
  }

  private CorrectCollections() {}

  /** Functions that have steps, inside a monitor of an object that the caller does not know as one with monitors. */
  public static final class FunctionsInMonitors {
    static volatile int calls;

    private static final class Text implements CharSequence {
      @Override
      public int length() {
        calls++;
        return 1;
      }

      @Override
      public char charAt(int index) {
        return 'x';
      }

      @Override
      public CharSequence subSequence(int start, int end) {
        return this;
      }
    }

    private static Appendable append(Appendable to) {
      try {
        return to.append(new Text());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private static int one() {
      calls++;
      calls++;
      return 1;
    }

    public static void main(String[] arguments) throws InterruptedException {
      Map<String, Integer> table = new Hashtable<>();
      Dictionary<String, Integer> dictionary = (Hashtable<String, Integer>) table;
      Map<Object, Object> properties = new Properties();
      Vector<Integer> vector = new Vector<>();
      List<Integer> list = new Vector<>(List.of(1));
      SequencedCollection<Integer> stack = new Stack<>();
      Appendable buffer = new StringBuffer();
      both(
          () -> {
            table.computeIfAbsent("a", key -> one());
            dictionary.put("b", 1);
            properties.merge("a", "b", (one, other) -> one());
            vector.removeIf(each -> one() == 0);
            vector.add(1);
            list.replaceAll(each -> each + one());
            synchronized (list) {
              list.iterator().forEachRemaining(each -> one());
            }
            stack.add(one());
            stack.retainAll(List.of(1));
            append(buffer);
          });
      expect(3, list.getFirst());
      expect(2, vector.size());
      expect(2, stack.size());
      expect("xx", buffer.toString());
    }
  }

  /** A block excludes the calls of those who know the object under another type. */
  public static final class BlocksExcludeSupertypes {
    public static void main(String[] arguments) throws InterruptedException {
      Hashtable<String, Integer> table = new Hashtable<>();
      StringBuffer buffer = new StringBuffer();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Map<String, Integer> map = table;
      CharSequence text = buffer;
      OutputStream out = bytes;
      Thread other =
          new Thread(
              () -> {
                map.put("a", 1);
                expect(0, text.length() % 2);
                try {
                  out.write(1);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      other.start();
      synchronized (table) {
        int size = table.size();
        expect(size, table.size());
      }
      synchronized (buffer) {
        buffer.append("a");
        buffer.append("b");
      }
      synchronized (bytes) {
        int size = bytes.size();
        Thread.yield();
        expect(size, bytes.size());
      }
      other.join();
    }
  }

  /** A block excludes the calls by a reference to a method. */
  public static final class BlocksExcludeReferences {
    public static void main(String[] arguments) throws InterruptedException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      IntConsumer write = bytes::write;
      OutputStream out = bytes;
      Writes writeBelow = out::write;
      Thread one = new Thread(() -> write.accept(1));
      Thread other =
          new Thread(
              () -> {
                try {
                  writeBelow.write(1);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      one.start();
      other.start();
      synchronized (bytes) {
        int size = bytes.size();
        Thread.yield();
        expect(size, bytes.size());
      }
      one.join();
      other.join();
    }

    /** Writes a byte, or fails. */
    private interface Writes {
      void write(int each) throws IOException;
    }
  }
}
