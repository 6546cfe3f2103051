/** What the programs have in common: threads are started in order and waited for in order. */
final class Threads {
  private static Object global;

  private Threads() {}

  /** Lets {@code program} be reached from a static field, as the variables of the programs in C are. */
  static <T> T global(T program) {
    global = program;
    return program;
  }

  static void run(Runnable... bodies) throws InterruptedException {
    Thread[] threads = new Thread[bodies.length];
    for (int i = 0; i < bodies.length; i++) {
      threads[i] = new Thread(bodies[i]);
      threads[i].start();
    }
    for (Thread each : threads) {
      each.join();
    }
  }

  /** {@code first} threads of one kind, then {@code second} of another. */
  static void run(int first, Runnable one, int second, Runnable other) throws InterruptedException {
    Runnable[] bodies = new Runnable[first + second];
    for (int i = 0; i < bodies.length; i++) {
      bodies[i] = i < first ? one : other;
    }
    run(bodies);
  }
}
