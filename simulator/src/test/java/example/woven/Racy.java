package example.woven;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Array;
import java.text.DateFormat;
import java.text.SimpleDateFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Programs with a data race, whose values are right all the same. */
@SuppressWarnings("all")
public final class Racy {
  private static void both(Runnable one, Runnable other) throws InterruptedException {
    Thread a = new Thread(one, "one");
    Thread b = new Thread(other, "other");
    a.start();
    b.start();
    a.join();
    b.join();
  }

  /** What the caller does next is done after what the others do without sleeping. */
  private static void sleep() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Job implements Comparable<Job> {
    int priority;

    @Override
    public int compareTo(Job other) {
      return Integer.compare(priority, other.priority);
    }
  }

  /** A queue compares what was changed after it was put. */
  public static final class ChangedAfterPut {
    public static void main(String[] arguments) throws InterruptedException {
      PriorityBlockingQueue<Job> queue = new PriorityBlockingQueue<>();
      both(
          () -> {
            Job changed = new Job();
            queue.put(changed);
            changed.priority = 1;
          },
          () -> queue.put(new Job()));
    }
  }

  /** To look something up in a map in the order of accesses moves it to the end. */
  public static final class LookUpInAccessOrder {
    public static void main(String[] arguments) throws InterruptedException {
      Map<String, String> map = new LinkedHashMap<>(16, 0.75f, true);
      map.put("a", "1");
      map.put("b", "2");
      both(() -> map.get("a"), () -> map.get("b"));
    }
  }

  /** The same through a view. */
  public static final class LookUpThroughView {
    public static void main(String[] arguments) throws InterruptedException {
      LinkedHashMap<String, String> map = new LinkedHashMap<>(16, 0.75f, true);
      map.put("a", "1");
      Map<String, String> view = Collections.unmodifiableMap(map);
      both(() -> view.getOrDefault("a", ""), () -> map.containsKey("a"));
    }
  }

  /** What a thread does after it has handed a task to a pool, which starts a worker for that. */
  public static final class AfterExecute {
    static int data;

    public static void main(String[] arguments) throws InterruptedException {
      ExecutorService pool = Executors.newFixedThreadPool(1);
      pool.execute(
          () -> {
            sleep();
            data++;
          });
      data++;
      pool.shutdown();
      pool.awaitTermination(1, TimeUnit.DAYS);
    }
  }

  /** A call that has thrown orders nothing of what comes later. */
  public static final class AfterCallThatThrew {
    public static void main(String[] arguments) throws InterruptedException {
      PriorityBlockingQueue<Job> queue = new PriorityBlockingQueue<>();
      Job job = new Job();
      both(
          () -> {
            job.priority = 1;
            queue.size();
          },
          () -> {
            try {
              queue.remove();
            } catch (NoSuchElementException e) {
              // it is empty
            }
            sleep();
            Collections.max(List.of(job, new Job())); // the JDK calls compareTo
          });
    }
  }

  /** Who reads an atomic variable publishes nothing. */
  public static final class ReadOfAtomic {
    static int data;

    public static void main(String[] arguments) throws InterruptedException {
      AtomicInteger flag = new AtomicInteger();
      both(
          () -> {
            data = 42;
            flag.get();
          },
          () -> {
            sleep();
            flag.get();
            data++;
          });
    }
  }

  /** Who reads a volatile variable publishes nothing. */
  public static final class ReadOfVolatile {
    static int data;
    static volatile boolean flag;

    public static void main(String[] arguments) throws InterruptedException {
      both(
          () -> {
            data = 42;
            boolean read = flag;
          },
          () -> {
            sleep();
            boolean read = flag;
            data++;
          });
    }
  }

  /** A flag that is not volatile. */
  public static final class PlainFlag {
    static int data;
    static boolean ready;

    public static void main(String[] arguments) throws InterruptedException {
      both(
          () -> {
            data = 42;
            ready = true;
          },
          () -> {
            if (ready) {
              data++;
            }
          });
    }
  }

