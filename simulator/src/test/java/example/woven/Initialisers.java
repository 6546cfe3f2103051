package example.woven;

import java.lang.invoke.MethodHandles;
import java.util.Objects;
import java.util.stream.IntStream;

/** Programs whose static initialisers wait for each other, as the JVM has them do. */
@SuppressWarnings("all")
public final class Initialisers {
  private static void inTwo(Runnable one, Runnable other) throws InterruptedException {
    Thread[] threads = {new Thread(one), new Thread(other)};
    for (Thread each : threads) {
      each.start();
    }
    for (Thread each : threads) {
      each.join();
    }
  }

  /** Two classes need each other. */
  public static final class EachOther {
    static final class First {
      static final Object VALUE = Objects.hash(Second.class, Second.other());

      static int other() {
        return 1;
      }
    }

    static final class Second {
      static final Object VALUE = Objects.hash(First.class, First.other());

      static int other() {
        return 2;
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      inTwo(First::other, Second::other);
    }
  }

  /** A class has a constant of a subclass. */
  public static final class Subclass {
    static class Shape {
      static final Shape UNIT = new Square(1);
    }

    static final class Square extends Shape {
      static final int CORNERS = Integer.parseInt("4");
      final int side;

      Square(int side) {
        this.side = side;
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      inTwo(() -> System.identityHashCode(Shape.UNIT), () -> new Square(2));
    }
  }

  /** An initialiser waits for a thread that executes a lambda of the class. */
  public static final class WaitsForThread {
    static final class Table {
      static int[] squares = new int[10];

      static {
        Thread thread = new Thread(() -> squares[3] = 9);
        thread.start();
        try {
          thread.join();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    public static void main(String[] arguments) {
      if (Table.squares[3] != 9) {
        throw new AssertionError();
      }
    }
  }

  /** An initialiser computes in parallel. */
  public static final class WaitsForPool {
    static final class Table {
      static final int SUM = IntStream.range(0, 100).parallel().map(i -> i * i).sum();
    }

    public static void main(String[] arguments) {
      if (Table.SUM != 328_350) {
        throw new AssertionError();
      }
    }
  }

  /** Two classes need each other, one by its name and one by a handle of its field. */
  public static final class ByName {
    static final class First {
      static final Object VALUE = named(ByName.class.getName() + "$Second");

      static void use() {}
    }

    static final class Second {
      static final Object VALUE = field(First.class, "VALUE");

      static void use() {}
    }

    static Object named(String name) {
      try {
        return Class.forName(name);
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }

    static Object field(Class<?> type, String name) {
      try {
        return Objects.hash(
            MethodHandles.lookup().findStaticVarHandle(type, name, Object.class).get());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      inTwo(First::use, Second::use);
    }
  }

  /** An interface has a constant of a class that implements it. */
  public static final class Superinterface {
    interface Shape {
      Shape UNIT = new Square(1);

      default int corners() {
        return 4;
      }
    }

    record Square(int side) implements Shape {}

    public static void main(String[] arguments) throws InterruptedException {
      inTwo(() -> System.identityHashCode(Shape.UNIT), () -> new Square(2));
    }
  }
}
