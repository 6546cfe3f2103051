import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** A stack of indices without locks, by D. Vyukov: two threads can hold one element. Needs at least five preemptions. */
public class SafeStack {
  private static final int SIZE = 3;
  private static final int NONE = -1;

  private final AtomicInteger head = new AtomicInteger();
  private final AtomicInteger count = new AtomicInteger(SIZE);
  private final AtomicIntegerArray next = new AtomicIntegerArray(new int[] {1, 2, NONE});
  private final AtomicIntegerArray owner = new AtomicIntegerArray(SIZE);

  private int pop() {
    while (count.get() > 1) {
      int top = head.get();
      int below = next.getAndSet(top, NONE);
      if (below == NONE) {
        Thread.yield();
      } else if (head.compareAndSet(top, below)) {
        count.getAndDecrement();
        return top;
      } else {
        next.getAndSet(top, below);
      }
    }
    return NONE;
  }

  private void push(int index) {
    int top;
    do {
      top = head.get();
      next.set(index, top);
    } while (!head.compareAndSet(top, index));
    count.getAndIncrement();
  }

  private void use(int thread) {
    for (int i = 0; i < 2; i++) {
      int index = pop();
      while (index == NONE) {
        Thread.yield();
        index = pop();
      }
      owner.set(index, thread);
      if (owner.get(index) != thread) {
        throw new AssertionError("two threads hold element " + index);
      }
      push(index);
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    SafeStack stack = Threads.global(new SafeStack());
    Threads.run(() -> stack.use(1), () -> stack.use(2), () -> stack.use(3));
  }
}
