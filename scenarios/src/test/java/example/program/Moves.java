package example.program;

import java.util.concurrent.ConcurrentLinkedQueue;

/** Counts the elements of a queue while another thread moves one: it takes the call for one step. */
public final class Moves {
  private Moves() {}

  /** With an argument, nobody moves anything. */
  public static void main(String[] arguments) throws InterruptedException {
    ConcurrentLinkedQueue<String> queue = new ConcurrentLinkedQueue<>();
    queue.add("a");
    Thread other =
        new Thread(
            () -> {
              queue.add(arguments.length == 0 ? queue.poll() : "b");
            });
    other.start();
    int size = queue.size();
    other.join();
    if (size > 1 && arguments.length == 0) {
      throw new AssertionError("the queue has 1 element at most, not " + size);
    }
  }
}