  /** What one element of an atomic array publishes, the read of another does not acquire. */
  public static final class OtherElementOfAtomicArray {
    private static final VarHandle IS_SET;
    static int data;
    static boolean isSet;

    static {
      try {
        IS_SET = MethodHandles.lookup()
            .findStaticVarHandle(OtherElementOfAtomicArray.class, "isSet", boolean.class);
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      AtomicIntegerArray flags = new AtomicIntegerArray(2);
      both(
          () -> {
            data = 42;
            flags.set(0, 1);
            IS_SET.setOpaque(true);
          },
          () -> {
            while (!(boolean) IS_SET.getOpaque()) {
              Thread.onSpinWait();
            }
            flags.get(1);
            data++;
          });
    }
  }

  /** A write that changes the value, while another thread reads. */
  public static final class WritesOnce {
    static int n;

    public static void main(String[] arguments) throws InterruptedException {
      Thread writer = new Thread(() -> n = 5, "writer");
      writer.start();
      int read = n;
      writer.join();
    }
  }

  /** A constructor that counts, without a lock. */
  public static final class CountsInConstructor {
    static int made;

    CountsInConstructor() {
      made += 1;
    }

    public static void main(String[] arguments) throws InterruptedException {
      both(CountsInConstructor::new, CountsInConstructor::new);
    }
  }

  /** A constructor that puts its object into a list of others, and goes on. */
  public static final class ListsItself {
    private static final ConcurrentLinkedQueue<ListsItself> ALL = new ConcurrentLinkedQueue<>();
    private int size;

    ListsItself() {
      ALL.add(this);
      size = 1;
    }

    public static void main(String[] arguments) throws InterruptedException {
      both(
          ListsItself::new,
          () -> {
            ListsItself found = ALL.poll();
            int size = found == null ? 0 : found.size;
          });
    }
  }

  /** A constructor that links its object behind another one. */
  public static final class LinksItself {
    private LinksItself next;

    LinksItself(LinksItself before) {
      if (before != null) {
        before.next = this;
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      LinksItself first = new LinksItself(null);
      both(
          () -> new LinksItself(first),
          () -> {
            LinksItself next = first.next;
          });
    }
  }

  /** What is read optimistically is used, whether or not somebody has written. */
  public static final class NotValidated {
    private int value;

    public static void main(String[] arguments) throws InterruptedException {
      NotValidated shared = new NotValidated();
      StampedLock lock = new StampedLock();
      both(
          () -> {
            long stamp = lock.writeLock();
            shared.value = 1;
            lock.unlockWrite(stamp);
          },
          () -> {
            lock.tryOptimisticRead();
            int used = shared.value;
          });
    }
  }

  /** The writer does not take the lock, so a stamp stays valid. */
  public static final class WriterWithoutLock {
    private int value;

    public static void main(String[] arguments) throws InterruptedException {
      WriterWithoutLock shared = new WriterWithoutLock();
      StampedLock lock = new StampedLock();
      both(
          () -> shared.value = 1,
          () -> {
            long stamp = lock.tryOptimisticRead();
            int seen = shared.value;
            lock.validate(stamp);
          });
    }
  }

  /** The lock is taken by an attempt, and so is named in the report. */
  public static final class WriterThatTried {
    private int value;

    public static void main(String[] arguments) throws InterruptedException {
      WriterThatTried shared = new WriterThatTried();
      StampedLock lock = new StampedLock();
      both(
          () -> {
            long stamp = lock.tryConvertToWriteLock(lock.tryOptimisticRead());
            shared.value = 1;
            lock.unlockWrite(stamp);
          },
          () -> shared.value = 2);
    }
  }

  /** The threads of a parallel stream count without a lock. */
  public static final class ParallelStream {
    static int count;

    public static void main(String[] arguments) {
      IntStream.range(0, 4).parallel().forEach(each -> count++);
    }
  }

  /** One of the two holds a lock of the JDK. */
  public static final class LockOfOne {
    private int value;

