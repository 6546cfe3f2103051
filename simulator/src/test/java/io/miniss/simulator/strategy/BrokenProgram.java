package io.miniss.simulator.strategy;

import io.miniss.runtime.shared.BoundedQueue;
import io.miniss.runtime.shared.SharedFlag;
import io.miniss.runtime.shared.SharedLong;
import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.shared.WakeFlag;
import io.miniss.runtime.spi.Scheduler;
import io.miniss.simulator.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Small programs with one bug each, and the same without it: what strategies are compared on. Each
 * shows its bug in some interleavings only, and each its own kind.
 */
public enum BrokenProgram {
  /** Announces its sleep after the last look at the queue. */
  LOST_WAKE_UP("lost wake-up", 12, "4.6", "4.6", "flag.queue", "is parked") {
    @Override
    public void run(Simulation simulation, boolean broken) {
      Scheduler scheduler = simulation.scheduler();
      BoundedQueue<Integer> queue = BoundedQueue.singleProducer(scheduler, "queue", 4);
      WakeFlag flag = new WakeFlag(scheduler, "flag");
      flag.sleeper(scheduler.currentParker());
      simulation.client(
          "producer",
          () -> {
            queue.offer(1);
            flag.wake();
          });
      while (queue.poll() == null) {
        if (!broken) {
          flag.announceSleep();
        }
        if (queue.isEmptyVolatile()) {
          if (broken) {
            flag.announceSleep();
          }
          scheduler.currentParker().park();
        }
        flag.endSleep();
      }
    }
  },

  /** Three threads add to a number in two steps instead of one; two of three may be lost. */
  LOST_UPDATE("lost update", 12, "12.4.4.4", "12.4.4.4", "number", "lost: ") {
    @Override
    public void run(Simulation simulation, boolean broken) {
      SharedReference<Integer> number =
          new SharedReference<>(simulation.scheduler(), "number", 0);
      int[] sum = {0};
      for (int i = 0; i < 3; i++) {
        simulation.client(
            "adder-" + i,
            () -> {
              add(number, broken);
              add(number, broken);
              sum[0] += 2;
            });
      }
      simulation.finalCheck(
          "nothing is lost",
          () -> simulation.require(value(number) == sum[0], "lost: " + (sum[0] - value(number))));
    }

    private void add(SharedReference<Integer> number, boolean broken) {
      Integer seen = number.getVolatile();
      if (broken) {
        number.setVolatile(Objects.requireNonNull(seen) + 1);
      } else {
        while (!number.compareAndSet(seen, Objects.requireNonNull(seen) + 1)) {
          seen = number.getVolatile();
        }
      }
    }

    private int value(SharedReference<Integer> number) {
      return Objects.requireNonNull(number.getVolatile());
    }
  },

  /** Says that the element is there before it is; a third thread carries the news. */
  FLAG_BEFORE_QUEUE("flag before queue", 12, "11.5.3.3", "6.2.2.2", "ready.told.queue",
      "told of an element") {
    @Override
    public void run(Simulation simulation, boolean broken) {
      Scheduler scheduler = simulation.scheduler();
      BoundedQueue<Integer> queue = BoundedQueue.manyProducers(scheduler, "queue", 4);
      SharedFlag ready = new SharedFlag(scheduler, "ready");
      SharedFlag told = new SharedFlag(scheduler, "told");
      SharedLong work = new SharedLong(scheduler, "work");
      simulation.client(
          "producer",
          () -> {
            work.getAndAdd(1);
            if (broken) {
              ready.setVolatile(true);
              work.getAndAdd(1);
              queue.offer(1);
            } else {
              queue.offer(1);
              work.getAndAdd(1);
              ready.setVolatile(true);
            }
            work.getAndAdd(1);
          });
      simulation.client(
          "messenger",
          () -> {
            work.getAndAdd(1);
            if (ready.getVolatile()) {
              told.setVolatile(true);
            }
          });
      simulation.client(
          "consumer",
          () -> {
            work.getAndAdd(1);
            if (told.getVolatile()) {
              simulation.require(queue.poll() != null, "told of an element that is not there");
            }
          });
    }
  },

