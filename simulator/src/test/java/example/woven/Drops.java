package example.woven;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A program that uses a lot of memory, little of it at a time. */
@SuppressWarnings("all")
public final class Drops {
  private static final int ROUNDS = 100;

  private static final class Holder {
    private byte[] bytes = megabyte();
  }

  private static final class Worker extends Thread {
    private final byte[] bytes = megabyte();

    @Override
    public void run() {
      bytes[0]++;
    }
  }

  private static byte[] megabyte() {
    return new byte[1 << 20];
  }

  public static void main(String[] arguments) throws InterruptedException {
    long sum = 0;
    for (int i = 0; i < ROUNDS; i++) {
      AtomicReference<byte[]> called = new AtomicReference<>(megabyte());
      sum += called.get().length;
      Holder field = new Holder();
      sum += field.bytes.length;
      Holder monitor = new Holder();
      synchronized (monitor) {
        sum += monitor.bytes.length;
      }
      byte[] element = megabyte();
      sum += element[i];
      List<byte[]> iterated = new ArrayList<>();
      iterated.add(megabyte());
      for (byte[] each : iterated) {
        sum += each.length;
      }
      Holder hashed = new Holder();
      sum += System.identityHashCode(hashed);
      byte[] captured = megabyte();
      Thread body = new Thread(() -> captured[0]++);
      Thread worker = new Worker();
      body.start();
      worker.start();
      body.join();
      worker.join();
    }
    System.out.println(sum);
  }
}
