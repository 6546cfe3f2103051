package io.miniss.runtime.shared;

import io.miniss.runtime.spi.Access;
import io.miniss.runtime.spi.Scheduler;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Work that other threads give to a core: continuations whose future was completed elsewhere, fibers
 * that may go on, timers armed externally. Any thread pushes, the owner takes everything at once.
 *
 * <p>It has no capacity, and a push never fails for want of room: a reply that had to wait for room could be
 * the one that frees it. What is pushed is linked through itself. So its size is bounded only by what others
 * have to push:
 *
 * <ul>
 *   <li>Bounded by what the owner has begun: one continuation for each that it has registered, one wake-up
 *       for each fiber and each blocked task that it has started, one cancellation for each started task,
 *       and one cancel for each of its timers from each thread that cancels it.
 *   <li>Not bounded: one entry for each call of another thread that sets a time limit (a deadline of a task,
 *       {@code timeout}, {@code cancelAfter}), that registers a continuation at a derived future of this
 *       core, or that shuts the runtime down with a limit. The caller has made the object that is pushed, and
 *       is not held up.
 * </ul>
 *
 * The owner takes everything in each turn, so entries pile up only while one turn lasts; the watch reports a
 * turn that does not end.
 *
 * <p>A Treiber stack [1] with "take all", which has no ABA problem: nothing is popped singly. {@link
 * #takeAll} reverses, so the owner sees the order of the pushes.
 *
 * <p>[1] R. K. Treiber, Systems Programming: Coping with Parallelism, IBM RJ 5118, 1986.
 */
public final class RemoteWorkQueue extends Padding {
  /** The head of a closed stack, which refuses every push. */
  private static final Work CLOSED =
      new Work() {
        @Override
        public void run() {
          throw new IllegalStateException("the end mark of a closed stack is no work");
        }
      };

  private static final VarHandle HEAD;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(RemoteWorkQueue.class, "head", Work.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;

  @SuppressWarnings("unused") // accessed through HEAD
  private @Nullable Work head;

  /** An empty, open stack. */
  public RemoteWorkQueue(Scheduler scheduler, String name) {
    super(scheduler);
    this.name = name;
  }

  /**
   * Pushes {@code work}, which must be in no other queue, with volatile effect. Any thread.
   *
   * @return false if the stack is closed; the work is then still the caller's
   */
  public boolean push(Work work) {
    while (true) {
      point(Access.READ);
      Work top = (Work) HEAD.getAcquire(this);
      if (top == CLOSED) {
        return false;
      }
      work.next = top;
      point(Access.UPDATE);
      if (HEAD.compareAndSet(this, top, work)) {
        return true;
      }
      work.next = null;
    }
  }

  /** Gives everything pushed so far to {@code target}, oldest first; returns how much that was. */
  public int takeAll(Consumer<? super Work> target) {
    point(Access.READ);
    Work top = (Work) HEAD.getAcquire(this);
    if (top == null || top == CLOSED) {
      return 0;
    }
    point(Access.UPDATE);
    return giveReversed((Work) HEAD.getAndSet(this, (Work) null), target);
  }

  /** Refuses further pushes; gives what was pushed before to {@code target}. The owner only. */
  public int close(Consumer<? super Work> target) {
    point(Access.UPDATE);
    Work top = (Work) HEAD.getAndSet(this, CLOSED);
    return top == CLOSED ? 0 : giveReversed(top, target);
  }

  /** Closes the open stack if nothing is in it; returns whether it did. The owner only. */
  public boolean closeIfEmpty() {
    point(Access.UPDATE);
    return HEAD.compareAndSet(this, (Work) null, CLOSED);
  }

  /** Whether nothing is in it, in the single order of all volatile accesses. */
  public boolean isEmptyVolatile() {
    point(Access.READ);
    Work top = (Work) HEAD.getVolatile(this);
    return top == null || top == CLOSED;
  }

  private static int giveReversed(@Nullable Work newestFirst, Consumer<? super Work> target) {
    Work oldestFirst = null;
    Work node = newestFirst;
    while (node != null) {
      Work older = node.next;
      node.next = oldestFirst;
      oldestFirst = node;
      node = older;
    }
    int given = 0;
    while (oldestFirst != null) {
      Work newer = oldestFirst.next;
      oldestFirst.next = null;
      target.accept(oldestFirst);
      oldestFirst = newer;
      given++;
    }
    return given;
  }

  @Override
  public String currentValue() {
    return head == null ? "empty" : head == CLOSED ? "closed" : "not empty";
  }

  @Override
  public String describe() {
    return name;
  }
}