  /** A stack whose nodes come back: a thread that pops may be overtaken and not notice. */
  ABA("ABA", 12, "12.3.8", "12.3.8", "head", "popped and still there") {
    @Override
    public void run(Simulation simulation, boolean broken) {
      Scheduler scheduler = simulation.scheduler();
      Node c = new Node("c", null);
      Node b = new Node("b", c);
      Node a = new Node("a", b);
      SharedReference<Top> head = new SharedReference<>(scheduler, "head", new Top(a, 0));
      List<Node> popped = new ArrayList<>();
      simulation.client("one", () -> popped.add(pop(head, broken)));
      simulation.client(
          "other",
          () -> {
            Node first = pop(head, broken);
            Node second = pop(head, broken);
            popped.add(second);
            push(head, first, broken);
          });
      simulation.finalCheck(
          "no node twice",
          () -> {
            for (Node node = top(head).node; node != null; node = node.next) {
              simulation.require(!popped.contains(node), node.name + " is popped and still there");
            }
          });
    }

    private Top top(SharedReference<Top> head) {
      return Objects.requireNonNull(head.getVolatile());
    }

    private Node pop(SharedReference<Top> head, boolean broken) {
      while (true) {
        Top seen = top(head);
        Node node = Objects.requireNonNull(seen.node);
        Node next = node.next;
        if (replace(head, seen, next, broken)) {
          return node;
        }
      }
    }

    private void push(SharedReference<Top> head, Node node, boolean broken) {
      Top seen = top(head);
      node.next = seen.node;
      while (!replace(head, seen, node, broken)) {
        seen = top(head);
        node.next = seen.node;
      }
    }

    // The broken stack compares the node only, as one without versions does.
    private boolean replace(
        SharedReference<Top> head, Top seen, Node node, boolean broken) {
      if (!broken) {
        return head.compareAndSet(seen, new Top(node, seen.version + 1));
      }
      Top changed = new Top(node, 0);
      Top now = head.getVolatile();
      return now != null && now.node == seen.node && head.compareAndSet(now, changed);
    }
  },

  /** A reader that sees the third and the fourth of nine values: needs three preemptions. */
  DEEP("deep", 24, "23.19.4", "11.9.2", "value", "seen 3 and 4") {
    @Override
    public void run(Simulation simulation, boolean broken) {
      Scheduler scheduler = simulation.scheduler();
      SharedReference<Integer> value = new SharedReference<>(scheduler, "value", 0);
      SharedLong own = new SharedLong(scheduler, "own");
      SharedLong other = new SharedLong(scheduler, "other");
      simulation.client(
          "writer",
          () -> {
            for (int i = 1; i <= 9; i++) {
              value.setVolatile(i);
              own.getAndAdd(1);
            }
          });
      simulation.client(
          "reader",
          () -> {
            int seen = 0;
            for (int i = 0; i < 2; i++) {
              seen = 10 * seen + Objects.requireNonNull(value.getVolatile());
              other.getAndAdd(1);
            }
            simulation.require(!broken || seen != 34, "seen 3 and 4");
          });
    }
  },

  /** A short thread that must begin after a long one has ended. */
  LATE_START("late start", 42, "42.41.1", "2.1.1", "done", "came after the end") {
    @Override
    public void run(Simulation simulation, boolean broken) {
      Scheduler scheduler = simulation.scheduler();
      SharedFlag done = new SharedFlag(scheduler, "done");
      SharedLong own = new SharedLong(scheduler, "own");
      simulation.client(
          "long",
          () -> {
            for (int i = 0; i < 40; i++) {
              own.getAndAdd(1);
            }
            done.setVolatile(true);
          });
      simulation.client(
          "short",
          () -> simulation.require(!done.getVolatile() || !broken, "came after the end"));
    }
  };

  private static final class Node {
    private final String name;
    private Node next;

    Node(String name, Node next) {
      this.name = name;
      this.next = next;
    }
  }

  private record Top(Node node, int version) {}

  private final String title;
  private final int steps;
  private final String events;
  private final String selected;
  private final String locations;
  private final String message;

  BrokenProgram(
      String title, int steps, String events, String selected, String locations, String message) {
    this.title = title;
    this.steps = steps;
    this.events = events;
    this.selected = selected;
    this.locations = locations;
    this.message = message;
  }

  /** The program, with its bug or without. */
  public abstract void run(Simulation simulation, boolean broken);

  /** For people. */
  public String title() {
    return title;
  }

  /** About how many steps a run takes. */
  public int steps() {
    return steps;
  }

  /** What {@link Surw} is told of the threads' accesses, all of them. */
  public String events() {
    return events;
  }

  /** What {@link Surw} is told of the threads' accesses to {@link #locations}. */
  public String selected() {
    return selected;
  }

  /** Where the bug is, as {@link Surw} is told. */
  public String locations() {
    return locations;
  }

  /** What the failure says. */
  public String message() {
    return message;
  }
}
