package example.woven;

import java.util.stream.IntStream;

/** Programs whose static initialisers need others, in one order. */
@SuppressWarnings("all")
public final class CorrectInitialisers {
  /** Both threads come to the second class by the first. */
  public static final class OneOrder {
    static final class First {
      static final int VALUE = Second.VALUE + 1;
    }

    static final class Second {
      static final int VALUE = Integer.parseInt("41");
    }

    static final class Third {
      static final int VALUE = First.VALUE + Second.VALUE;
    }

    public static void main(String[] arguments) throws InterruptedException {
      int[] seen = new int[2];
      Thread one = new Thread(() -> seen[0] = First.VALUE);
      Thread other = new Thread(() -> seen[1] = Third.VALUE);
      one.start();
      other.start();
      one.join();
      other.join();
      if (seen[0] != 42 || seen[1] != 83) {
        throw new AssertionError();
      }
    }
  }

  /** A thread that is started in an initialiser, but not waited for, needs the class. */
  public static final class StartsThread {
    static final class Table {
      static final Thread THREAD;
      static int value;

      static {
        THREAD = new Thread(() -> value += 1);
        THREAD.start();
        value = 41;
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      Table.THREAD.join();
      if (Table.value != 42) {
        throw new AssertionError();
      }
    }
  }

  /** The parallel computation has its lambda in another class. */
  public static final class PoolElsewhere {
    static final class Squares {
      static int of(int i) {
        return i * i;
      }
    }

    static final class Table {
      static final int SUM = IntStream.range(0, 100).parallel().map(Squares::of).sum();
    }

    public static void main(String[] arguments) {
      if (Table.SUM != 328_350) {
        throw new AssertionError();
      }
    }
  }
}
