package example.woven;

import example.library.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** Programs that use more of the JDK than threads and locks. */
@SuppressWarnings("all")
public final class Surroundings {
  static void check(boolean holds, String rule) {
    if (!holds) {
      throw new AssertionError(rule);
    }
  }

  /** Does what no run may do: what its argument says. */
  public static final class Reaches {
    static int uses;

    public static void main(String[] arguments) throws Exception {
      uses++;
      switch (arguments[0]) {
        case "exec" -> Runtime.getRuntime().exec(new String[] {"no-such-program"});
        case "process" -> new ProcessBuilder("no-such-program").start();
        case "window" -> new javax.swing.JFrame("window");
        case "dialog" -> javax.swing.JOptionPane.showMessageDialog(null, "dialog");
        case "http" -> java.net.http.HttpClient.newHttpClient();
        default -> throw new AssertionError(arguments[0]);
      }
    }
  }

  /** Waits where the JDK waits for a monitor of its own. */
  public static final class WaitsInJdk {
    public static void main(String[] arguments) throws Exception {
      switch (arguments[0]) {
        case "stream" -> new java.io.PipedInputStream(new java.io.PipedOutputStream()).read();
        case "reader" -> new java.io.PipedReader(new java.io.PipedWriter()).read();
        case "full" -> {
          java.io.PipedOutputStream out = new java.io.PipedOutputStream();
          java.io.PipedInputStream in = new java.io.PipedInputStream(out, 1);
          new Thread(() -> {}).start();
          out.write(new byte[2]);
          in.close();
        }
        case "reference" -> new java.lang.ref.ReferenceQueue<Object>().remove();
        case "limited" -> new java.lang.ref.ReferenceQueue<Object>().remove(1_000);
        default -> throw new AssertionError(arguments[0]);
      }
    }
  }

  /** Registers what is done when the process ends, and looks for a console. */
  public static final class OutlivesRun {
    static int uses;

