package io.miniss.benchmarks.lincheck;

import io.miniss.runtime.shared.SharedReference;
import io.miniss.runtime.spi.Scheduler;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@link JdkStack} on our primitives. */
final class OurStack implements Program.Subject {
  private static final class Node {
    final SharedReference<Node> next;

    Node(Scheduler scheduler, @Nullable Node next) {
      this.next = new SharedReference<>(scheduler, "next", next);
    }
  }

  private record Top(@Nullable Node node) {}

  private final SharedReference<Object> top;
  private final SharedReference<Node> one;
  private final SharedReference<Node> other;
  private final boolean broken;

  OurStack(Scheduler scheduler, boolean broken) {
    this.broken = broken;
    Node node = null;
    for (int i = 0; i < 3; i++) {
      node = new Node(scheduler, node);
    }
    this.top = new SharedReference<>(scheduler, "top", wrapped(node));
    this.one = new SharedReference<>(scheduler, "one", null);
    this.other = new SharedReference<>(scheduler, "other", null);
  }

  @Override
  public void operate(String operation, int thread) {
    if (operation.equals("takeOne")) {
      one.setVolatile(pop());
    } else {
      Node first = pop();
      Node second = pop();
      push(first);
      other.setVolatile(second);
    }
  }

  private Node pop() {
    while (true) {
      Object seen = top.getVolatile();
      Node node = Objects.requireNonNull(unwrapped(seen));
      Node next = node.next.getVolatile();
      if (top.compareAndSet(seen, wrapped(next))) {
        return node;
      }
    }
  }

  private void push(Node node) {
    while (true) {
      Object seen = top.getVolatile();
      node.next.setVolatile(unwrapped(seen));
      if (top.compareAndSet(seen, wrapped(node))) {
        return;
      }
    }
  }

  private @Nullable Object wrapped(@Nullable Node node) {
    return broken ? node : new Top(node);
  }

  private @Nullable Node unwrapped(@Nullable Object content) {
    return broken ? (Node) content : ((Top) Objects.requireNonNull(content)).node;
  }

  @Override
  public boolean holds() {
    Node taken = one.getVolatile();
    Node second = other.getVolatile();
    Node node = unwrapped(top.getVolatile());
    while (node != null && node != taken && node != second) {
      node = node.next.getVolatile();
    }
    return node == null;
  }
}