    public static void main(String[] arguments) throws InterruptedException {
      LockOfOne shared = new LockOfOne();
      ReentrantLock lock = new ReentrantLock();
      both(
          () -> {
            lock.lock();
            try {
              shared.value++;
            } finally {
              lock.unlock();
            }
          },
          () -> shared.value++);
    }
  }

  /** One of the two has held a monitor. */
  public static final class MonitorGivenBack {
    private int value;

    public static void main(String[] arguments) throws InterruptedException {
      MonitorGivenBack shared = new MonitorGivenBack();
      Object lock = new Object();
      both(
          () -> {
            synchronized (lock) {
              shared.hashCode();
            }
            shared.value = 1;
          },
          () -> shared.value = 1);
    }
  }

  /** One of the two holds another monitor. */
  public static final class WrongMonitor {
    private int value;

    public static void main(String[] arguments) throws InterruptedException {
      WrongMonitor shared = new WrongMonitor();
      Object lock = new Object();
      both(
          () -> {
            synchronized (lock) {
              shared.value = 1;
            }
          },
          () -> {
            synchronized (shared) {
              shared.value = 1;
            }
          });
    }
  }

  /** An ArrayList of two threads. */
  public static final class SharedList {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new ArrayList<>();
      both(() -> list.add(1), () -> list.add(2));
    }
  }

  /** A map that is not made for threads, as caches often are. */
  public static final class SharedWeakMap {
    public static void main(String[] arguments) throws InterruptedException {
      Map<String, Integer> map = new WeakHashMap<>();
      both(() -> map.put("one", 1), () -> map.get("two"));
    }
  }

  /** A view of a map, made before. */
  public static final class SharedView {
    public static void main(String[] arguments) throws InterruptedException {
      Map<String, Integer> map = new HashMap<>();
      Set<String> keys = map.keySet();
      both(() -> map.put("one", 1), () -> keys.contains("two"));
    }
  }

  /** A view that cannot be written. */
  public static final class SharedUnmodifiableView {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new ArrayList<>();
      List<Integer> view = Collections.unmodifiableList(list);
      both(() -> list.add(1), () -> view.size());
    }
  }