    public static void main(String[] arguments) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> uses++));
      check(System.console() == null, "no console");
      uses++;
    }
  }

  /** Methods that the JVM makes of fields. */
  public static final class Records {
    record Point(int x, String name) {}

    static Point last;

    public static void main(String[] arguments) throws InterruptedException {
      last = new Point(1, "a");
      Thread other = new Thread(() -> check(last.equals(new Point(1, "a")), "equal"));
      other.start();
      check(last.hashCode() == new Point(1, "a").hashCode(), "hash code");
      check(last.toString().equals("Point[x=1, name=a]"), "text");
      other.join();
    }
  }

  /** Leaves everything static changed. */
  public static final class Statics {
    interface Log {
      List<String> LINES = new ArrayList<>();
    }

    enum Colour {
      RED,
      GREEN {
        @Override
        int number() {
          return 2;
        }
      };

      static final Map<String, Colour> BY_NAME = new HashMap<>();

      static {
        for (Colour each : values()) {
          BY_NAME.put(each.name(), each);
        }
      }

      int uses;
      final List<String> users = new ArrayList<>();

      int number() {
        return 1;
      }
    }

    static class Base {
      static int count = 7;
    }

    static class Derived extends Base {
      static int twice = 2 * count;
    }

    static int number = 5;
    static final List<String> NAMES = new ArrayList<>();

    public static void main(String[] arguments) {
      check(number++ == 5, "a static field");
      check(NAMES.isEmpty(), "a static final field");
      NAMES.add("x");
      check(Log.LINES.isEmpty(), "a field of an interface");
      Log.LINES.add("x");
      check(Derived.twice++ == 14, "a class and its superclass");
      Base.count++;
      check(Colour.RED.uses++ == 0 && Colour.RED.users.isEmpty(), "the state of an enum constant");
      Colour.RED.users.add("x");
      check(Colour.valueOf("RED") == Colour.RED, "one constant of a name");
      check(Colour.BY_NAME.get("GREEN").number() == 2, "a map of constants");
      check(EnumSet.allOf(Colour.class).contains(Colour.GREEN), "a set of constants");
    }
  }

  /** Loops that wait for others without a hint. */
  public static final class Spins {
    static volatile boolean flag;
    static int count;

    public static void main(String[] arguments) throws InterruptedException {
      Thread spinning =
          new Thread(
              () -> {
                while (!flag) {}
              });
      spinning.start();
      Thread.sleep(1_000);
      long end = System.nanoTime() + 2_000_000_000L;
      while (System.nanoTime() < end) {
        count++;
      }
      flag = true;
      spinning.join();
      AtomicBoolean token = new AtomicBoolean();
      Thread late =
          new Thread(
              () -> {
                try {
                  Thread.sleep(500);
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                token.set(true);
              });
      late.start();
      while (!token.compareAndSet(true, false)) {}
    }
  }

  /** Fails, and says what it has drawn and read. */
  public static final class Draws {
    public static void main(String[] arguments) throws Exception {
      List<Integer> shuffled = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6));
      Collections.shuffle(shuffled);
      Set<Object> set = new HashSet<>();
      for (int i = 0; i < 6; i++) {
        set.add(new Draws());
      }
      byte[] secret = new byte[4];
      new java.security.SecureRandom().nextBytes(secret);
      throw new IllegalStateException(
          Instant.now() + " " + System.nanoTime() + " " + new Random().nextInt() + " "
              + ThreadLocalRandom.current().nextInt() + " " + UUID.randomUUID() + " "
              + Math.random() + " " + shuffled + " " + set + " "
              + System.identityHashCode(set) + " " + List.of(secret[0], secret[1]) + " "
              + new Thread(() -> {}).getName());
    }
  }

  /** Orders that the JVM draws. */
  public static final class Orders {
    private enum Color {
      RED, GREEN, BLUE
    }

    public static void main(String[] arguments) throws InterruptedException {
      StringBuilder order = new StringBuilder();
      Set.of(1, 2, 3, 4, 5, 6, 7).forEach(order::append);
      for (int each : Map.of(1, 1, 2, 2, 3, 3, 4, 4, 5, 5).keySet()) {
        order.append(each);
      }
      Map.of(1, 1, 2, 2, 3, 3).forEach((key, value) -> order.append(key));
      Set.of(4, 5, 6).stream().forEach(order::append);
      order.append(new HashSet<>(List.of(Color.values())));
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      for (int i = 0; i < 5; i++) {
        Thread made = i % 2 == 0 ? new Thread(() -> {}) : Thread.startVirtualThread(() -> {});
        made.setName("thread" + i);
        threads.add(made);
      }
      threads.forEach(each -> order.append(each.getName()));
      throw new IllegalStateException(order.append(Set.of(1, 2)).toString());
    }
  }

  /** Draws after a library that draws in the first run of a process only; as many steps as it has drawn. */
  public static final class DrawsAfterLibrary {
    private static final int[] steps = new int[1];

    public static void main(String[] arguments) {
      steps[0] = Settings.size();
      Map<Object, Integer> numbers = new HashMap<>();
      for (int i = 0; i < 5; i++) {
        numbers.put(new Object(), i);
      }
      step(numbers.values().iterator().next());
      step(UUID.randomUUID().hashCode() & 7);
      step(new Random().nextInt(8));
    }

    private static void step(int times) {
      for (int i = 0; i < times; i++) {
        steps[0]++;
      }
    }
  }

  /** A timer, and a subclass of Thread. */
  public static final class Timers {
    static final class Worker extends Thread {
      boolean isItself;

      @Override
      public void run() {
        isItself = Thread.currentThread() == this;
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      long begin = System.currentTimeMillis();
      CountDownLatch ticks = new CountDownLatch(3);
      Timer timer = new Timer();
      timer.schedule(
          new TimerTask() {
            @Override
            public void run() {
              ticks.countDown();
            }
          },
          1_000, 60_000);
      ticks.await();
      timer.cancel();
      check(System.currentTimeMillis() - begin >= 121_000, "two minutes");
      Worker worker = new Worker();
      check(!worker.isAlive(), "not started");
      worker.start();
      worker.join();
      check(worker.isItself && !worker.isAlive(), "it ran");
      Thread daemon =
          new Thread(
              () -> {
                while (true) {
                  try {
                    Thread.sleep(1_000);
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              });
      daemon.setDaemon(true);
      daemon.start();
      boolean[] handled = {false};
      Thread thrower =
          new Thread(
              () -> {
                throw new IllegalStateException("thrown");
              });
      thrower.setUncaughtExceptionHandler((thread, thrown) -> handled[0] = true);
      thrower.start();
      thrower.join();
      check(handled[0], "handled");
    }
  }

  /** Ends as processes do. */
  public static final class Exits {
    public static void main(String[] arguments) throws InterruptedException {
      new Thread(
          () -> {
            synchronized (arguments) {
              try {
                arguments.wait();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            }
          }).start();
      ExecutorService pool = Executors.newFixedThreadPool(1);
      Future<?> done = pool.submit(() -> {});
      while (!done.isDone()) {
        Thread.sleep(1);
      }
      System.exit(arguments.length);
    }
  }

  /** Waits for the threads of a scope, whose class is a preview: so it is called by reflection. */
  public static final class Scopes {
    public static void main(String[] arguments) throws Exception {
      Class<?> type = Class.forName("java.util.concurrent.StructuredTaskScope");
      Object scope = type.getMethod("open").invoke(null);
      Callable<Integer> sleeps = () -> {
        Thread.sleep(5);
        return 1;
      };
      Callable<Integer> ends = () -> 2;
      type.getMethod("fork", Callable.class).invoke(scope, sleeps);
      type.getMethod("fork", Callable.class).invoke(scope, ends);
      type.getMethod("join").invoke(scope);
      type.getMethod("close").invoke(scope);
    }
  }

  /** Ends the process without its hooks. */
  public static final class Halts {
    public static void main(String[] arguments) {
      Runtime.getRuntime().halt(arguments.length);
      throw new AssertionError("not reached");
    }
  }

  /** Reads what nobody types. */
  public static final class Reads {
    public static void main(String[] arguments) throws Exception {
      System.in.read();
    }
  }

  /** Has no main method. */
  public static final class NoMain {}

  private Surroundings() {}
}
