import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/** A queue whose owner works at one end, mostly without a lock, while a thief steals from the other. */
public class WorkStealQueue {
  private static final int STEALS = 2;
  private static final int ITEMS = 4;

  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicInteger head = new AtomicInteger();
  private final AtomicInteger tail = new AtomicInteger();
  private final AtomicReference<Item[]> items = new AtomicReference<>(new Item[2]);

  private static final class Item {
    private final AtomicInteger uses = new AtomicInteger();
  }

  private Item at(int index) {
    Item[] all = items.get();
    return all[index & (all.length - 1)];
  }

  private void put(int index, Item item) {
    Item[] all = items.get();
    all[index & (all.length - 1)] = item;
    tail.set(index + 1);
  }

  private Item steal() {
    lock.lock();
    try {
      int stolen = head.get();
      head.set(stolen + 1);
      if (stolen < tail.get()) {
        return at(stolen);
      }
      head.set(stolen);
      return null;
    } finally {
      lock.unlock();
    }
  }

  private Item pop() {
    int last = tail.get() - 1;
    tail.set(last);
    if (head.get() <= last) {
      return at(last);
    }
    tail.set(last + 1);
    lock.lock();
    try {
      last = tail.get() - 1;
      tail.set(last);
      if (head.get() <= last) {
        return at(last);
      }
      head.set(0);
      tail.set(0);
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void push(Item item) {
    int end = tail.get();
    if (end < head.get() + items.get().length) { // one too many: the thief may be at the first
      put(end, item);
      return;
    }
    lock.lock();
    try {
      Item[] all = items.get();
      int first = head.get();
      int count = tail.get() - first;
      Item[] larger = new Item[2 * all.length];
      for (int i = 0; i < count; i++) {
        larger[i] = at(first + i);
      }
      items.set(larger);
      head.set(0);
      tail.set(count);
      put(count, item);
    } finally {
      lock.unlock();
    }
  }

  private static void use(Item item) {
    if (item != null) {
      item.uses.getAndIncrement();
    }
  }

  private void thief() {
    for (int i = 0; i < STEALS; i++) {
      use(steal());
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    WorkStealQueue queue = Threads.global(new WorkStealQueue());
    Item[] all = new Item[ITEMS];
    for (int i = 0; i < ITEMS; i++) {
      all[i] = new Item();
    }
    Thread thief = new Thread(queue::thief);
    thief.start();
    for (int i = 0; i < ITEMS; i += 2) {
      queue.push(all[i]);
      queue.push(all[i + 1]);
      use(queue.pop());
    }
    use(queue.pop());
    use(queue.pop());
    thief.join();
    for (Item each : all) {
      if (each.uses.get() != 1) {
        throw new AssertionError("an item was used " + each.uses.get() + " times");
      }
    }
  }
}
