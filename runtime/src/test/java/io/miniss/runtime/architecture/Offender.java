package io.miniss.runtime.architecture;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import net.openhft.affinity.Affinity;

/** Breaks every ban of {@link BansTest} once. Never called. */
@SuppressWarnings("UnusedMethod")
final class Offender {
  private static volatile int shared;

  private Offender() {}

  static long time() {
    return System.nanoTime();
  }

  static void thread() {
    Thread.onSpinWait();
  }

  static void park() {
    LockSupport.park();
  }

  static void latch() {
    new CountDownLatch(1).countDown();
  }

  static int random() {
    return new Random(shared).nextInt();
  }

  static void exit() {
    Runtime.getRuntime().halt(1);
  }

  static Object affinity() {
    return Affinity.getAffinity();
  }

  static Map<String, String> order() {
    return new HashMap<>();
  }

  static void print() {
    System.out.println("hello");
  }

  static long atomic() {
    return new AtomicLong().get();
  }

  static synchronized void locked() {
    shared = 1;
  }
}
