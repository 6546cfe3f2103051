package io.miniss.benchmarks.lincheck;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;

/** A stack of three nodes: one thread takes one, the other two, of which it puts the first back. */
public abstract class JdkStack extends JdkSubject {
  /** A node. */
  static final class Node {
    final AtomicReference<@Nullable Node> next;

    Node(@Nullable Node next) {
      this.next = new AtomicReference<>(next);
    }
  }

  private final AtomicReference<@Nullable Object> top;

  private final AtomicReference<@Nullable Node> one = new AtomicReference<>();
  private final AtomicReference<@Nullable Node> other = new AtomicReference<>();

  JdkStack(Object top) {
    this.top = new AtomicReference<>(top);
  }

  static Node threeNodes() {
    return new Node(new Node(new Node(null)));
  }

  /** Takes one. */
  @Operation
  public final void takeOne() {
    one.set(pop());
  }

  /** Takes two. */
  @Operation
  public final void takeTwoAndReturnTheFirst() {
    Node first = pop();
    Node second = pop();
    push(first);
    other.set(second);
  }

  private Node pop() {
    while (true) {
      Object seen = top.get();
      Node node = Objects.requireNonNull(unwrapped(seen));
      Node next = node.next.get();
      if (top.compareAndSet(seen, wrapped(next))) {
        return node;
      }
    }
  }

  private void push(Node node) {
    while (true) {
      Object seen = top.get();
      node.next.set(unwrapped(seen));
      if (top.compareAndSet(seen, wrapped(node))) {
        return;
      }
    }
  }

  /** What the top says while {@code node} is it. */
  abstract @Nullable Object wrapped(@Nullable Node node);

  abstract @Nullable Node unwrapped(@Nullable Object content);

  @Override
  @Operation
  public boolean holds() {
    for (Node node = unwrapped(top.get()); node != null; node = node.next.get()) {
      if (node == one.get() || node == other.get()) {
        return false;
      }
    }
    return true;
  }

  /** Without the bug: the content is another object each time. */
  public static final class Sound extends JdkStack {
    private record Top(@Nullable Node node) {}

    /** Three nodes. */
    public Sound() {
      super(new Top(threeNodes()));
    }

    @Override
    Object wrapped(@Nullable Node node) {
      return new Top(node);
    }

    @Override
    @Nullable Node unwrapped(@Nullable Object content) {
      return ((Top) Objects.requireNonNull(content)).node;
    }
  }

  /** With the bug. */
  public static final class Broken extends JdkStack {
    /** Three nodes. */
    public Broken() {
      super(threeNodes());
    }

    @Override
    @Nullable Object wrapped(@Nullable Node node) {
      return node;
    }

    @Override
    @Nullable Node unwrapped(@Nullable Object content) {
      return (Node) content;
    }
  }
}