  /** An argument of a method of the JDK that sorts it. */
  public static final class SharedArgument {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new ArrayList<>(List.of(2, 1));
      both(() -> Collections.sort(list), () -> new ArrayList<>().addAll(list));
    }
  }

  /** An iterator, made before. */
  public static final class SharedIterator {
    public static void main(String[] arguments) throws InterruptedException {
      List<String> list = new ArrayList<>(List.of("one"));
      Iterator<String> iterator = list.iterator();
      both(() -> list.set(0, "two"), () -> iterator.next());
    }
  }

  /** Elements of an array. */
  public static final class SharedElement {
    public static void main(String[] arguments) throws InterruptedException {
      int[] array = new int[2];
      both(() -> array[1] = 1, () -> array[1] = 1);
    }
  }

  /** A part of an array that is copied. */
  public static final class SharedCopy {
    public static void main(String[] arguments) throws InterruptedException {
      int[] array = new int[8];
      both(() -> System.arraycopy(array, 0, array, 4, 4), () -> array[5] = 1);
    }
  }

  /** An array that is copied. */
  public static final class SharedClone {
    public static void main(String[] arguments) throws InterruptedException {
      int[] array = new int[8];
      both(() -> array.clone(), () -> array[5] = 1);
    }
  }

  /** A part of an array that is filled. */
  public static final class SharedFill {
    public static void main(String[] arguments) throws InterruptedException {
      long[] array = new long[8];
      both(() -> Arrays.fill(array, 5, 8, 1), () -> Arrays.copyOf(array, 6));
    }
  }

  /** An array that is sorted by a reference to the method. */
  public static final class SortedByReference {
    public static void main(String[] arguments) throws InterruptedException {
      int[] array = new int[8];
      Consumer<int[]> sort = Arrays::sort;
      both(() -> sort.accept(array), () -> array[5] = 1);
    }
  }

  /** A list whose elements are shown in a text. */
  public static final class ListInText {
    static String text = "";

    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new ArrayList<>(List.of(2, 1));
      both(() -> text = "all: " + list, () -> list.set(0, 1));
    }
  }

  /** A list to which another one is compared. */
  public static final class ListCompared {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new ArrayList<>(List.of(2, 1));
      both(() -> List.of(2, 1).equals(list), () -> list.set(0, 1));
    }
  }

  /** A text that two threads append to. */
  public static final class SharedBuilder {
    public static void main(String[] arguments) throws InterruptedException {
      StringBuilder log = new StringBuilder();
      both(() -> log.append("one").append(1), () -> log.append("two"));
    }
  }

  /** The same, by references to methods. */
  public static final class BuilderByReference {
    public static void main(String[] arguments) throws InterruptedException {
      StringBuilder log = new StringBuilder();
      Consumer<String> append = log::append;
      both(() -> append.accept("one"), () -> log.length());
    }
  }

  /** A list to which threads of the pool add, by a reference that they call themselves. */
  public static final class ListFilledByStages {
    public static void main(String[] arguments) {
      List<Integer> list = new ArrayList<>();
      CompletableFuture<Integer> one = CompletableFuture.supplyAsync(() -> 1);
      CompletableFuture<Integer> two = CompletableFuture.supplyAsync(() -> 2);
      CompletableFuture.allOf(one.thenAcceptAsync(list::add), two.thenAcceptAsync(list::add))
          .join();
    }
  }

  /** A format keeps what it is about to write in a field. */
  public static final class SharedFormat {
    public static void main(String[] arguments) throws InterruptedException {
      DateFormat format = new SimpleDateFormat("HH:mm", Locale.ROOT);
      Date date = new Date(0);
      both(() -> format.format(date), () -> format.format(date));
    }
  }

  /** A map whose keys are an enum's. */
  public static final class SharedEnumMap {
    private enum Key {
      ONE,
      TWO
    }

    public static void main(String[] arguments) throws InterruptedException {
      Map<Key, Integer> map = new EnumMap<>(Key.class);
      both(() -> map.put(Key.ONE, 1), () -> map.put(Key.TWO, 2));
    }
  }

  /** A list that is sorted by a reference to a method. */
  public static final class ListSortedByReference {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new ArrayList<>(List.of(2, 1));
      Consumer<List<Integer>> sort = Collections::sort;
      both(() -> sort.accept(list), () -> list.set(0, 1));
    }
  }

  /** The same, copied by a reference to a constructor. */
  public static final class ListCopiedByReference {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new ArrayList<>(List.of(2, 1));
      Function<List<Integer>, List<Integer>> copy = ArrayList::new;
      both(() -> copy.apply(list), () -> list.set(0, 1));
    }
  }

  /** The same, read by a reference to a method of streams. */
  public static final class ListCountedByReference {
    public static void main(String[] arguments) throws InterruptedException {
      List<Integer> list = new ArrayList<>(List.of(2, 1));
      Supplier<List<Integer>> count = list.stream()::toList;
      both(() -> count.get(), () -> list.set(0, 1));
    }
  }

  /** Reads after a join of another thread. */
  public static final class WrongJoin {
    static int result;

    public static void main(String[] arguments) throws InterruptedException {
      Thread work = new Thread(() -> result = 1, "work");
      Thread other = new Thread(() -> {}, "other");
      work.start();
      other.start();
      other.join();
      result++;
    }
  }

  /** A field, written by reflection. */
  public static final class SharedThroughReflection {
    static int value;

    static void set() {
      try {
        SharedThroughReflection.class.getDeclaredField("value").setInt(null, 1);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      both(() -> set(), () -> value = 1);
    }
  }

  /** A field, written by the handle of a method. */
  public static final class SharedThroughSetter {
    long value;

    public static void main(String[] arguments) throws Exception {
      MethodHandle setter =
          MethodHandles.lookup().findSetter(SharedThroughSetter.class, "value", long.class);
      SharedThroughSetter object = new SharedThroughSetter();
      both(
          () -> {
            try {
              setter.invokeExact(object, 1L);
            } catch (Throwable e) {
              throw new IllegalStateException(e);
            }
          },
          () -> object.value = 1);
    }
  }

  /** An element, written by the handle of a method, and read by another one. */
  public static final class SharedThroughElementSetter {
    public static void main(String[] arguments) throws InterruptedException {
      int[] array = new int[2];
      MethodHandle setter = MethodHandles.arrayElementSetter(int[].class);
      MethodHandle getter = MethodHandles.arrayElementGetter(int[].class);
      both(
          () -> {
            try {
              setter.invokeExact(array, 1, 1);
            } catch (Throwable e) {
              throw new IllegalStateException(e);
            }
          },
          () -> {
            try {
              int seen = (int) getter.invokeExact(array, 1);
            } catch (Throwable e) {
              throw new IllegalStateException(e);
            }
          });
    }
  }

  /** An element, written by reflection. */
  public static final class SharedReflectiveElement {
    public static void main(String[] arguments) throws InterruptedException {
      int[] array = new int[2];
      both(() -> Array.setInt(array, 1, 1), () -> array[1] = 1);
    }
  }

  /** A constructor that keeps its object in a field, takes it from there and publishes it. */
  public static final class PublishesItsField {
    static volatile PublishesItsField last;
    PublishesItsField self;
    int value;

    PublishesItsField() {
      self = this;
      last = self;
      value = 1;
    }

    public static void main(String[] arguments) throws InterruptedException {
      both(
          PublishesItsField::new,
          () -> {
            PublishesItsField known = last;
            if (known != null) {
              known.value++;
            }
          });
    }
  }

  /** A constructor that calls another one, which publishes the object, and goes on. */
  public static final class PublishedByOther {
    static volatile PublishedByOther last;
    int value;

    PublishedByOther(boolean publishes) {
      if (publishes) {
        last = this;
      }
    }

    PublishedByOther() {
      this(true);
      value = 1;
    }

    public static void main(String[] arguments) throws InterruptedException {
      both(
          PublishedByOther::new,
          () -> {
            PublishedByOther known = last;
            if (known != null) {
              known.value++;
            }
          });
    }
  }

  /** A constructor that publishes its object at the end of a loop, and goes on at its begin. */
  public static final class PublishedInLoop {
    static volatile PublishedInLoop last;
    int value;

    PublishedInLoop() {
      for (int i = 0; i < 2; i++) {
        value = i;
        last = this;
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      both(
          PublishedInLoop::new,
          () -> {
            PublishedInLoop known = last;
            if (known != null) {
              known.value++;
            }
          });
    }
  }

  /** A constructor that publishes its object on one of two ways. */
  public static final class PublishedOnOneWay {
    static volatile PublishedOnOneWay last;
    int value;

    PublishedOnOneWay(boolean publishes) {
      last = publishes ? this : null;
      value = 1;
    }

    public static void main(String[] arguments) throws InterruptedException {
      both(
          () -> new PublishedOnOneWay(true),
          () -> {
            PublishedOnOneWay known = last;
            if (known != null) {
              known.value++;
            }
          });
    }
  }

  private Racy() {}

  /** Opaque accesses order nothing, and the interrupt is not detected. */
  public static final class InterruptNotDetected {
    private static final VarHandle GO;
    private static boolean go;
    private static int published;

    static {
      try {
        GO =
            MethodHandles.lookup()
                .findStaticVarHandle(InterruptNotDetected.class, "go", boolean.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      Thread reader =
          new Thread(
              () -> {
                while (!(boolean) GO.getOpaque()) {
                  Thread.onSpinWait();
                }
                int seen = published;
              });
      reader.start();
      published = 7;
      reader.interrupt();
      GO.setOpaque(true);
      reader.join();
    }
  }
}
